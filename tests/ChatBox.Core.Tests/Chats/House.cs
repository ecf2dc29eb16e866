using ChatBox.Core.Changes;
using ChatBox.Core.Commands;
using ChatBox.Core.Conversations;
using ChatBox.Core.Events;
using ChatBox.Core.Files;
using ChatBox.Core.Messages;
using ChatBox.Core.People;

namespace ChatBox.Core.Tests.Chats;

/// <summary>A chat with a store beside it, and short ways to say what people do.</summary>
sealed class House
{
    readonly MemoryStore store = new();
    long lastId = 1000;
    long lastClientId;

    public House() => Chat = new Chat(() => ++lastId);

    public static DateTimeOffset Start { get; } = new(2030, 6, 15, 12, 0, 0, TimeSpan.Zero);

    /// <summary>What spans are measured by; has nothing to do with <see cref="Start"/>.</summary>
    public static TimeSpan Uptime { get; } = TimeSpan.FromHours(5);

    public static Moment Moment { get; } = new(Start, Uptime);

    public Chat Chat { get; }

    public Person Join(string name, bool isGuest = false)
    {
        var person = new Person(new PersonId(++lastId), Name(name), isGuest);
        Apply(new PersonJoined(person));
        return person;
    }

    public IReadOnlyList<Notice> Leave(Person person, bool saidGoodbye = true) => Apply(new PersonLeft(person.Id, saidGoodbye));

    public IReadOnlyList<Notice> ComeBack(Person person, long lobbyRead = 0) => Apply(new PersonCameBack(person, lobbyRead));

    public Decision Decide(Person speaker, ChangeCommand command) => Chat.Decide(speaker.Id, command, Start);

    /// <summary>Does what is allowed and changes something, and gives the news of it.</summary>
    public IReadOnlyList<Notice> Do(Person speaker, ChangeCommand command) =>
        Apply(Assert.IsType<Decision.Write>(Decide(speaker, command)).Change);

    public void AssertDone(Person speaker, ChangeCommand command) => Assert.IsType<Decision.Done>(Decide(speaker, command));

    public void AssertRefused(string code, Person speaker, ChangeCommand command) =>
        Assert.Equal(code, Assert.IsType<Decision.Refuse>(Decide(speaker, command)).Refusal.Code);

    public ConversationId Room(Person maker, string name, bool isPrivate = false) =>
        Do(maker, new CreateRoom(Name(name), isPrivate)).Select(notice => notice.Event).OfType<ConversationEvent>().Single().View.Info.Id;

    public ConversationId PrivateRoom(Person maker, string name) => Room(maker, name, isPrivate: true);

    public ConversationId Direct(Person speaker, Person other)
    {
        if (Decide(speaker, new OpenDirect(other.Id)) is Decision.Done done) return done.Conversation;
        var opened = (ConversationOpened)Assert.IsType<Decision.Write>(Decide(speaker, new OpenDirect(other.Id))).Change;
        Apply(opened);
        return opened.Info.Id;
    }

    public IReadOnlyList<Notice> Say(Person speaker, ConversationId conversation, string text = "hello") =>
        Do(speaker, Saying(conversation, text));

    /// <summary>An upload, whole or on its way.</summary>
    public FileId Upload(Person owner, bool isReady = true)
    {
        var id = new FileId((UInt128)(++lastId));
        Apply(store.Begin(id, owner.Id));
        if (isReady) Finish(id);
        return id;
    }

    public IReadOnlyList<Notice> Finish(FileId upload) => TakeIn(store.Finish(upload, new string('a', 64)));

    public IReadOnlyList<Notice> Fail(FileId upload) => TakeIn(store.Finish(upload, sha256: null));

    public IReadOnlyList<Notice> Receive(FileId upload, long bytes, DateTimeOffset? now = null)
    {
        List<Notice> news = [];
        Chat.HandleReceived(upload, bytes, now ?? Start, news);
        return news;
    }

    /// <summary>Sends an upload without a caption.</summary>
    public IReadOnlyList<Notice> Send(Person speaker, ConversationId conversation, FileId upload) =>
        Do(speaker, new SendMessage(conversation, ClientMessageId.Restore($"c{++lastClientId}"), MessageText.None, upload));

    /// <summary>What the store says to what the rules allow.</summary>
    public Refusal? Try(Person speaker, ChangeCommand command) =>
        Decide(speaker, command) switch
        {
            Decision.Write write => store.Write(write.Change).Refusal,
            Decision.Refuse refuse => refuse.Refusal,
            _ => null,
        };

    IReadOnlyList<Notice> TakeIn(IReadOnlyList<Change> changes)
    {
        List<Notice> news = [];
        foreach (var change in changes) Chat.Apply(change, news);
        return news;
    }

    public SendMessage Saying(ConversationId conversation, string text = "hello", string? clientId = null)
    {
        Assert.True(ClientMessageId.TryParse(clientId ?? $"c{++lastClientId}", out var id));
        Assert.True(MessageText.TryParse(text, out var parsed, out _));
        return new SendMessage(conversation, id, parsed);
    }

    /// <summary>Writes and takes in; what the store refuses fails the test.</summary>
    public IReadOnlyList<Notice> Apply(Change change)
    {
        var (written, refusal) = store.Write(change);
        Assert.Null(refusal);
        return TakeIn([written!, .. store.TakeEnded()]);
    }

    public Conversation Conversation(ConversationId id) => Chat.FindConversation(id)!;

    public ConversationView View(ConversationId id, Person viewer) => Chat.ViewOf(Conversation(id), viewer.Id);

    public static PersonName Name(string text)
    {
        Assert.True(PersonName.TryParseRoom(text, out var name, out var refusal), refusal?.Message);
        return name;
    }
}
