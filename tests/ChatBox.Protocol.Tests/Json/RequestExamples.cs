using ChatBox.Core.Commands;
using ChatBox.Core.Conversations;
using ChatBox.Core.Messages;
using ChatBox.Core.People;
using ChatBox.Core.Presence;

namespace ChatBox.Protocol.Tests.Json;

/// <summary>Requests as a client writes them, and what each asks for. Every type and every field is in at least one.</summary>
static class RequestExamples
{
    public const string RoomText = "0000000000042";
    public const string PersonText = "0000000000077";

    static readonly ConversationId Room = new(0x82);
    static readonly PersonId Person = new(0xE7);

    public static readonly (string Json, Command Command)[] All =
    [
        (Request("conversations"), new ListConversations(new Paging(null, 100))),
        (Request("conversations", $"\"after\":\"{RoomText}\",\"limit\":7"), new ListConversations(new Paging(RoomText, 7))),
        (Request("conversation", "\"conversation\":\"lobby\""), new ShowConversation(ConversationId.Lobby)),
        (Request("people", $"\"after\":\"{PersonText}\",\"limit\":200"), new ListPeople(new Paging(PersonText, 200))),
        (Request("members", $"\"conversation\":\"{RoomText}\",\"after\":\"{PersonText}\",\"limit\":1"), new ListMembers(Room, new Paging(PersonText, 1))),
        (Request("find", "\"text\":\"bo\""), new Find("bo")),
        (Request("find", "\"text\":\"\""), new Find("")),
        (Request("history", "\"conversation\":\"lobby\""), new ReadHistory(ConversationId.Lobby, HistoryRange.Newest())),
        (Request("history", "\"conversation\":\"lobby\",\"before\":1,\"limit\":200"), new ReadHistory(ConversationId.Lobby, HistoryRange.Before(1, 200))),
        (Request("history", "\"conversation\":\"lobby\",\"after\":0"), new ReadHistory(ConversationId.Lobby, HistoryRange.After(0))),
        (Request("history", "\"conversation\":\"lobby\",\"around\":9223372036854775807"), new ReadHistory(ConversationId.Lobby, HistoryRange.Around(long.MaxValue))),
        (Request("send", $"\"conversation\":\"{RoomText}\",\"clientId\":\"b7-1\",\"text\":\"h\\u00e9\\r\\nllo\""),
            new SendMessage(Room, ClientMessageId.Restore("b7-1"), MessageText.Restore("hé\nllo"))),
        (Request("read", "\"conversation\":\"lobby\",\"number\":41"), new MarkRead(ConversationId.Lobby, 41)),
        (Request("typing", "\"conversation\":\"lobby\""), new SetTyping(ConversationId.Lobby)),
        (Request("presence", "\"state\":\"online\""), new SetPresence(PresenceState.Online)),
        (Request("presence", "\"state\":\"away\""), new SetPresence(PresenceState.Away)),
        (Request("room.create", "\"name\":\" robotics \""), new CreateRoom(PersonName.Restore("robotics"), IsPrivate: false)),
        (Request("room.create", "\"name\":\"robotics\",\"private\":true"), new CreateRoom(PersonName.Restore("robotics"), IsPrivate: true)),
        (Request("room.join", $"\"conversation\":\"{RoomText}\""), new JoinRoom(Room)),
        (Request("room.leave", $"\"conversation\":\"{RoomText}\""), new LeaveRoom(Room)),
        (Request("room.invite", $"\"conversation\":\"{RoomText}\",\"person\":\"{PersonText}\""), new InviteMember(Room, Person)),
        (Request("room.remove", $"\"conversation\":\"{RoomText}\",\"person\":\"{PersonText}\""), new RemoveMember(Room, Person)),
        (Request("direct.open", $"\"person\":\"{PersonText}\""), new OpenDirect(Person)),
        (Request("search", "\"text\":\"two words\""), new SearchMessages("two words", null, null, 50)),
        (Request("search", "\"text\":\"x\",\"conversation\":\"lobby\",\"before\":\"12\",\"limit\":3"), new SearchMessages("x", ConversationId.Lobby, 12, 3)),
        (Request("link.create"), new CreateLink()),
        (Request("invite"), new ShowInvite()),
        (Request("ping"), new Ping()),
    ];

    public static string Request(string type, string fields = "") => $"{{\"type\":\"{type}\",\"id\":\"7\"{(fields.Length > 0 ? "," : "")}{fields}}}";
}
