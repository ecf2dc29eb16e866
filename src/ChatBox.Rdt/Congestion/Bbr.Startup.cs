namespace ChatBox.Rdt.Congestion;

/// <summary>Startup and Drain (draft, sections of these names).</summary>
public sealed partial class Bbr
{
    double fullPipeBandwidth;
    int fullPipeRounds;
    bool isFullPipeNow;
    bool isFullPipeReached;
    long drainStartRound;
    TimeSpan startupLeftAt;
    double pacingGain;
    double windowGain;

    void EnterStartup() => Enter(BbrState.Startup, BbrConstants.StartupPacing, BbrConstants.StartupWindowGain);

    void Enter(BbrState state, double pacing, double window) => (State, pacingGain, windowGain) = (state, pacing, window);

    void ResetFullPipe() => (fullPipeBandwidth, fullPipeRounds, isFullPipeNow) = (0, 0, false);

    /// <summary>CheckFullBWReached().</summary>
    void CheckFullPipe()
    {
        if (isFullPipeNow || !rounds.HasBegun || sample.IsAppLimited) return;
        if (sample.Rate >= fullPipeBandwidth * BbrConstants.FullPipeGrowth)
        {
            ResetFullPipe();
            fullPipeBandwidth = sample.Rate;
            return;
        }

        if (++fullPipeRounds < BbrConstants.FullPipeRounds) return;
        (isFullPipeNow, isFullPipeReached) = (true, true);
    }

    void CheckStartupDone(TimeSpan now)
    {
        CheckStartupHighLoss();
        if (State != BbrState.Startup || !isFullPipeReached) return;
        (drainStartRound, startupLeftAt) = (rounds.Count, now);
        Enter(BbrState.Drain, BbrConstants.DrainPacing, BbrConstants.StartupWindowGain);
    }

    /// <summary>Looks back at each whole round in which something was lost.</summary>
    void CheckStartupHighLoss()
    {
        if (!isLossRoundStart) return;
        var isHigh = State == BbrState.Startup
            && lossEventsInRound >= BbrConstants.StartupLossEvents
            && judge.IsRoundTooHigh(datagramSize, IsClear);
        if (isHigh)
        {
            undoState = BbrState.Startup;
            isFullPipeReached = true;
            InflightBound = (long)Math.Max(BandwidthDelayProduct, inflightLatest);
        }

        lossEventsInRound = 0;
        judge.StartRound();
    }

    void CheckDrainDone(TimeSpan now)
    {
        if (State != BbrState.Drain) return;
        if (inFlightNow <= InflightFor(1) || rounds.Count > drainStartRound + 3) StartDown(now);
    }
}
