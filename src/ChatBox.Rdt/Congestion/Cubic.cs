namespace ChatBox.Rdt.Congestion;

/// <summary>
/// CUBIC (RFC 9438) with HyStart++ (RFC 9406), on RFC 9002's recovery periods. Paced at 1.25 times the window per round trip, 2 times in
/// slow start (RFC 9002, section 7.7). Undoes a reduction when everything that was declared lost turns out to have arrived (RFC 9438,
/// section 4.9). Not thread-safe.
/// </summary>
public sealed class Cubic : ICongestionController
{
    readonly CongestionOptions options;
    readonly RateSampler sampler = new();
    RoundCounter rounds;
    HyStart hyStart = new();
    CubicState state;
    CubicState? undo;
    TimeSpan? recoveryStart;
    TimeSpan smoothedRtt;
    long episodeLost;
    int datagramSize;

    /// <summary>Begins in slow start.</summary>
    public Cubic(CongestionOptions options)
    {
        (this.options, datagramSize) = (options, options.DatagramSize);
        state = CubicState.Initial(InitialWindow.For(options));
        smoothedRtt = options.HandshakeRtt ?? TimeSpan.Zero;
    }

    public string Name => "cubic";

    public long Window => Math.Max((long)state.Window, InitialWindow.Minimum(datagramSize));

    public double PacingRate => smoothedRtt <= TimeSpan.Zero
        ? double.PositiveInfinity
        : Math.Max(1, Window * (IsInSlowStart ? 2 : 1.25) / smoothedRtt.TotalSeconds);

    public int SendQuantum => Congestion.SendQuantum.For(PacingRate, datagramSize);

    /// <summary>The window above which slow start does not go; <see cref="long.MaxValue"/> before the first loss.</summary>
    public long SlowStartThreshold => double.IsPositiveInfinity(state.Threshold) ? long.MaxValue : (long)state.Threshold;

    bool IsInSlowStart => state.Window < state.Threshold;

    /// <summary>HyStart++ guards the first slow start only (RFC 9406, section 4.3): after a loss it is known where to stop.</summary>
    bool IsInFirstSlowStart => double.IsPositiveInfinity(state.Threshold);

    public SentStamp HandleSent(TimeSpan now, int size, long inFlight) => sampler.HandleSent(now, size, inFlight);

    public void HandleAppLimited(long inFlight) => sampler.HandleAppLimited(inFlight);

    public void HandleAcked(TimeSpan now, in SentStamp packet)
    {
        sampler.HandleAcked(now, packet);
        // Nothing grows on what was sent before the reduction, nor on what the sender itself limited (RFC 9438, section 5.8).
        if (packet.SentAt <= recoveryStart || packet.IsAppLimited)
        {
            if (packet.IsAppLimited) state.ShiftEpoch(now, smoothedRtt);
            return;
        }

        if (IsInSlowStart) GrowInSlowStart(packet.Size);
        else state.Grow(now, packet.Size, smoothedRtt, datagramSize);
    }

    // The window stands for the flight of section 4.6: it does not grow while the sender has less to send than it allows.
    public void HandleLost(TimeSpan now, in SentStamp packet)
    {
        sampler.HandleLost(packet);
        if (packet.SentAt <= recoveryStart)
        {
            episodeLost += packet.Size;
            return;
        }

        undo = state;
        recoveryStart = now;
        episodeLost = packet.Size;
        state.Reduce(InitialWindow.Minimum(datagramSize), datagramSize);
    }

    public void HandleSpuriousLoss(TimeSpan now, in SentStamp packet)
    {
        if (undo is not { } before) return;
        episodeLost -= packet.Size;
        if (episodeLost > 0) return;
        if (before.Window > state.Window) state = before;
        (undo, recoveryStart) = (null, null);
    }

    public void HandleAckProcessed(TimeSpan now, RttEstimator rtt, long inFlight)
    {
        if (rtt.HasSample) smoothedRtt = rtt.Smoothed;
        if (!sampler.TryTake(now, TimeSpan.Zero, out var sample)) return;
        rounds.Update(sample.PriorDelivered, sampler.Delivered);
        if (!IsInFirstSlowStart) return;
        if (rounds.HasBegun) hyStart.HandleRoundBegun();
        hyStart.HandleRtt(sample.Rtt);
        if (hyStart.IsDone) state.EndSlowStart();
    }

    public void HandlePersistentCongestion(TimeSpan now)
    {
        // RFC 9002, section 7.6.2: slow start begins anew from the smallest window.
        (undo, recoveryStart) = (null, null);
        state.Collapse(InitialWindow.Minimum(datagramSize));
    }

    public void HandleDatagramSize(int size) => datagramSize = size;

    public void HandlePathChanged(TimeSpan now)
    {
        state = CubicState.Initial(InitialWindow.For(options with { DatagramSize = datagramSize, HandshakeRtt = null }));
        (undo, recoveryStart) = (null, null);
        (hyStart, smoothedRtt) = (new(), TimeSpan.Zero);
        sampler.Reset(now);
        rounds.Restart(sampler.Delivered);
    }

    void GrowInSlowStart(int acked) =>
        // Paced senders have no limit per acknowledgement (RFC 9406, section 4.3): L is infinite.
        state.Window += hyStart.IsConservative && IsInFirstSlowStart ? (double)acked / HyStart.GrowthDivisor : acked;
}
