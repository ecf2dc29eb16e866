using System.Security.Cryptography;
using ChatBox.Core;
using ChatBox.Core.Calls;
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
}
