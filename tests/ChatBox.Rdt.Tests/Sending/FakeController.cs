using ChatBox.Rdt.Congestion;

namespace ChatBox.Rdt.Tests.Sending;

/// <summary>A window that stands still, and a note of what the controller was told.</summary>
sealed class FakeController(long window = 1_000_000) : ICongestionController
{
    public List<long> Acked { get; } = [];

    public List<int> Lost { get; } = [];

    public int SpuriousLosses { get; private set; }

    public int PersistentCongestions { get; private set; }

    public int PathChanges { get; private set; }

    public List<int> Sizes { get; } = [];

    public long AckedBytes { get; private set; }

    public long LargestInFlight { get; private set; }

    public string Name => "fake";

    public long Window { get; set; } = window;

    public double PacingRate { get; set; } = double.PositiveInfinity;

    public int SendQuantum => 12_000;

    public SentStamp HandleSent(TimeSpan now, int size, long inFlight)
    {
        LargestInFlight = Math.Max(LargestInFlight, inFlight + size);
        return new SentStamp(now, size, 0, now, now, inFlight + size, 0, false);
    }

    public void HandleAppLimited(long inFlight)
    {
    }

    public void HandleAcked(TimeSpan now, in SentStamp packet)
    {
        Acked.Add(packet.SentAt.Ticks);
        AckedBytes += packet.Size;
    }

    public void HandleLost(TimeSpan now, in SentStamp packet) => Lost.Add(packet.Size);

    public void HandleSpuriousLoss(TimeSpan now, in SentStamp packet) => SpuriousLosses++;

    public void HandleAckProcessed(TimeSpan now, RttEstimator rtt, long inFlight)
    {
    }

    public void HandlePersistentCongestion(TimeSpan now) => PersistentCongestions++;

    public void HandleDatagramSize(int size) => Sizes.Add(size);

    public void HandlePathChanged(TimeSpan now) => PathChanges++;
}
