using System.Diagnostics;
using System.Security.Cryptography;
using ChatBox.Core;
using ChatBox.Core.Calls;
using ChatBox.Core.Changes;
using ChatBox.Core.Commands;
using ChatBox.Core.Events;
using ChatBox.Core.Files;
using ChatBox.Core.Limits;
using ChatBox.Core.People;
using ChatBox.Core.Presence;
using ChatBox.Server.Delivery;

namespace ChatBox.Server.Sessions;

/// <summary>The first thing that is written to a session: who it is, and calls in progress.</summary>
public delegate ReadOnlyMemory<byte> Welcome(Session session, PersonView person, IReadOnlyList<CallView> calls);

/// <summary>
/// The rules and the sessions of this node, behind one lock: a command is decided, and news reaches the outboxes, in one order for all.
/// Nothing under the lock waits: outboxes take or refuse at once. Thread-safe.
/// </summary>
public sealed partial class ChatHost : IDisposable
{
    readonly Lock gate = new();
    readonly Chat chat;
    readonly TimeProvider clock;
    readonly Dictionary<PersonId, List<Session>> sessions = [];
    readonly Dictionary<PersonId, PostRate> rates = [];
    readonly List<Notice> news = [];
    readonly ITimer presenceTimer;
    long lastSession;
    Refusal? closing;

    public ChatHost(Chat chat, TimeProvider clock, PostLimit? postLimit = null)
    {
        (this.chat, this.clock, PostLimit) = (chat, clock, postLimit ?? PostLimit.Default);
        presenceTimer = clock.CreateTimer(_ => PollPresence(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        callTimer = clock.CreateTimer(_ => PollCalls(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        // Calls of the last process are kept for a while, and no longer.
        PollCalls();
    }

    /// <summary>What one person may post; the measure for other requests of one connection as well.</summary>
    public PostLimit PostLimit { get; }

    /// <summary>
    /// The longest wait for a message's turn. One connection waits a twentieth of a second; only who posts from hundreds at once meets this.
    /// </summary>
    static readonly TimeSpan MaxPostWait = TimeSpan.FromSeconds(10);

    /// <summary>Changes, and bytes of their news, that are delivered in one go: a quarter of what an outbox takes.</summary>
    const int BurstFrames = Outbox.MaxFrames / 4;

    const int BurstBytes = Outbox.MaxBytes / 4;

    /// <summary>How long delivery waits for outboxes that are more than half full. Who takes nothing in that time is not waited for again.</summary>
    static readonly TimeSpan MaxWaitForReaders = TimeSpan.FromMilliseconds(100);

    /// <summary>A random positive id with 63 bits.</summary>
    public static long NewId()
    {
        Span<byte> bytes = stackalloc byte[8];
        long id;
        do
        {
            RandomNumberGenerator.Fill(bytes);
            id = BitConverter.ToInt64(bytes) & long.MaxValue;
        }
        while (id <= 1);
        return id;
    }

    /// <summary>A new file's id.</summary>
    public static FileId NewFileId()
    {
        Span<byte> bytes = stackalloc byte[FileId.Bytes];
        RandomNumberGenerator.Fill(bytes);
        return FileId.Of(bytes);
    }

    /// <summary>Asks the rules, without changing them.</summary>
    public T Ask<T>(Func<Chat, T> question)
    {
        lock (gate) return question(chat);
    }

    public Decision Decide(PersonId speaker, ChangeCommand command) => Ask(rules => rules.Decide(speaker, command, clock.GetUtcNow()));

    /// <summary>
    /// What has become durable takes effect: in memory, and as news in the outboxes of whom it concerns. Where it is so much that it would
    /// fill them at once, it waits between for those who read: a burst must not cost them their connections.
    /// </summary>
    public async ValueTask ApplyAsync(IReadOnlyList<Change> changes)
    {
        for (var next = 0; next < changes.Count;)
        {
            lock (gate)
            {
                var bytes = 0;
                for (var frames = 0; next < changes.Count && frames < BurstFrames && bytes < BurstBytes; frames++, next++)
                {
                    var change = changes[next];
                    chat.Apply(change, news);
                    bytes += Deliver();
                    if (change is PersonLeft left) rates.Remove(left.Person);
                }
            }

            await WaitForReadersAsync();
        }
    }

    /// <summary>
    /// A device connects. The session gets news from here on; <paramref name="welcome"/> is the first thing in its outbox. Null where the
    /// person has left meanwhile.
    /// </summary>
    public Session? Attach(PersonId person, long device, IDialect dialect, Welcome? welcome = null)
    {
        lock (gate)
        {
            if (chat.FindPerson(person) is not { IsGone: false } known) return null;
            var session = new Session(++lastSession, known, device, dialect);
            chat.HandleAttached(person, session.Id, news);
            var calls = chat.CallsFor(person, MaxWelcomeCalls);
            if (welcome is not null) session.Outbox.AddAnswer(welcome(session, chat.ViewOf(known), calls));
            if (!sessions.TryGetValue(person, out var list)) sessions[person] = list = [];
            list.Add(session);
            Deliver();
            if (!dialect.WelcomesWithCalls)
                foreach (var call in calls) session.Deliver(new SharedEvent(new CallEvent(call)));
            // The server is stopping, and everybody who was here has been told.
            if (closing is not null) session.End(closing);
            return session;
        }
    }

    public void Detach(Session session)
    {
        lock (gate)
        {
            if (sessions.TryGetValue(session.Person.Id, out var list) && list.Remove(session) && list.Count == 0) sessions.Remove(session.Person.Id);
            chat.HandleDetached(session.Person.Id, session.Id, clock.GetMoment(), news);
            Deliver();
            SetTimer();
        }
    }

    public void SetPresence(Session session, PresenceState state)
    {
        lock (gate)
        {
            chat.HandlePresence(session.Person.Id, session.Id, state, news);
            Deliver();
        }
    }

    public Refusal? SetTyping(PersonId speaker, SetTyping command)
    {
        lock (gate)
        {
            var refusal = chat.HandleTyping(speaker, command.Conversation, clock.GetUptime(), news);
            Deliver();
            return refusal;
        }
    }

    /// <summary>
    /// So many bytes of an upload are durable. May be called for each chunk: those who can read the message with it are told at most once
    /// a second.
    /// </summary>
    public void ReportReceived(FileId file, long received)
    {
        lock (gate)
        {
            chat.HandleReceived(file, received, clock.GetUtcNow(), news);
            Deliver();
        }
    }

    /// <summary>The files that the host shares are others now: everybody is told.</summary>
    public void ReportShare()
    {
        lock (gate)
        {
            news.Add(new Notice(Audience.Everybody, new ShareEvent()));
            Deliver();
        }
    }

    /// <summary>How long this person has to wait before one more message is taken; null where too many wait already.</summary>
    public TimeSpan? TakePost(PersonId person)
    {
        lock (gate)
        {
            var now = clock.GetUptime();
            if (!rates.TryGetValue(person, out var rate)) rates[person] = rate = new PostRate(PostLimit.NewBucket());
            if (rate.NextAt - now > MaxPostWait) return null;
            var wait = rate.Bucket.Take(now);
            rate.NextAt = now + wait;
            return wait;
        }
    }

    /// <summary>Ends the sessions that a device has open.</summary>
    public void EndDevice(long device, Refusal reason) => End(session => session.Device == device, reason);

    /// <summary>Ends all sessions, and those that come from now on as well.</summary>
    public void EndAll(Refusal reason)
    {
        lock (gate) closing = reason;
        End(_ => true, reason);
    }

    public int SessionCount
    {
        get
        {
            lock (gate) return sessions.Values.Sum(list => list.Count);
        }
    }

    public void Dispose()
    {
        presenceTimer.Dispose();
        callTimer.Dispose();
    }

    void End(Func<Session, bool> which, Refusal reason)
    {
        List<Session> found;
        lock (gate) found = [.. sessions.Values.SelectMany(list => list).Where(which)];
        foreach (var session in found) session.End(reason);
    }

    void PollPresence()
    {
        lock (gate)
        {
            chat.PollPresence(clock.GetUptime(), news);
            Deliver();
            SetTimer();
        }
    }

    void SetTimer()
    {
        if (chat.Presence.NextDue is not { } due) return;
        var wait = due - clock.GetUptime();
        presenceTimer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    /// <returns>About how many bytes each of its receivers got.</returns>
    int Deliver()
    {
        SettleCalls();
        var bytes = 0;
        foreach (var (audience, chatEvent) in news)
        {
            var shared = new SharedEvent(chatEvent);
            switch (audience)
            {
                case Audience.One one:
                    Deliver(one.Person, shared);
                    break;
                case Audience.Many many:
                    foreach (var person in many.People) Deliver(person, shared);
                    break;
                default:
                    foreach (var list in sessions.Values)
                        foreach (var session in list) session.Deliver(shared);
                    break;
            }

            bytes += shared.WebFrame.Length;
        }

        news.Clear();
        return bytes;
    }

    void Deliver(PersonId person, SharedEvent shared)
    {
        if (!sessions.TryGetValue(person, out var list)) return;
        foreach (var session in list) session.Deliver(shared);
    }

    async ValueTask WaitForReadersAsync()
    {
        for (var watch = Stopwatch.StartNew(); AnyCrowded(); await Task.Delay(1))
        {
            if (watch.Elapsed < MaxWaitForReaders) continue;
            lock (gate)
            {
                foreach (var session in sessions.Values.SelectMany(list => list).Where(session => session.Outbox.IsCrowded))
                    session.Outbox.NoteStalled();
            }

            return;
        }
    }

    bool AnyCrowded()
    {
        lock (gate)
        {
            foreach (var list in sessions.Values)
                foreach (var session in list)
                    if (session.Outbox.IsCrowded) return true;
            return false;
        }
    }

    sealed class PostRate(TokenBucket bucket)
    {
        public TokenBucket Bucket { get; } = bucket;

        /// <summary>When the last message that was taken has its turn.</summary>
        public TimeSpan NextAt { get; set; }
    }
}
