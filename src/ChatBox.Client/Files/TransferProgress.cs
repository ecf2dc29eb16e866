namespace ChatBox.Client;

/// <summary>How far a transfer has come.</summary>
/// <param name="Bytes">What is there, including what was there before this run.</param>
/// <param name="Size">The whole; null where nobody knows it yet.</param>
public readonly record struct TransferProgress(long Bytes, long? Size)
{
    /// <summary>By RDT: the share of packets that did not come, 0 to 1; null otherwise.</summary>
    public double? LossRate { get; init; }

    /// <summary>By RDT: the smoothed round trip; null where it is not known.</summary>
    public TimeSpan? RoundTrip { get; init; }
}
