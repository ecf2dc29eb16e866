using ChatBox.Rdt.Receiving;
using ChatBox.Rdt.Sending;
using ChatBox.Rdt.Tracing;

namespace ChatBox.Rdt.Connections;

/// <summary>
/// What both sides of a transfer have in common: packets in and out, acknowledgements, the end. A state machine without socket, clock or
/// thread: Handle* brings in what happened, commands say what is wanted, PollTransmit and NextTimeout give out what is to be done.
/// After every Handle* and every command the caller polls PollTransmit until it gives nothing, then reads <see cref="NextTimeout"/>. Not
/// thread-safe. Time must not go back.
/// </summary>
public abstract partial class Connection : IDisposable
{
    /// <summary>Nothing came that opened for so long: the peer is gone (RFC 9000, section 10.1).</summary>
    public static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(30);

    Phase phase;
    TimeSpan lastHeardAt;
    TimeSpan goneAt;
    TimeSpan? sendAt;

    private protected Connection(IRandomSource random, IRdtTrace? trace)
    {
        Random = random;
        Trace = trace;
    }

    enum Phase
    {
        Open,

        /// <summary>This side has said CLOSE, and says it again to who has not heard it.</summary>
        Closing,

        /// <summary>The peer has said CLOSE: nothing more is said.</summary>
        Draining,
        Gone,
    }

    /// <summary>The transfer has ended, well or badly; see <see cref="EndReason"/>.</summary>
    public bool IsEnded => EndReason != EndReason.None;

    /// <summary>Nothing will be said any more: the machine may be forgotten.</summary>
    public bool IsDrained => phase == Phase.Gone;

    /// <summary>How it ended; None while it has not.</summary>
    public EndReason EndReason { get; private set; }

    /// <summary>What CLOSE said, where one side closed.</summary>
    public CloseCode EndCode { get; private set; }

    /// <summary>
    /// The peer's words for a person, at most 200 bytes of UTF-8, with whatever the peer put in: escape them before showing.
    /// </summary>
    public string EndText { get; private set; } = "";

    /// <summary>When <see cref="HandleTimeout"/> wants to be called, or PollTransmit has more; null for never.</summary>
    public TimeSpan? NextTimeout => phase switch
    {
        Phase.Open => Earliest(Earliest(Earliest(lastHeardAt + IdleTimeout, Recovery.Deadline), Earliest(AckDeadline, sendAt)), NextOwnTimeout),
        Phase.Gone => null,
        _ => goneAt,
    };

    /// <summary>The smoothed round trip; null before one was measured.</summary>
    public TimeSpan? RoundTrip => Recovery.Rtt.HasSample ? Recovery.Rtt.Smoothed : null;

    /// <summary>Packets that left here, those with nothing but an acknowledgement included.</summary>
    public long PacketsSent => Recovery.PacketsSent;

    /// <summary>Packets of ours that were declared lost; some may have arrived after all.</summary>
    public long PacketsLost => Recovery.PacketsLost;

    /// <summary>Packets that came and opened, each counted once.</summary>
    public long PacketsReceived { get; private set; }

    private protected IRandomSource Random { get; }

    private protected IRdtTrace? Trace { get; }

    private protected bool IsOpen => phase == Phase.Open;

    private protected AckTracker Acks { get; } = new();

    private protected PacketWindow Received { get; } = new();

    private protected abstract LossRecovery Recovery { get; }

    private protected virtual TimeSpan? AckDeadline => Acks.Deadline;

    private protected abstract TimeSpan? NextOwnTimeout { get; }

    /// <summary>Something was brought in since PollTransmit last gave nothing.</summary>
    internal bool NeedsPoll { get; set; } = true;

    /// <summary>For tests: as if that many packets had been sent.</summary>
    internal void JumpNumbers(long to) => Recovery.Jump(to);

    /// <summary>Time has come to what <see cref="NextTimeout"/> said, or later. Harmless at any other time.</summary>
    public void HandleTimeout(TimeSpan now)
    {
        NeedsPoll = true;
        if (phase is Phase.Closing or Phase.Draining && now >= goneAt) Leave();
        if (phase != Phase.Open) return;
        if (now >= lastHeardAt + IdleTimeout)
        {
            End(now, EndReason.TimedOut);
            return;
        }

        Recovery.HandleTimeout(now);
        HandleOwnTimeout(now);
    }

    /// <summary>Frees the keys, without a word to the peer.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    private protected abstract void HandleOwnTimeout(TimeSpan now);

    /// <summary>Frees the keys.</summary>
    private protected virtual void Dispose(bool disposing)
    {
    }

    /// <summary>PollTransmit was held back until this time; null where it was not.</summary>
    private protected void SendAt(TimeSpan? at) => sendAt = at;

    private protected static TimeSpan? Earliest(TimeSpan? one, TimeSpan? other) => one is null ? other : other is null || one < other ? one : other;
}
