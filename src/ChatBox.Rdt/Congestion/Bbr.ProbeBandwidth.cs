namespace ChatBox.Rdt.Congestion;

/// <summary>The cycle of asking for more, yielding and cruising (draft, "ProbeBW").</summary>
public sealed partial class Bbr
{
    AckPhase ackPhase;
    TimeSpan cycleStart;
    TimeSpan probeWait;
    long roundsSinceProbe;
    int upRounds;
    long upAcked;
    long upAckedPerIncrease = long.MaxValue;
    bool isWindowLimited;
    bool isProbeSample;
    bool previousProbeTooHigh;
    bool previousProbePrecautionary;
    ulong random;

    bool IsProbingBandwidth => State is BbrState.ProbeDown or BbrState.ProbeCruise or BbrState.ProbeRefill or BbrState.ProbeUp;

    void StartDown(TimeSpan now)
    {
        ResetCongestionSignals();
        upAckedPerIncrease = long.MaxValue;
        PickProbeWait();
        (cycleStart, ackPhase) = (now, AckPhase.ProbeStopping);
        rounds.Restart(sampler.Delivered);
        Enter(BbrState.ProbeDown, BbrConstants.DownPacing, BbrConstants.WindowGain);
    }

    void StartCruise() => Enter(BbrState.ProbeCruise, 1, BbrConstants.WindowGain);

    void StartRefill()
    {
        ResetShortTermModel();
        (upRounds, upAcked, previousProbePrecautionary, ackPhase) = (0, 0, false, AckPhase.Refilling);
        rounds.Restart(sampler.Delivered);
        Enter(BbrState.ProbeRefill, 1, BbrConstants.WindowGain);
    }

    void StartUp()
    {
        ackPhase = AckPhase.ProbeStarting;
        rounds.Restart(sampler.Delivered);
        ResetFullPipe();
        fullPipeBandwidth = sample.Rate;
        Enter(BbrState.ProbeUp, BbrConstants.UpPacing, BbrConstants.UpWindowGain);
        RaiseSlope();
    }

    /// <summary>UpdateProbeBWCyclePhase().</summary>
    void UpdateProbeCycle(TimeSpan now)
    {
        if (!isFullPipeReached || AdaptLongTermModel() || !IsProbingBandwidth) return;
        switch (State)
        {
            case BbrState.ProbeDown:
                if (!TryStartRefill(now) && IsTimeToCruise) StartCruise();
                break;
            case BbrState.ProbeCruise:
                TryStartRefill(now);
                break;
            case BbrState.ProbeRefill when rounds.HasBegun:
                isProbeSample = true;
                StartUp();
                break;
            case BbrState.ProbeUp when IsTimeToGoDown():
                previousProbeTooHigh = false;
                StartDown(now);
                break;
        }
    }

    bool TryStartRefill(TimeSpan now)
    {
        // The second bound is Reno's own time scale: at a small window it would have probed by then, and BBR must not be more timid.
        var renoRounds = Math.Min(TargetInflight / datagramSize, BbrConstants.RenoRounds);
        if (now <= cycleStart + probeWait && roundsSinceProbe < renoRounds) return false;
        StartRefill();
        return true;
    }

    bool IsTimeToCruise => inFlightNow <= BoundWithHeadroom
        && inFlightNow <= Quantize(MinRtt is { } rtt ? maxBandwidth.Value * rtt.TotalSeconds : initialWindow);

    bool IsTimeToGoDown()
    {
        if (previousProbeTooHigh && inFlightNow >= InflightBound)
        {
            previousProbePrecautionary = true;
            return true;
        }

        if (isWindowLimited && Window >= InflightBound)
        {
            ResetFullPipe();
            fullPipeBandwidth = sample.Rate;
            return false;
        }

        return isFullPipeNow;
    }

    /// <summary>InflightWithHeadroom().</summary>
    long BoundWithHeadroom => InflightBound == long.MaxValue
        ? long.MaxValue
        : Math.Max(InflightBound - Math.Max(datagramSize, (long)(BbrConstants.Headroom * InflightBound)), MinPipe);

    /// <summary>AdaptLongTermModel().</summary>
    /// <returns>Whether it changed the state.</returns>
    bool AdaptLongTermModel()
    {
        if (ackPhase == AckPhase.ProbeStarting && rounds.HasBegun) ackPhase = AckPhase.ProbeFeedback;
        if (ackPhase == AckPhase.ProbeStopping && rounds.HasBegun)
        {
            (isProbeSample, ackPhase) = (false, AckPhase.Other);
            if (IsProbingBandwidth && !sample.IsAppLimited) maxBandwidth.Advance();
            if (IsProbingBandwidth && previousProbePrecautionary && !previousProbeTooHigh)
            {
                StartRefill();
                return true;
            }
        }

        if (InflightBound == long.MaxValue || judge.IsTooHigh(sample.Lost, sample.InFlight, datagramSize)) return false;
        if (sample.InFlight > InflightBound) InflightBound = sample.InFlight;
        if (State == BbrState.ProbeUp) RaiseBound();
        return false;
    }

    void RaiseSlope()
    {
        var growth = 1L << upRounds;
        upRounds = Math.Min(upRounds + 1, 30);
        upAckedPerIncrease = Math.Max(Window / growth, datagramSize);
    }

    /// <summary>ProbeInflightLongtermUpward().</summary>
    void RaiseBound()
    {
        if (!isWindowLimited || Window < InflightBound) return;
        upAcked += newlyAcked;
        if (upAcked >= upAckedPerIncrease)
        {
            var steps = upAcked / upAckedPerIncrease;
            upAcked -= steps * upAckedPerIncrease;
            InflightBound += steps * datagramSize;
        }

        if (rounds.HasBegun) RaiseSlope();
    }

    void PickProbeWait()
    {
        var chance = NextRandom();
        roundsSinceProbe = (long)(chance & 1);
        probeWait = BbrConstants.ProbeWait + TimeSpan.FromSeconds((chance >> 11) * (1.0 / (1UL << 53)));
    }

    /// <summary>SplitMix64.</summary>
    ulong NextRandom()
    {
        var value = random += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
