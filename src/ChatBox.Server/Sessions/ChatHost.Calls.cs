using System.Threading.Channels;
using ChatBox.Core;
using ChatBox.Core.Calls;
using ChatBox.Server.Delivery;

namespace ChatBox.Server.Sessions;

public sealed partial class ChatHost
{
    /// <summary>
    /// What the store has still to be told of calls. Nobody waits for it: where the disk hangs for so long that it is full, what does not fit is
    /// left out. A call's newest state then comes with its next change, and its line at the next start of the server.
    /// </summary>
    const int MaxCallEntries = 1024;

    /// <summary>Calls that somebody is told of when coming. Whoever is in more conversations with calls finds them with the conversations.</summary>
    const int MaxWelcomeCalls = 20;

    readonly Channel<CallEntry> callEntries = Channel.CreateBounded<CallEntry>(new BoundedChannelOptions(MaxCallEntries) { SingleReader = true });
    readonly ITimer callTimer;
    TimeSpan? callsDue;

    /// <summary>For the one who stores them.</summary>
    public ChannelReader<CallEntry> CallEntries => callEntries.Reader;

    /// <summary>A session does something with a call. Without a refusal the call is shown as it is now; null where it is over.</summary>
    public (CallView? Call, Refusal? Refusal) Handle(Session session, CallCommand command)
    {
        lock (gate)
        {
            var result = chat.HandleCall(session.Person.Id, session.Id, command, clock.GetMoment(), news);
            Deliver();
            return result;
        }
    }

    /// <summary>Hands a signal to the one session it is meant for.</summary>
    public Refusal? Handle(Session session, SendCallSignal command)
    {
        lock (gate)
        {
            var (signal, target, refusal) = chat.HandleSignal(session.Person.Id, session.Id, command, clock.GetUptime());
            if (signal is null) return refusal;
            if (!sessions.TryGetValue(command.To, out var list) || list.Find(one => one.Id == target) is not { } receiver) return Refusals.PeerAway;
            return receiver.TryDeliverSignal(new SharedEvent(signal), session.Person.Id) ? null : Refusals.RateLimited;
        }
    }

    /// <summary>No more entries will come.</summary>
    public void CompleteCalls()
    {
        callTimer.Dispose();
        callEntries.Writer.TryComplete();
    }

    void PollCalls()
    {
        lock (gate)
        {
            callsDue = null;
            Deliver();
        }
    }

    // With every delivery, under the lock: what is due happens, what is to be stored is handed on, and the timer is set.
    void SettleCalls()
    {
        if (chat.NextCallDue <= clock.GetUptime()) chat.PollCalls(clock.GetMoment(), news);
        while (chat.TryPollCallEntry(out var entry)) callEntries.Writer.TryWrite(entry);
        if (chat.NextCallDue == callsDue) return;
        callsDue = chat.NextCallDue;
        // A timer may be early by a fraction of a millisecond.
        var wait = callsDue - clock.GetUptime() + TimeSpan.FromMilliseconds(1);
        callTimer.Change(wait ?? Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
