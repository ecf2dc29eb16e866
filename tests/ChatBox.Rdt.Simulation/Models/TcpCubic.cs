using ChatBox.Rdt.Congestion;

namespace ChatBox.Rdt.Simulation.Models;

/// <summary>
/// Another's flow: TCP CUBIC roughly as Linux does it, written apart from the library's own so that a mistake there is not made here too.
/// Counts in segments, sends by the clock of acknowledgements (no pacing), first window 10, classic HyStart by delay, Reno's emulation; one
/// reduction per window of data.
/// </summary>
public sealed class TcpCubic(int segment) : ICongestionController
{
    const double C = 0.4;
    const double Beta = 717.0 / 1024;

    double window = 10;
    double threshold = double.MaxValue;
    double lastMax;
    double origin;
    double k;
    double reno;
    TimeSpan? epoch;
    TimeSpan? recoveryUntilSentAfter;
    TimeSpan roundEnd;
    TimeSpan roundMin = TimeSpan.MaxValue;
    TimeSpan least = TimeSpan.MaxValue;
    int roundSamples;
    long acked;

    public string Name => "tcp-cubic";

    public long Window => (long)(window * segment);

    public double PacingRate => double.PositiveInfinity;

    public int SendQuantum => segment;

    public SentStamp HandleSent(TimeSpan now, int size, long inFlight) => new(now, size, acked, now, now, inFlight + size, 0, false);

    public void HandleAppLimited(long inFlight)
    {
    }

    public void HandleAcked(TimeSpan now, in SentStamp packet)
    {
        acked += packet.Size;
        var rtt = now - packet.SentAt;
        if (rtt < least) least = rtt;
        if (packet.SentAt <= recoveryUntilSentAfter) return;
        if (window < threshold)
        {
            window++;
            HyStart(now, packet.SentAt, rtt);
            return;
        }

        if (epoch is null)
        {
            epoch = now;
            reno = window;
            origin = Math.Max(lastMax, window);
            k = lastMax > window ? Math.Cbrt((lastMax - window) / C) : 0;
        }

        var t = (now - epoch.Value + least).TotalSeconds - k;
        var target = origin + (C * t * t * t);
        window += target > window ? Math.Min((target - window) / window, 0.5) : 0.01 / window;
        reno += 3 * (1 - Beta) / (1 + Beta) / window;
        if (reno > window) window = reno;
    }

    public void HandleLost(TimeSpan now, in SentStamp packet)
    {
        if (packet.SentAt <= recoveryUntilSentAfter) return;
        recoveryUntilSentAfter = now;
        lastMax = window < lastMax ? window * (1 + Beta) / 2 : window;
        window = threshold = Math.Max(window * Beta, 2);
        epoch = null;
    }

    public void HandleSpuriousLoss(TimeSpan now, in SentStamp packet)
    {
    }

    public void HandleAckProcessed(TimeSpan now, RttEstimator rtt, long inFlight)
    {
    }

    public void HandlePersistentCongestion(TimeSpan now)
    {
        (threshold, window, epoch) = (Math.Max(window / 2, 2), 2, null);
    }

    public void HandleDatagramSize(int size)
    {
    }

    public void HandlePathChanged(TimeSpan now)
    {
    }

    void HyStart(TimeSpan now, TimeSpan sentAt, TimeSpan rtt)
    {
        if (sentAt >= roundEnd) (roundEnd, roundMin, roundSamples) = (now, TimeSpan.MaxValue, 0);
        if (window < 16 || ++roundSamples > 8) return;
        if (rtt < roundMin) roundMin = rtt;
        var limit = Math.Clamp(least.TotalMilliseconds / 8, 4, 16);
        if (roundSamples == 8 && (roundMin - least).TotalMilliseconds > limit) threshold = window;
    }
}
