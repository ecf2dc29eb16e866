namespace ChatBox.Rdt.Congestion;

/// <summary>The model of the path: bandwidth, round-trip time, aggregation (draft, "Updating Network Path Model Parameters").</summary>
public sealed partial class Bbr
{
    /// <summary>Rounds after which a turn of <see cref="extraAcked"/> ends: two of them are the ten of ExtraAckedFilterLen.</summary>
    const int AggregationTurn = 5;

    TwoTurnMaximum maxBandwidth;
    TwoTurnMaximum extraAcked;
    long extraAckedTurnEnd;
    long extraAckedDelivered;
    TimeSpan extraAckedSince;
    TimeSpan minRttAt;
    TimeSpan latestRtt = TimeSpan.MaxValue;
    TimeSpan everMinRtt = TimeSpan.MaxValue;
    TwoTurnMaximum recentMaxRtt;
    long newlyAcked;
    long inFlightNow;

    /// <summary>bw_latest and inflight_latest: the most of the current round.</summary>
    double bandwidthLatest;
    long inflightLatest;

    byte heldBackPercent;
    long heldBackUntil;
    long lossRoundDelivered;
    bool isLossRoundStart;

    /// <summary>The newest packet of this acknowledgement met practically no queue.</summary>
    bool IsClear => recentMaxRtt.Value > 0 && TimeSpan.FromTicks((long)recentMaxRtt.Value) - everMinRtt <= ClearDelay(everMinRtt);

    /// <summary>
    /// An eighth of the round trip; on short ways a quarter of it up to 4 ms, which a busy machine or a wireless link may add without any
    /// queue; below a millisecond no clock is to be trusted.
    /// </summary>
    static TimeSpan ClearDelay(TimeSpan least)
    {
        var noise = Math.Clamp(least.Ticks / 4, TimeSpan.TicksPerMillisecond, 4 * TimeSpan.TicksPerMillisecond);
        return TimeSpan.FromTicks(Math.Max(least.Ticks / 8, noise));
    }

    /// <summary>What comes in now may be taken for what the line does when nobody asks for more.</summary>
    bool IsWatched => ackPhase == AckPhase.Other && State != BbrState.ProbeUp;

    void UpdateLatestDelivery()
    {
        isLossRoundStart = false;
        bandwidthLatest = Math.Max(bandwidthLatest, DeliverableRate);
        inflightLatest = Math.Max(inflightLatest, sample.Delivered);
        if (sample.PriorDelivered < lossRoundDelivered) return;
        lossRoundDelivered = sampler.Delivered;
        isLossRoundStart = true;
    }

    /// <summary>
    /// What the path delivered, and where the flow was held back on purpose (Drain, ProbeBW_DOWN), what it would have delivered of the full
    /// rate: our own restraint is no congestion.
    /// </summary>
    double DeliverableRate => Math.Max(sample.Rate, Math.Min(sample.Rate / (1 - sample.HeldBack), maxBandwidth.Value));

    /// <summary>
    /// By how much what leaves now stays below what the path delivers. A sample is of all that is in flight with its packet, so on a line that
    /// loses something by itself what was held back weighs for a round trip more. On others a loss is a sign of the others on the line, and
    /// the draft's caution stands.
    /// </summary>
    byte HeldBackAt(int size, long inFlight)
    {
        if (pacingGain < 1)
        {
            heldBackPercent = (byte)Math.Round(100 * (1 - pacingGain));
            heldBackUntil = sampler.Delivered + (judge.LineLoss > 0 ? inFlight + size : 1);
        }

        return sampler.Delivered < heldBackUntil ? heldBackPercent : (byte)0;
    }

    void AdvanceLatestDelivery()
    {
        if (isLossRoundStart) (bandwidthLatest, inflightLatest) = (DeliverableRate, sample.Delivered);
    }

    void UpdateMaxBandwidth()
    {
        rounds.Update(sample.PriorDelivered, sampler.Delivered);
        if (rounds.HasBegun)
        {
            roundsSinceProbe++;
            recentMaxRtt.Advance();
        }

        if (sample.Rate > 0 && (sample.Rate >= maxBandwidth.Value || !sample.IsAppLimited)) maxBandwidth.Update(sample.Rate);
    }

    /// <summary>How much more is acknowledged at once than the bandwidth explains.</summary>
    void UpdateAckAggregation(TimeSpan now)
    {
        var expected = Bandwidth * (now - extraAckedSince).TotalSeconds;
        if (extraAckedDelivered <= expected) (extraAckedDelivered, extraAckedSince, expected) = (0, now, 0);
        extraAckedDelivered += newlyAcked;
        extraAcked.Update(Math.Min(extraAckedDelivered - expected, Window));
        if (rounds.Count < extraAckedTurnEnd) return;
        extraAcked.Advance();
        extraAckedTurnEnd = rounds.Count + (isFullPipeReached ? AggregationTurn : 1);
    }

    double BandwidthDelayProduct => MinRtt is { } rtt ? Bandwidth * rtt.TotalSeconds : initialWindow;

    /// <summary>Inflight(gain): a multiple of the pipe's content, and never too little to work with.</summary>
    long InflightFor(double gain) => Quantize(gain * BandwidthDelayProduct);

    long Quantize(double inflight)
    {
        var bytes = Math.Max((long)Math.Min(inflight, long.MaxValue / 4), Math.Max(SendQuantum, MinPipe));
        return State == BbrState.ProbeUp ? bytes + (2L * datagramSize) : bytes;
    }

    /// <summary>TargetInflight().</summary>
    double TargetInflight => Math.Min(BandwidthDelayProduct, Window);
}
