namespace ChatBox.Rdt.Congestion;

/// <summary>The least round-trip time and how it is kept fresh (draft, "ProbeRTT" and "Restarting From Idle").</summary>
public sealed partial class Bbr
{
    bool isMinRttExpired;
    bool isIdleRestart;
    bool isProbeRttRoundDone;
    TimeSpan? probeRttDoneAt;
    long probeRttWindow;
    long priorWindow;

    // Datagrams may have grown since it was taken: less than one of them would stop everything.
    long ProbeRttWindow => Math.Max(probeRttWindow, MinPipe);

    void UpdateMinRtt(TimeSpan now)
    {
        isMinRttExpired = now > minRttAt + BbrConstants.MinRttWindow;
        if (isMinRttExpired && State != BbrState.ProbeRtt)
        {
            // From the old figure: the one that replaces it may have been taken with a full queue.
            probeRttWindow = Math.Max((long)(BbrConstants.ProbeRttWindowGain * BandwidthDelayProduct), MinPipe);
        }

        if (MinRtt is { } least && sample.Rtt >= least && !isMinRttExpired) return;
        (MinRtt, minRttAt) = (sample.Rtt, now);
    }

    void CheckProbeRtt(TimeSpan now)
    {
        if (State != BbrState.ProbeRtt && isMinRttExpired && !isIdleRestart)
        {
            SaveWindow();
            Enter(BbrState.ProbeRtt, 1, BbrConstants.ProbeRttWindowGain);
            (probeRttDoneAt, ackPhase) = (null, AckPhase.ProbeStopping);
            rounds.Restart(sampler.Delivered);
        }

        if (State == BbrState.ProbeRtt) ProbeRtt(now);
        isIdleRestart = false;
    }

    void ProbeRtt(TimeSpan now)
    {
        // What is measured meanwhile is our own doing.
        sampler.HandleAppLimited(inFlightNow);
        if (probeRttDoneAt is null)
        {
            if (inFlightNow > ProbeRttWindow) return;
            (probeRttDoneAt, isProbeRttRoundDone) = (now + BbrConstants.ProbeRttDuration, false);
            rounds.Restart(sampler.Delivered);
            return;
        }

        if (rounds.HasBegun) isProbeRttRoundDone = true;
        if (isProbeRttRoundDone) CheckProbeRttDone(now);
    }

    void CheckProbeRttDone(TimeSpan now)
    {
        if (probeRttDoneAt is not { } done || now <= done) return;
        minRttAt = now;
        RestoreWindow();
        ResetShortTermModel();
        if (!isFullPipeReached)
        {
            EnterStartup();
            return;
        }

        // The queue is empty already: no need to go down first.
        StartDown(now);
        StartCruise();
    }

    void RestartFromIdle(TimeSpan now)
    {
        (isIdleRestart, extraAckedSince, extraAckedDelivered) = (true, now, 0);
        if (IsProbingBandwidth) SetPacingRate(1);
        else if (State == BbrState.ProbeRtt) CheckProbeRttDone(now);
    }

    void SaveWindow() => priorWindow = State == BbrState.ProbeRtt ? Math.Max(priorWindow, Window) : Window;

    void RestoreWindow() => Window = Math.Max(Window, priorWindow);
}
