using ChatBox.Rdt.Congestion;
using ChatBox.Rdt.Packets;
using ChatBox.Rdt.Tracing;

namespace ChatBox.Rdt.Sending;

/// <summary>Who must say again what was lost.</summary>
interface ISentPacketOwner
{
    void HandleAcked(TimeSpan now, in SentPacket packet);

    void HandleLost(TimeSpan now, in SentPacket packet);

    /// <summary>A packet that was declared lost has arrived after all.</summary>
    void HandleSpuriousLoss(in SentPacket packet);
}

/// <summary>
/// What is on the way, and what of it got lost (RFC 9002, sections 5 and 6), with thresholds that widen where the path reorders (RFC 8985,
/// section 6.2). Not thread-safe.
/// </summary>
sealed partial class LossRecovery(ISentPacketOwner owner, ICongestionController congestion, RttEstimator rtt, IRandomSource random, IRdtTrace? trace)
{
    /// <summary>kPacketThreshold and kTimeThreshold of RFC 9002, section 6.1, the latter in eighths.</summary>
    const int LeastPacketThreshold = 3, LeastTimeEighths = 9;
    const int MaxPacketThreshold = 1_000;
    const int MaxBackoff = 10;
    static readonly TimeSpan Granularity = TimeSpan.FromMilliseconds(1);
    static readonly TimeSpan MaxProbeTimeout = TimeSpan.FromSeconds(8);

    readonly SentPackets sent = new();
    int packetThreshold = LeastPacketThreshold;
    int timeEighths = LeastTimeEighths;
    TimeSpan? lossTime;
    TimeSpan? firstSampleAt;
    TimeSpan lastSentAt;

    // The first number that left on the path of now.
    long pathFirst;

    public PacketNumbers Numbers { get; } = new(random);

    public ICongestionController Congestion => congestion;

    public RttEstimator Rtt => rtt;

    /// <summary>Of the path of now: what is still on another takes no room on it.</summary>
    public long BytesInFlight { get; private set; }

    /// <summary>Of any path.</summary>
    public int PacketsInFlight { get; private set; }

    /// <summary>The largest number that was acknowledged, -1 before any.</summary>
    public long LargestAcked { get; private set; } = -1;

    /// <summary>Probe timeouts since something was acknowledged.</summary>
    public int ProbeTimeouts { get; private set; }

    /// <summary>Packets that may leave beyond the window because a probe timeout has fired.</summary>
    public int ProbesDue { get; private set; }

    public long PacketsLost { get; private set; }

    public long PacketsSent { get; private set; }

    /// <summary>
    /// Since when something is on the way of which nothing was acknowledged; only meaningful while packets are in flight.
    /// </summary>
    public TimeSpan WaitingSince { get; private set; }

    public bool IsFull => sent.IsFull;

    public bool IsExhausted => sent.IsExhausted;

    internal int PacketThreshold => packetThreshold;

    /// <summary>Without the backoff.</summary>
    public TimeSpan ProbeTimeout => rtt.Smoothed + Max(rtt.Variation * 4, Granularity) + Wire.MaxAckDelay;

    /// <summary>When <see cref="HandleTimeout"/> has something to do; null for never.</summary>
    public TimeSpan? Deadline => PacketsInFlight == 0 ? null : lossTime ?? lastSentAt + BackedOff;

    TimeSpan BackedOff => Min(ProbeTimeout * (1 << Math.Min(ProbeTimeouts, MaxBackoff)), MaxProbeTimeout);

    TimeSpan LossDelay => Max(Max(rtt.Latest, rtt.Smoothed) * timeEighths / 8, Granularity);

    /// <summary>The next number; the one before may have been left out.</summary>
    public long TakeNumber()
    {
        var number = Numbers.Take(out var skippedOne);
        if (skippedOne) sent.Add(PacketState.Untracked);
        return number;
    }

    /// <summary>The packet with the number just taken leaves.</summary>
    /// <param name="packet">Number, Size, and what it carried.</param>
    /// <param name="elicits">It asks for an acknowledgement, and so counts as in flight.</param>
    public void HandleSent(TimeSpan now, in SentPacket packet, bool elicits)
    {
        PacketsSent++;
        sent.Add(elicits ? PacketState.InFlight : PacketState.Untracked);
        if (!elicits) return;
        if (PacketsInFlight == 0) WaitingSince = now;
        ref var kept = ref sent[packet.Number];
        kept = packet;
        kept.Stamp = congestion.HandleSent(now, packet.Size, BytesInFlight) with { SentAt = now };
        BytesInFlight += packet.Size;
        PacketsInFlight++;
        lastSentAt = now;
        if (ProbesDue > 0) ProbesDue--;
    }

    /// <summary>The system would not take the packet: nothing of it is on the way, and nothing will be heard of it.</summary>
    public void HandleUnsent(long number)
    {
        if (sent.StateOf(number) != PacketState.InFlight) return;
        sent.SetState(number, PacketState.Untracked);
        Leave(sent[number]);
        PacketsSent--;
    }

    /// <summary>A packet of the peer opened that is new: it is alive, and there is no use in waiting out a long backoff.</summary>
    public void HandlePeerAlive()
    {
        if (ProbeTimeouts > 1) ProbeTimeouts = 1;
    }

    /// <summary>Oldest packet in flight that carried data, to be sent again by a probe; null if there is none.</summary>
    public FileRange? OldestData()
    {
        for (var number = sent.FindInFlight(sent.First, sent.End); number < sent.End; number = sent.FindInFlight(number + 1, sent.End))
        {
            ref var packet = ref sent[number];
            if (packet.DataLength > 0) return new FileRange(packet.Offset, packet.Offset + packet.DataLength);
        }

        return null;
    }

    public void HandleTimeout(TimeSpan now)
    {
        if (Deadline is not { } deadline || deadline > now) return;
        if (lossTime is not null)
        {
            DetectLosses(now);
            congestion.HandleAckProcessed(now, rtt, BytesInFlight);
            trace?.MetricsUpdated(now, rtt, congestion, BytesInFlight, ProbeTimeouts);
            return;
        }

        ProbeTimeouts++;
        ProbesDue = 2;
        // The next one counts from here, whether or not the probes can leave.
        lastSentAt = now;
    }

    /// <summary>
    /// Another IP address: what was learnt about the old path says nothing about the new one, and neither does what becomes of the packets
    /// that are still on it (RFC 9000, section 9.4).
    /// </summary>
    public void HandlePathChanged(TimeSpan now, TimeSpan initialRtt)
    {
        rtt = new RttEstimator(initialRtt);
        (packetThreshold, timeEighths) = (LeastPacketThreshold, LeastTimeEighths);
        firstSampleAt = null;
        (pathFirst, BytesInFlight, ProbeTimeouts) = (Numbers.Next, 0, 0);
        congestion.HandlePathChanged(now);
    }

    /// <summary>For tests: as if this many packets had been sent and settled.</summary>
    internal void Jump(long number)
    {
        Numbers.Jump(number);
        sent.Jump(number);
        LargestAcked = number - 1;
    }

    static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
