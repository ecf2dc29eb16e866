namespace ChatBox.Rdt.Simulation.Network;

/// <summary>Decides for each packet in turn whether it is lost.</summary>
public interface ILossModel
{
    bool Loses(SplitMix random);
}

/// <summary>Each packet is lost with the same probability.</summary>
public sealed class RandomLoss(double probability) : ILossModel
{
    public bool Loses(SplitMix random) => random.Chance(probability);
}

/// <summary>
/// Losses in bursts: a Gilbert-Elliott chain of a good state, in which nothing is lost, and a bad one, in which every packet is.
/// </summary>
/// <param name="average">Share of packets lost in the long run, below 1.</param>
/// <param name="meanBurst">Mean length of a burst in packets, at least 1.</param>
public sealed class BurstLoss(double average, double meanBurst) : ILossModel
{
    readonly double leavesBad = 1 / meanBurst;
    readonly double entersBad = average / (1 - average) / meanBurst;
    bool isBad;

    public bool Loses(SplitMix random)
    {
        isBad = isBad ? !random.Chance(leavesBad) : random.Chance(entersBad);
        return isBad;
    }
}
