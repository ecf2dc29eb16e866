using ChatBox.Rdt.Congestion;

namespace ChatBox.Rdt.Sending;

/// <summary>
/// The client's own few control packets: a fixed small window, no pacing. They are some bytes per round trip, backed off by the probe
/// timeout, so there is nothing to control.
/// </summary>
sealed class ClientCongestion : ICongestionController
{
    public string Name => "fixed";

    public long Window => 12 * Packets.Wire.BaseDatagramSize;

    public double PacingRate => double.PositiveInfinity;

    public int SendQuantum => Packets.Wire.BaseDatagramSize;

    public SentStamp HandleSent(TimeSpan now, int size, long inFlight) => new(now, size, 0, now, now, inFlight + size, 0, false);

    public void HandleAppLimited(long inFlight)
    {
    }

    public void HandleAcked(TimeSpan now, in SentStamp packet)
    {
    }

    public void HandleLost(TimeSpan now, in SentStamp packet)
    {
    }

    public void HandleSpuriousLoss(TimeSpan now, in SentStamp packet)
    {
    }

    public void HandleAckProcessed(TimeSpan now, RttEstimator rtt, long inFlight)
    {
    }

    public void HandlePersistentCongestion(TimeSpan now)
    {
    }

    public void HandleDatagramSize(int size)
    {
    }

    public void HandlePathChanged(TimeSpan now)
    {
    }
}
