namespace ChatBox.Rdt.Congestion;

/// <summary>
/// BBR, version 3 (draft-ietf-ccwg-bbr): keeps a model of the path (how fast it delivers, how long it takes, how much it holds) and sends
/// by it. The parts: startup and drain, the cycle of probing for bandwidth, probing for the round-trip time, the reaction to loss, and the
/// three figures that come out (rate, burst, window). Names follow the draft where it has them.
/// </summary>
/// <remarks>
/// Where it leaves the draft: loss is judged by <see cref="LossJudge"/>, which tells loss that comes with a queue from loss that does not;
/// the windows after startup are smaller, and the first may be larger (<see cref="BbrConstants"/>, <see cref="InitialWindow"/>). All of it,
/// with reasons, is in docs/rdt.md, Congestion. Not thread-safe.
/// </remarks>
public sealed partial class Bbr : ICongestionController
{
    readonly CongestionOptions options;
    readonly RateSampler sampler = new();
    readonly LossJudge judge = new();
    long initialWindow;
    int datagramSize;
    RateSample sample;
    RoundCounter rounds;

    /// <summary>Begins in Startup.</summary>
    public Bbr(CongestionOptions options)
    {
        (this.options, datagramSize, random) = (options, options.DatagramSize, options.Seed);
        Begin(options.Now, options.HandshakeRtt);
    }

    public string Name => "bbr";

    public long Window { get; private set; }

    public double PacingRate { get; private set; }

    public int SendQuantum => Congestion.SendQuantum.For(PacingRate, datagramSize);

    /// <summary>What it is doing.</summary>
    public BbrState State { get; private set; }

    /// <summary>Bytes a second that the path delivers, as far as is known; 0 before the first sample.</summary>
    public double Bandwidth { get; private set; }

    /// <summary>The least round-trip time seen lately; null before the first.</summary>
    public TimeSpan? MinRtt { get; private set; }

    /// <summary>
    /// inflight_longterm: the bytes in flight beyond which too much was lost; <see cref="long.MaxValue"/> if that never happened.
    /// </summary>
    public long InflightBound { get; private set; }

    public SentStamp HandleSent(TimeSpan now, int size, long inFlight)
    {
        if (inFlight == 0 && sampler.IsAppLimited) RestartFromIdle(now);
        if (inFlight + size + datagramSize > Window) isWindowLimited = true;
        return sampler.HandleSent(now, size, inFlight) with { HeldBackPercent = HeldBackAt(size, inFlight) };
    }

    public void HandleAppLimited(long inFlight) => sampler.HandleAppLimited(inFlight);

    public void HandleAcked(TimeSpan now, in SentStamp packet)
    {
        sampler.HandleAcked(now, packet);
        newlyAcked += packet.Size;
        var rtt = now - packet.SentAt;
        if (rtt < latestRtt) latestRtt = rtt;
    }

    public void HandleAckProcessed(TimeSpan now, RttEstimator rtt, long inFlight)
    {
        inFlightNow = inFlight;
        if (sampler.TryTake(now, MinRtt ?? TimeSpan.Zero, out sample))
        {
            // What the peer waited before it answered is not a queue.
            recentMaxRtt.Update((rtt.Latest == latestRtt ? rtt.LatestAdjusted : latestRtt).Ticks);
            if (latestRtt < everMinRtt) everMinRtt = latestRtt;
            judge.HandleAcked(newlyAcked, IsClear, IsWatched);
            UpdateModel(now);
            UpdateControls();
        }

        (newlyAcked, latestRtt, hasLossInAck, isWindowLimited) = (0, TimeSpan.MaxValue, false, false);
    }

    public void HandlePersistentCongestion(TimeSpan now)
    {
        SaveWindow();
        SaveBeforeLoss();
        Window = MinPipe;
    }

    public void HandleDatagramSize(int size)
    {
        datagramSize = size;
        Window = Math.Max(Window, MinPipe);
    }

    public void HandlePathChanged(TimeSpan now)
    {
        sampler.Reset(now);
        Begin(now, null);
    }

    long MinPipe => (long)BbrConstants.MinPipe * datagramSize;

    void Begin(TimeSpan now, TimeSpan? rtt)
    {
        initialWindow = InitialWindow.For(options with { DatagramSize = datagramSize, HandshakeRtt = rtt });
        Window = initialWindow;
        (MinRtt, minRttAt) = (rtt, now);
        Bandwidth = 0;
        maxBandwidth = default;
        extraAcked = default;
        extraAckedSince = now;
        extraAckedDelivered = 0;
        InflightBound = long.MaxValue;
        (isFullPipeReached, isProbeSample, previousProbeTooHigh, previousProbePrecautionary) = (false, false, false, false);
        (ackPhase, cycleStart, probeWait) = (AckPhase.Other, now, TimeSpan.Zero);
        (undoState, priorWindow, probeRttDoneAt, isIdleRestart) = (null, 0, null, false);
        (newlyAcked, latestRtt, lossEventsInRound) = (0, TimeSpan.MaxValue, 0);
        judge.Reset();
        (recentMaxRtt, everMinRtt) = (default, rtt ?? TimeSpan.MaxValue);
        rounds.Restart(sampler.Delivered);
        ResetCongestionSignals();
        ResetShortTermModel();
        ResetFullPipe();
        startupLeftAt = TimeSpan.MinValue;
        // Without a measured round trip the draft assumes 1 ms: the first window leaves practically at once.
        PacingRate = BbrConstants.StartupPacing * initialWindow / (rtt ?? TimeSpan.FromMilliseconds(1)).TotalSeconds;
        EnterStartup();
    }

    void UpdateModel(TimeSpan now)
    {
        UpdateLatestDelivery();
        UpdateCongestionSignals();
        UpdateAckAggregation(now);
        CheckFullPipe();
        CheckStartupDone(now);
        CheckDrainDone(now);
        UpdateProbeCycle(now);
        UpdateMinRtt(now);
        CheckProbeRtt(now);
        AdvanceLatestDelivery();
        Bandwidth = Math.Min(maxBandwidth.Value, bandwidthShort);
    }
}
