namespace ChatBox.Rdt.Simulation.Network;

/// <summary>Packets that came to a link, and what became of them.</summary>
public sealed class LinkCounters
{
    public long Offered { get; internal set; }

    /// <summary>Bytes that passed the serialiser.</summary>
    public long CarriedBytes { get; internal set; }

    public long QueueDropped { get; internal set; }

    public long Lost { get; internal set; }

    /// <summary>Too large, into a blackhole, or chosen by the test.</summary>
    public long Vanished { get; internal set; }

    public long Corrupted { get; internal set; }

    public long Duplicated { get; internal set; }

    public long Reordered { get; internal set; }
}
