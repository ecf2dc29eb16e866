using ChatBox.Core.Commands;
using ChatBox.Core.Conversations;
using ChatBox.Core.Files;
using ChatBox.Core.Messages;
using ChatBox.Core.People;
using ChatBox.Core.Presence;
using ChatBox.Protocol.Json;

namespace ChatBox.Protocol.Tests.Json;

/// <summary>Requests as a client writes them, and what each asks for. Every type and every field is in at least one.</summary>
static class RequestExamples
{
    public const string RoomText = "0000000000042";
    public const string PersonText = "0000000000077";
    public const string FileText = "00000000000000000000000077";

    static readonly ConversationId Room = new(0x82);
    static readonly PersonId Person = new(0xE7);
    static readonly FileId File = new(0xE7);

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
        (Request("send", $"\"conversation\":\"{RoomText}\",\"clientId\":\"b7-2\",\"upload\":\"{FileText}\""),
            new SendMessage(Room, ClientMessageId.Restore("b7-2"), MessageText.None, File)),
        (Request("send", $"\"conversation\":\"{RoomText}\",\"clientId\":\"b7-3\",\"text\":\"\",\"upload\":\"{FileText}\""),
            new SendMessage(Room, ClientMessageId.Restore("b7-3"), MessageText.None, File)),
        (Request("send", $"\"conversation\":\"{RoomText}\",\"clientId\":\"b7-4\",\"text\":\"the new one\",\"upload\":\"{FileText}\""),
            new SendMessage(Room, ClientMessageId.Restore("b7-4"), MessageText.Restore("the new one"), File)),
        (Request("delete", "\"conversation\":\"lobby\",\"number\":41"), new DeleteMessage(ConversationId.Lobby, 41)),
        .. new[] { FileState.Accepted, FileState.Declined, FileState.Cancelled, FileState.Arrived, FileState.Verified, FileState.Damaged }
            .Select(state =>
            (Request("file.set", $"\"conversation\":\"{RoomText}\",\"number\":3,\"state\":\"{FileWords.Of(state)}\""), (Command)new SetFileState(Room, 3, state))),
        (Request("changes", "\"conversation\":\"lobby\",\"after\":0"), new ReadChanges(ConversationId.Lobby, 0, 50)),
        (Request("changes", "\"conversation\":\"lobby\",\"after\":17,\"limit\":200"), new ReadChanges(ConversationId.Lobby, 17, 200)),
        (Request("files", "\"conversation\":\"lobby\""), new ListFiles(ConversationId.Lobby, null, 50)),
        (Request("files", "\"conversation\":\"lobby\",\"before\":41,\"limit\":1"), new ListFiles(ConversationId.Lobby, 41, 1)),
        (Request("files", "\"conversation\":\"lobby\",\"before\":\"41\""), new ListFiles(ConversationId.Lobby, 41, 50)),
        (Request("transfer", "\"path\":\"sub/a.txt\""), new OpenTransfer(null, "sub/a.txt")),
        (Request("transfer", $"\"file\":\"{FileText}\""), new OpenTransfer(File, null)),
        (Request("share"), new ListShare(new Paging(null, 100))),
        (Request("share", "\"after\":\"sub/a.txt\",\"limit\":7"), new ListShare(new Paging("sub/a.txt", 7))),
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
        .. CallExamples.Requests,
        (Request("link.create"), new CreateLink()),
        (Request("invite"), new ShowInvite()),
        (Request("ping"), new Ping()),
    ];

    public static string Request(string type, string fields = "") =>
        $"{{\"type\":\"{type}\",\"id\":\"7\"{(fields.Length > 0 ? "," : "")}{fields}}}";
}
