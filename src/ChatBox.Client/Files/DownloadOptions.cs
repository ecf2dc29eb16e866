namespace ChatBox.Client;

/// <summary>How a file comes down. Immutable; change a copy by <c>with</c>.</summary>
public sealed record DownloadOptions : TransferOptions
{
    /// <summary>Whether a file that is there already may be replaced; default false: that is refused before anything is fetched.</summary>
    public bool Overwrites { get; init; }

    /// <summary>
    /// Is awaited when half of the file is here, before the rest is asked for; what it throws ends the download, and the part is kept.
    /// Default null: there is no pause. Not called where the size is not known before, or where more than half was here from before.
    /// </summary>
    public Func<HalfTime, CancellationToken, Task>? AtHalf { get; init; }
}

/// <summary>Half of a file is here.</summary>
/// <param name="Bytes">How many bytes are here.</param>
/// <param name="Size">How many there are in all.</param>
/// <param name="LastByte">The value of the last one that came.</param>
public readonly record struct HalfTime(long Bytes, long Size, byte LastByte);
