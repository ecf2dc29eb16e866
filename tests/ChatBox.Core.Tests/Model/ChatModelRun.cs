using ChatBox.Core.Changes;
using ChatBox.Core.Commands;
using ChatBox.Core.Conversations;
using ChatBox.Core.Events;
using ChatBox.Core.Files;
using ChatBox.Core.Messages;
using ChatBox.Core.People;
using ChatBox.Core.Tests.Chats;

namespace ChatBox.Core.Tests.Model;

/// <summary>
/// Random people do random things to a chat and to the model of it, and the two must stay alike. As on a server, what is decided is written
/// a little later, after what others decided meanwhile.
/// </summary>
sealed class ChatModelRun
{
    static readonly PersonName[] Names = [.. new[] { "alice", "Alice", "bob", "carol", "dave", "b0b" }.Select(House.Name)];
    static readonly PersonName[] RoomNames = [.. new[] { "robotics", "Robotics", "garden", "music" }.Select(House.Name)];

    readonly Random random;
    readonly Chat chat;
    readonly ChatModel model = new();
    readonly MemoryStore store = new();
    readonly Queue<Change> waiting = new();
    readonly List<FileId> uploads = [];
    readonly Dictionary<PersonId, long> lobbyRead = [];
    long lastId = 1000;

    public ChatModelRun(Random random) => (this.random, chat) = (random, new Chat(() => ++lastId));

    public void Run(int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            Step();
            while (waiting.Count > 3 || (waiting.Count > 0 && random.Next(2) == 0)) WriteOne();
        }

        while (waiting.Count > 0) WriteOne();
        AssertAlike();
    }

    void Step()
    {
        var choice = random.Next(20);
        if (choice == 0 || model.People.Count == 0) Join();
        else if (choice == 1) waiting.Enqueue(new PersonLeft(random.Pick(model.People).Id, random.Next(2) == 0));
        else if (choice == 2) ComeBack();
        else if (choice is 3 or 4) Upload();
        else Ask(random.Pick(model.People).Id, AnyCommand());
    }

    void Join()
    {
        var name = random.Pick(Names);
        Assert.Equal(model.IsNameHeld(name), chat.IsNameTaken(name));
        waiting.Enqueue(new PersonJoined(new Person(new PersonId(++lastId), name, IsGuest: random.Next(4) == 0)));
    }

    void ComeBack()
    {
        var gone = model.People.Where(person => person is { IsHere: false, IsGuest: false }).ToList();
        if (gone.Count == 0) return;
        var person = random.Pick(gone);
        waiting.Enqueue(new PersonCameBack(new Person(person.Id, person.Name, IsGuest: false), lobbyRead.GetValueOrDefault(person.Id)));
    }

    // An upload begins, goes on, becomes whole or is given up. The store is asked at once, and so what it says is taken in at once.
    void Upload()
    {
        var id = uploads.Count == 0 || random.Next(3) == 0 ? new FileId((UInt128)(++lastId)) : random.Pick(uploads);
        if (!uploads.Contains(id))
        {
            uploads.Add(id);
            Take(store.Begin(id, random.Pick(model.People).Id));
            return;
        }

        if (random.Next(3) == 0)
        {
            foreach (var change in store.Finish(id, random.Next(3) == 0 ? null : new string('a', 64))) Take(change);
            return;
        }

        List<Notice> news = [];
        chat.HandleReceived(id, random.Next(1000), House.Start.AddSeconds(random.Next(100)), news);
        foreach (var notice in news)
        {
            var progress = Assert.IsType<UploadEvent>(notice.Event);
            var about = model.Find(progress.Conversation)!;
            Assert.Equal(id, about.Messages[(int)progress.Number - 1].File!.Id);
            Assert.True(about.Messages[(int)progress.Number - 1].File!.IsUnderWay);
            Assert.Equal(about.Members.Order(), notice.Told()!.Order());
        }
    }

    void Ask(PersonId speaker, ChangeCommand command)
    {
        var expected = model.Expect(speaker, command);
        switch (chat.Decide(speaker, command, House.Start))
        {
            case Decision.Refuse refuse:
                Assert.Equal(expected, refuse.Refusal.Code);
                break;
            case Decision.Done:
                Assert.Equal("done", expected);
                break;
            case Decision.Write write:
                Assert.Equal("", expected);
                waiting.Enqueue(write.Change);
                break;
        }
    }

    ChangeCommand AnyCommand()
    {
        var conversation = random.Next(10) == 0 ? new ConversationId(random.Next(2, 10)) : random.Pick(model.Conversations).Id;
        var person = random.Pick(model.People).Id;
        return random.Next(17) switch
        {
            0 => new CreateRoom(random.Pick(RoomNames), random.Next(2) == 0),
            1 or 2 => new JoinRoom(conversation),
            3 => new LeaveRoom(conversation),
            4 or 5 => new InviteMember(conversation, person),
            6 => new RemoveMember(conversation, person),
            7 => new OpenDirect(person),
            9 => new DeleteMessage(conversation, random.Next(0, model.Find(conversation)?.Messages.Count + 2 ?? 5)),
            10 or 11 or 12 => AnyAnswer(),
            8 => new MarkRead(conversation, random.Next(-1, 20)),
            _ => Saying(conversation),
        };
    }

    // Mostly to what is an offer: at random one would be met seldom.
    SetFileState AnyAnswer()
    {
        var offers = model.Conversations.SelectMany(where => where.Messages.Select((message, i) => (where.Id, Number: i + 1L, message.File))).Where(one => one.File is not null).ToList();
        var state = (FileState)random.Next(Enum.GetValues<FileState>().Length);
        return offers.Count == 0 || random.Next(10) == 0
            ? new SetFileState(random.Pick(model.Conversations).Id, random.Next(0, 5), state)
            : Answer(random.Pick(offers));

        SetFileState Answer((ConversationId Id, long Number, ChatFile? File) offer) => new(offer.Id, offer.Number, state);
    }

    SendMessage Saying(ConversationId conversation)
    {
        if (uploads.Count > 0 && random.Next(3) == 0)
            return new SendMessage(conversation, ClientMessageId.Restore($"c{random.Next(200)}"), MessageText.None, random.Pick(uploads));
        var (id, text) = (ClientMessageId.Restore($"c{random.Next(200)}"), MessageText.Restore($"text {random.Next()}"));
        return new SendMessage(conversation, id, text);
    }

    void WriteOne()
    {
        var change = waiting.Dequeue();
        // Who has gone already cannot go, and who is here cannot come back: the tokens see to that, not the rules.
        if (change is PersonLeft left && !model.Person(left.Person).IsHere) return;
        if (change is PersonCameBack back && model.Person(back.Person.Id).IsHere) return;
        if (store.Write(change) is ({ } written, null)) Take(written);
        foreach (var ended in store.TakeEnded()) Take(ended);
    }

    void Take(Change written)
    {
        if (written is PersonLeft leaver) lobbyRead[leaver.Person] = model.Find(ConversationId.Lobby)!.Read[leaver.Person];

        var before = Members();
        List<Notice> news = [];
        chat.Apply(written, news);
        model.Take(written);
        var after = Members();
        foreach (var notice in news) AssertMayHear(notice, before, after);
        AssertHeard(written, news);
    }

    static void AssertMayHear(
        Notice notice, Dictionary<ConversationId, HashSet<PersonId>> before, Dictionary<ConversationId, HashSet<PersonId>> after)
    {
        var about = notice.Event switch
        {
            MessageEvent said => said.Message.Conversation,
            ChangedEvent changed => changed.Message.Conversation,
            ConversationEvent shown => shown.View.Info.Id,
            ConversationGoneEvent gone => gone.Conversation,
            MembersEvent members => members.Conversation,
            ReadEvent read => read.Conversation,
            TypingEvent typing => typing.Conversation,
            _ => ConversationId.Lobby,
        };
        if (about == ConversationId.Lobby) return;
        var allowed = notice.Event is ConversationGoneEvent ? before[about].Except(after[about]) : after[about];
        Assert.NotNull(notice.Told());
        Assert.Empty(notice.Told()!.Except(allowed));
        if (notice.Event is MembersEvent counted) Assert.Equal(after[about].Count, counted.Members);
    }

    void AssertHeard(Change change, List<Notice> news)
    {
        var said = news.Where(notice => notice.Event is MessageEvent or ChangedEvent).ToList();
        var told = change switch
        {
            MessagePosted { IsRepeat: false } posted => posted.Message,
            MessageChanged { IsRepeat: false } changed => changed.Message,
            _ => null,
        };
        if (told is not { } message)
        {
            Assert.Empty(said);
            return;
        }

        var notice = Assert.Single(said);
        var heard = notice.Event is MessageEvent first ? first.Message : ((ChangedEvent)notice.Event).Message;
        Assert.Equal(change is MessagePosted, notice.Event is MessageEvent);
        Assert.Equal(message, heard with { File = heard.File is null ? null : heard.File with { Received = null } });
        Assert.Equal(heard.File is { IsUnderWay: true }, heard.File?.Received is not null);
        if (message.Conversation == ConversationId.Lobby) Assert.Null(notice.Told());
        else Assert.Equal(model.Find(message.Conversation)!.Members.Order(), notice.Told()!.Order());
    }

    Dictionary<ConversationId, HashSet<PersonId>> Members() =>
        model.Conversations.ToDictionary(conversation => conversation.Id, conversation => conversation.Members.ToHashSet());

    void AssertAlike()
    {
        Assert.Equal(model.People.Where(person => person.IsHere).Select(person => person.Id).Order(), chat.People.Select(person => person.Id).Order());
        foreach (var expected in model.Conversations)
        {
            var actual = chat.FindConversation(expected.Id)!;
            Assert.Equal(expected.Members.Order(), actual.Members.Order());
            Assert.Equal(expected.Messages.Count, actual.Last);
            Assert.Equal(expected.Changes, actual.Changes);
            var last = expected.Messages.LastOrDefault();
            Assert.Equal(
                (last?.Text, last?.File, last?.IsDeleted),
                (actual.LastMessage?.Text.Value, actual.LastMessage?.File, actual.LastMessage?.IsDeleted));
            foreach (var member in expected.Members) Assert.Equal(expected.Read[member], actual.ReadMarkerOf(member));
        }

        foreach (var person in model.People) AssertSeesTheSame(person.Id);
    }

    void AssertSeesTheSame(PersonId viewer)
    {
        foreach (var conversation in model.Conversations)
        {
            Assert.Equal(model.CanRead(viewer, conversation.Id), chat.CanRead(viewer, conversation.Id));
            Assert.Equal(model.CanSee(viewer, conversation.Id), chat.CanSee(viewer, conversation.Id));
            if (!model.CanSee(viewer, conversation.Id)) continue;
            var view = chat.ViewOf(chat.FindConversation(conversation.Id)!, viewer);
            var joined = conversation.Members.Contains(viewer);
            Assert.Equal((joined, joined ? conversation.Messages.Count : 0), (view.Joined, view.Last));
            Assert.Equal(joined && conversation.Messages.Count > 0, view.LastMessage is not null);
        }

        Assert.Equal(
            model.Conversations.Where(
                conversation => conversation.Members.Contains(viewer)).Select(conversation => conversation.Id).Order(),
            chat.ConversationsOf(viewer));
        Assert.Equal(
            model.Conversations.Where(
                room => room.Kind == ConversationKind.Room && model.CanSee(viewer, room.Id)).Select(room => room.Id).Order(),
            chat.Find(viewer, "", int.MaxValue).Rooms.Select(room => room.Id).Order());
    }
}
