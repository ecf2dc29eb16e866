using ChatBox.Core.Calls;
using ChatBox.Core.Conversations;
using ChatBox.Core.Events;
using ChatBox.Core.Files;
using ChatBox.Core.Messages;
using ChatBox.Core.People;
using ChatBox.Core.Presence;
using ChatBox.Protocol.Json;

namespace ChatBox.Protocol.Tests.Json;

public class WireMappingTests
{
    static readonly Person Alice = new(new PersonId(0xE7), PersonName.Restore("alice"), IsGuest: true);
    static readonly ConversationInfo Robotics = new(
        new ConversationId(0x82), ConversationKind.Room, PersonName.Restore("robotics"), IsPrivate: false, Alice.Id);

    [Fact]
    public void A_room_one_is_in_shows_its_numbers_and_one_that_one_is_not_in_does_not()
    {
        var inside = new ConversationView(Robotics, 6, Joined: true, 41, 39, Message("hello"), null).ToWire();
        Assert.Equal(
            ("0000000000042", "room", "robotics", 41L, 39L, "hello"),
            (inside.Id, inside.Kind, inside.Name, inside.Last, inside.Read, inside.LastMessage!.Text));
        var outside = new ConversationView(Robotics, 6, Joined: false, 0, 0, null, null).ToWire();
        Assert.Equal((null, null, null, 6), (outside.Last, outside.Read, outside.LastMessage, outside.Members));
    }

    [Fact]
    public void The_lobby_and_a_direct_conversation_have_names_too()
    {
        var lobby = new ConversationInfo(ConversationId.Lobby, ConversationKind.Lobby, null, false, null);
        Assert.Equal("Lobby", new ConversationView(lobby, 1, true, 0, 0, null, null).ToWire().Name);
        var direct = new ConversationInfo(new ConversationId(5), ConversationKind.Direct, null, true, null);
        var wire = new ConversationView(
            direct, 2, true, 0, 0, null, new PersonView(Alice with { IsGone = true }, PresenceState.Away)).ToWire();
        Assert.Equal(
            ("direct", "alice", new PersonObject("0000000000077", "alice", "away", true, true)), (wire.Kind, wire.Name, wire.Person));
    }

    [Fact]
    public void A_file_shows_its_hash_when_it_is_ready_and_how_far_it_is_before()
    {
        var file = new ChatFile(new FileId(0xE7), FileName.Restore("plan.pdf"), 9, MediaTypes.Bytes, FileState.Offered) { Received = 5 };
        Assert.Equal(
            new FileObject("00000000000000000000000077", "plan.pdf", 9, "application/octet-stream", "offered", false, Received: 5),
            file.ToWire());
        var ready = file with { Received = null, Sha256 = "ab", Width = 1, Height = 2, HasThumbnail = true, State = FileState.Verified };
        Assert.Equal(
            new FileObject(
                "00000000000000000000000077", "plan.pdf", 9, "application/octet-stream", "verified", true, null, "ab", 1, 2, true),
            ready.ToWire());
    }

    [Fact]
    public void Every_state_of_a_file_has_a_word_and_those_that_can_be_asked_for_are_understood()
    {
        foreach (var state in Enum.GetValues<FileState>())
            Assert.Equal(FileStates.CanBeAskedFor(state) ? state : null, FileWords.Asked(FileWords.Of(state)));
        Assert.Null(FileWords.Asked("Accepted"));
        Assert.Null(FileWords.Asked(""));
    }

    [Theory]
    [InlineData("a", 200, 200)]
    [InlineData("a", 201, 200)]
    [InlineData("😀", 200, 200)]
    [InlineData("😀", 201, 200)]
    public void The_last_line_in_a_list_has_up_to_200_characters_and_not_201(string sign, int length, int shown)
    {
        var view = new ConversationView(Robotics, 1, true, 1, 0, Message(string.Concat(Enumerable.Repeat(sign, length))), null);
        Assert.Equal(string.Concat(Enumerable.Repeat(sign, shown)), view.ToWire().LastMessage!.Text);
    }

    static readonly CallView Ringing = new(
        new CallId(5), Robotics.Id, CallState.Ringing, Alice, true, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, null, [], new(2, 2), new(0, 0));

    [Fact]
    public void Every_outcome_state_and_kind_has_a_word_of_its_own()
    {
        Assert.Equal(5, Enum.GetValues<CallOutcome>().Select(CallWords.Of).Distinct().Count());
        Assert.Equal(3, Enum.GetValues<CallState>().Select(CallWords.Of).Distinct().Count());
        Assert.Equal(3, Enum.GetValues<CallSignalKind>().Select(CallWords.Of).Distinct().Count());
    }

    [Fact]
    public void Every_event_has_a_frame()
    {
        var view = new ConversationView(Robotics, 1, true, 0, 0, null, null);
        ChatEvent[] events =
        [
            new MessageEvent(Message("x")), new ConversationEvent(view), new ConversationGoneEvent(Robotics.Id, ByMaker: true),
            new MembersEvent(Robotics.Id, 3),
            new PersonEvent(new PersonView(Alice, PresenceState.Online), PersonNews.Came), new ReadEvent(Robotics.Id, 3),
            new TypingEvent(Robotics.Id, Alice),
            new ChangedEvent(Message("x")), new UploadEvent(Robotics.Id, 1, 5), new ShareEvent(),
            new CallEvent(Ringing), new CallSignalEvent(Ringing.Id, Alice.Id, CallEndpoint.Restore("p"), true, new CallSignal(CallSignalKind.Offer, "v=0")),
        ];
        var known = typeof(ChatEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(ChatEvent)));
        Assert.Equal(known.ToHashSet(), events.Select(chatEvent => chatEvent.GetType()).ToHashSet());
        Assert.All(events, chatEvent => Assert.NotEmpty(WireJson.Encode(chatEvent.ToFrame())));
    }

    [Theory]
    [InlineData(PersonNews.Goodbye, true)]
    [InlineData(PersonNews.Went, false)]
    [InlineData(PersonNews.Presence, false)]
    public void Only_a_log_out_says_goodbye(PersonNews news, bool goodbye) =>
        Assert.Equal(goodbye, ((PersonFrame)new PersonEvent(new PersonView(Alice, PresenceState.Offline), news).ToFrame()).Goodbye);

    [Theory]
    [InlineData(true, "removed")]
    [InlineData(false, "left")]
    public void Who_is_no_longer_in_a_room_is_told_why(bool byMaker, string reason) =>
        Assert.Equal(new ConversationGoneFrame("0000000000042", reason), new ConversationGoneEvent(Robotics.Id, byMaker).ToFrame());

    static Message Message(string text) =>
        new(
            Robotics.Id, 1, Alice, ClientMessageId.Restore("c"), MessageText.Restore(text),
            new DateTimeOffset(2030, 6, 15, 12, 0, 0, TimeSpan.Zero));
}
