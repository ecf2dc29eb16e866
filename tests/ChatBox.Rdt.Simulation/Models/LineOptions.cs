using ChatBox.Rdt.Simulation.Network;

namespace ChatBox.Rdt.Simulation.Models;

/// <summary>A line, alike in both directions.</summary>
/// <param name="Megabits">Megabits a second, headers included.</param>
/// <param name="RoundTrip">Without any queue.</param>
public sealed record LineOptions(double Megabits, TimeSpan RoundTrip)
{
    /// <summary>Share of packets lost each way, after the queue.</summary>
    public double Loss { get; init; }

    /// <summary>What the queue holds, in bandwidth-delay products; at least 30,000 bytes.</summary>
    public double Queue { get; init; } = 1;

    public ulong Seed { get; init; } = 1;

    /// <summary>When the run is given up.</summary>
    public TimeSpan End { get; init; } = TimeSpan.FromSeconds(30);

    public double BytesPerSecond => Megabits * 125_000;

    public void Configure(Link link)
    {
        link.Rate = BytesPerSecond;
        link.Delay = RoundTrip / 2;
        link.QueueLimit = Math.Max(30_000, BytesPerSecond * RoundTrip.TotalSeconds * Queue);
        if (Loss > 0) link.Loss = new RandomLoss(Loss);
    }
}
