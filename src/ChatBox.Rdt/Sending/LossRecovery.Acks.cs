using ChatBox.Rdt.Packets;
using ChatBox.Rdt.Tracing;

namespace ChatBox.Rdt.Sending;

/// <summary>What an ACK did.</summary>
enum AckOutcome
{
    /// <summary>It named nothing that was not settled.</summary>
    NothingNew,
    Advanced,

    /// <summary>It named a number that was skipped or never sent.</summary>
    Lie,
}

sealed partial class LossRecovery
{
    public AckOutcome HandleAck(TimeSpan now, in AckRanges ranges, TimeSpan delay)
    {
        if (ranges.Largest >= Numbers.Next) return AckOutcome.Lie;
        for (var i = 0; i < ranges.Count; i++)
        {
            if (Numbers.HoldsSkipped(ranges[i])) return AckOutcome.Lie;
        }

        if (ranges.Largest > LargestAcked) LargestAcked = ranges.Largest;
        TakeSample(now, ranges.Largest, delay);
        var advanced = false;
        for (var i = ranges.Count - 1; i >= 0; i--) advanced |= Settle(now, ranges[i]);
        if (!advanced) return AckOutcome.NothingNew;

        ProbeTimeouts = 0;
        ProbesDue = 0;
        WaitingSince = now;
        DetectLosses(now);
        congestion.HandleAckProcessed(now, rtt, BytesInFlight);
        trace?.MetricsUpdated(now, rtt, congestion, BytesInFlight, ProbeTimeouts);
        return AckOutcome.Advanced;
    }

    // RFC 9002, section 5.1: only where the largest is newly acknowledged.
    void TakeSample(TimeSpan now, long largest, TimeSpan delay)
    {
        if (sent.StateOf(largest) is not (PacketState.InFlight or PacketState.Lost)) return;
        if (!IsOfThisPath(largest)) return;
        var sample = Max(now - sent[largest].SentAt, TimeSpan.FromMicroseconds(1));
        rtt.Update(sample, Min(delay, Wire.MaxAckDelay));
        firstSampleAt ??= now;
    }

    bool Settle(TimeSpan now, NumberRange range)
    {
        var any = false;
        for (var number = sent.Find(range.First, range.Last + 1, PacketState.InFlight, PacketState.Lost);
            number <= range.Last && number < sent.End;
            number = sent.Find(number + 1, range.Last + 1, PacketState.InFlight, PacketState.Lost))
        {
            any = true;
            ref var packet = ref sent[number];
            if (sent.StateOf(number) == PacketState.Lost)
            {
                sent.SetState(number, PacketState.Acked);
                TakeBackLoss(now, packet);
                continue;
            }

            sent.SetState(number, PacketState.Acked);
            Leave(packet);
            if (IsOfThisPath(number)) congestion.HandleAcked(now, packet.Stamp);
            owner.HandleAcked(now, packet);
        }

        return any;
    }

    void TakeBackLoss(TimeSpan now, in SentPacket packet)
    {
        if (IsOfThisPath(packet.Number))
        {
            packetThreshold = (int)Math.Clamp(LargestAcked - packet.Number + 1, packetThreshold, MaxPacketThreshold);
            timeEighths = Math.Min(16, timeEighths + Math.Max(1, timeEighths - 8));
            if (!packet.IsSizeProbe) congestion.HandleSpuriousLoss(now, packet.Stamp);
        }

        owner.HandleSpuriousLoss(packet);
    }

    void DetectLosses(TimeSpan now)
    {
        lossTime = null;
        var delay = LossDelay;
        TimeSpan? runStart = null;
        long previous = -1;
        var isPersistent = false;
        for (var number = sent.FindInFlight(sent.First, LargestAcked); number < LargestAcked && number < sent.End;
            number = sent.FindInFlight(number + 1, LargestAcked))
        {
            ref var packet = ref sent[number];
            var byCount = number <= LargestAcked - packetThreshold;
            if (!byCount && packet.SentAt > now - delay)
            {
                // Numbers ascend with time, so nothing after this one is lost either.
                lossTime = packet.SentAt + delay;
                break;
            }

            if (!packet.IsSizeProbe)
            {
                if (previous < 0 || AckedBetween(previous, number)) runStart = packet.SentAt;
                previous = number;
                isPersistent |= firstSampleAt is { } sampled && runStart > sampled && packet.SentAt - runStart > ProbeTimeout * 3;
            }

            Lose(now, ref packet, byCount ? LossTrigger.ReorderingThreshold : LossTrigger.TimeThreshold);
        }

        if (isPersistent) congestion.HandlePersistentCongestion(now);
        sent.Trim(now - (ProbeTimeout * 2));
    }

    bool AckedBetween(long one, long other) => sent.Find(one + 1, other, PacketState.Acked, PacketState.Acked) < other;

    void Lose(TimeSpan now, ref SentPacket packet, LossTrigger trigger)
    {
        sent.SetState(packet.Number, PacketState.Lost);
        packet.LostAt = now;
        Leave(packet);
        PacketsLost++;
        trace?.PacketLost(now, packet.Number, packet.Size, trigger);
        // RFC 8899, section 3, and RFC 9000, section 14.4: a probe of size is lost because it is large, not because the path is full.
        if (!packet.IsSizeProbe && IsOfThisPath(packet.Number)) congestion.HandleLost(now, packet.Stamp);
        owner.HandleLost(now, packet);
    }

    bool IsOfThisPath(long number) => number >= pathFirst;

    void Leave(in SentPacket packet)
    {
        if (IsOfThisPath(packet.Number)) BytesInFlight -= packet.Size;
        PacketsInFlight--;
    }
}
