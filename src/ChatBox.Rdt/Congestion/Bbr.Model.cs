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
    long newlyAcked;
    long inFlightNow;

    /// <summary>bw_latest and inflight_latest: the most of the current round.</summary>
    double bandwidthLatest;
    long inflightLatest;

    long lossRoundDelivered;
    bool isLossRoundStart;

    /// <summary>The newest packet of this acknowledgement met practically no queue.</summary>
    bool IsClear => MinRtt is { } least && latestRtt != TimeSpan.MaxValue && latestRtt - least <= ClearDelay(least);

    /// <summary>
    /// An eighth of the round trip, but what a packet or four take on the line is no queue, and below a millisecond no clock is to be trusted.
    /// </summary>
    TimeSpan ClearDelay(TimeSpan least)
    {
        var few = Bandwidth > 0 ? 4 * datagramSize / Bandwidth : 0;
        return TimeSpan.FromSeconds(Math.Max(Math.Max(least.TotalSeconds / 8, 0.001), few));
    }

    void UpdateLatestDelivery()
    {
        isLossRoundStart = false;
        bandwidthLatest = Math.Max(bandwidthLatest, sample.Rate);
        inflightLatest = Math.Max(inflightLatest, sample.Delivered);
        if (sample.PriorDelivered < lossRoundDelivered) return;
        lossRoundDelivered = sampler.Delivered;
        isLossRoundStart = true;
    }

    void AdvanceLatestDelivery()
    {
        if (isLossRoundStart) (bandwidthLatest, inflightLatest) = (sample.Rate, sample.Delivered);
    }

    void UpdateMaxBandwidth()
    {
        rounds.Update(sample.PriorDelivered, sampler.Delivered);
        if (rounds.HasBegun) roundsSinceProbe++;
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
