using ChatBox.Core;
using ChatBox.Core.People;
using ChatBox.Server.Delivery;

namespace ChatBox.Server.Sessions;

/// <summary>How a session's door writes news and its last word. Empty means that the dialect has nothing to say about it.</summary>
public interface IDialect
{
    ReadOnlyMemory<byte> Encode(SharedEvent news);

    ReadOnlyMemory<byte> EncodeGoodbye(Refusal reason);

    /// <summary>Whether calls in progress stand in the welcome already, or are to be told as news behind it.</summary>
    bool WelcomesWithCalls => false;
}

/// <summary>
/// One connected device of a person. The door reads its socket and hands in commands; what is to be written waits in <see cref="Outbox"/>.
/// Thread-safe.
/// </summary>
public sealed class Session(long id, Person person, long device, IDialect dialect) : IDisposable
{
    readonly CancellationTokenSource ended = new();
    Refusal? reason;

    public long Id { get; } = id;
    public Person Person { get; } = person;

    /// <summary>The device whose token opened the session; 0 for a guest.</summary>
    public long Device { get; } = device;

    public Outbox Outbox { get; } = new();

    /// <summary>Where its connection comes from; null where the door does not tell.</summary>
    public ConnectionOrigin? Origin { get; set; }

    /// <summary>Cancelled when the session is to end; the goodbye is in the outbox by then.</summary>
    public CancellationToken Ended => ended.Token;

    /// <summary>Why the session ended; null while it lives, or where the peer went by itself.</summary>
    public Refusal? Reason => Volatile.Read(ref reason);

    public void Deliver(SharedEvent news)
    {
        var frame = dialect.Encode(news);
        if (!frame.IsEmpty && !Outbox.TryAddNews(frame, news.CoalescingKey, news.EndedKey)) End(Refusals.SlowConsumer);
    }

    /// <summary>Hands on what another person's client says to this one. False where too much of that sender waits already.</summary>
    public bool TryDeliverSignal(SharedEvent signal, PersonId sender)
    {
        var frame = dialect.Encode(signal);
        return frame.IsEmpty || Outbox.TryAddSignal(frame, sender.Value);
    }

    /// <summary>Says goodbye with the reason and ends. Only the first reason counts.</summary>
    public void End(Refusal why)
    {
        if (Interlocked.CompareExchange(ref reason, why, null) is not null) return;
        Outbox.Complete(dialect.EncodeGoodbye(why));
        try
        {
            // Not Cancel: who ends a session may hold the lock of the whole chat, and what waits for the end must not run under it.
            _ = ended.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The door closed the session by itself in the same moment.
        }
    }

    public void Dispose() => ended.Dispose();
}
