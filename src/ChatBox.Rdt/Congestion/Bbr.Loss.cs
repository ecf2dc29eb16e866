namespace ChatBox.Rdt.Congestion;

/// <summary>What loss says (draft, "Updating the Model Upon Packet Loss").</summary>
public sealed partial class Bbr
{
    double bandwidthShort = double.PositiveInfinity;
    long inflightShort = long.MaxValue;
    bool isLossInRound;
    bool hasLossInAck;
    int lossEventsInRound;
    long episodeLost;
    long episodeRound;
    BbrState? undoState;
    double undoBandwidthShort;
    long undoInflightShort;
    long undoInflightBound;

    public void HandleLost(TimeSpan now, in SentStamp packet)
    {
        sampler.HandleLost(packet);
        // The answer to what Startup lost is that it is over. How much got through since then was our own slow draining, and no bound.
        if (State != BbrState.Startup && packet.SentAt <= startupLeftAt)
        {
            episodeLost += packet.Size;
            return;
        }

        // What arrived together with the news of the loss travelled right behind the lost packet: its delay tells how full the queue was.
        var isClear = IsClear;
        judge.HandleLost(packet.Size, isClear, IsWatched);
        if (!hasLossInAck) lossEventsInRound++;
        hasLossInAck = true;
        if (!isLossInRound)
        {
            lossRoundDelivered = sampler.Delivered;
            // Losses of two rounds ago may still turn out not to be any: until then it is one episode, and what it began with is kept.
            if (episodeLost <= 0 || rounds.Count > episodeRound + 2)
            {
                SaveWindow();
                SaveBeforeLoss();
            }
        }

        isLossInRound = true;
        episodeLost += packet.Size;
        var lost = sampler.Lost - packet.Lost;
        if (!isProbeSample || !judge.IsTooHigh(lost, packet.InFlight, datagramSize)) return;
        HandleInflightTooHigh(now, packet, lost);
    }

    public void HandleSpuriousLoss(TimeSpan now, in SentStamp packet)
    {
        episodeLost -= packet.Size;
        sampler.HandleSpuriousLoss(packet);
        judge.HandleSpuriousLoss(packet.Size);
        if (episodeLost > 0) return;
        episodeLost = 0;
        if (State != BbrState.ProbeRtt) RestoreWindow();
        isLossInRound = false;
        ResetFullPipe();
        bandwidthShort = Math.Max(bandwidthShort, undoBandwidthShort);
        inflightShort = Math.Max(inflightShort, undoInflightShort);
        InflightBound = Math.Max(InflightBound, undoInflightBound);
        if (undoState == BbrState.Startup && State != BbrState.Startup)
        {
            isFullPipeReached = false;
            if (State != BbrState.ProbeRtt) EnterStartup();
        }
        else if (undoState == BbrState.ProbeUp && State is not (BbrState.ProbeUp or BbrState.ProbeRtt))
        {
            StartRefill();
        }

        undoState = null;
    }

    void HandleInflightTooHigh(TimeSpan now, in SentStamp packet, long lost)
    {
        (previousProbeTooHigh, isProbeSample) = (true, false);
        if (!packet.IsAppLimited)
        {
            var safe = Math.Max(InflightAtLoss(packet, lost), (long)(TargetInflight * BbrConstants.Beta));
            InflightBound = Math.Max(safe, MinPipe);
        }

        if (State != BbrState.ProbeUp) return;
        undoState = BbrState.ProbeUp;
        StartDown(now);
    }

    /// <summary>How much was in flight when losses passed the threshold, which may be in the middle of a burst.</summary>
    static long InflightAtLoss(in SentStamp packet, long lost)
    {
        var before = packet.InFlight - packet.Size;
        var lostBefore = lost - packet.Size;
        var prefix = ((BbrConstants.LossThreshold * before) - lostBefore) / (1 - BbrConstants.LossThreshold);
        return before + (long)Math.Max(0, prefix);
    }

    /// <summary>Once per round: the short-term bounds follow what got through, if it was congestion.</summary>
    void UpdateCongestionSignals()
    {
        UpdateMaxBandwidth();
        if (!isLossRoundStart) return;
        if (isLossInRound && State is not (BbrState.Startup or BbrState.ProbeRefill or BbrState.ProbeUp) && judge.IsRoundCongested(datagramSize))
        {
            if (double.IsPositiveInfinity(bandwidthShort)) bandwidthShort = maxBandwidth.Value;
            if (inflightShort == long.MaxValue) inflightShort = Window;
            bandwidthShort = Math.Max(bandwidthLatest, BbrConstants.Beta * bandwidthShort);
            // What came through of a flight was once more by what the line loses; bounds made without that would each be lower than the last.
            inflightShort = Math.Max((long)(inflightLatest / (1 - judge.LineLoss)), (long)(BbrConstants.Beta * inflightShort));
        }

        isLossInRound = false;
    }

    void ResetCongestionSignals() => (isLossInRound, bandwidthLatest, inflightLatest) = (false, 0, 0);

    void ResetShortTermModel() => (bandwidthShort, inflightShort) = (double.PositiveInfinity, long.MaxValue);

    void SaveBeforeLoss() => (undoState, undoBandwidthShort, undoInflightShort, undoInflightBound, episodeLost, episodeRound) =
        (null, bandwidthShort, inflightShort, InflightBound, 0, rounds.Count);
}
