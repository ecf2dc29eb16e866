namespace ChatBox.Client;

/// <summary>How a file comes down. Immutable; change a copy by <c>with</c>.</summary>
public sealed record DownloadOptions : TransferOptions
{
    /// <summary>Whether a file that is there already may be replaced; default false: that is refused before anything is fetched.</summary>
    public bool Overwrites { get; init; }

    /// <summary>
    /// The way the bytes take; default <see cref="DownloadWay.Http"/>. A zip, and what goes to a stream, comes over HTTP in any case.
    /// </summary>
    public DownloadWay Way { get; init; } = DownloadWay.Http;

    /// <summary>
    /// Is awaited when half of the file is here, before the rest is asked for; what it throws ends the download, and the part is kept.
    /// Default null: there is no pause. Not called where the size is not known before, or where more than half was here from before.
    /// </summary>
    public Func<HalfTime, CancellationToken, Task>? AtHalf { get; init; }
}

/// <summary>The ways that bytes can take.</summary>
public enum DownloadWay
{
    /// <summary>HTTP, which goes through wherever the server is reached.</summary>
    Http,

    /// <summary>RDT over UDP, and nothing else: the fastest over a line with loss.</summary>
    Rdt,

    /// <summary>RDT, and HTTP where UDP does not get through.</summary>
    Auto,
}

/// <summary>Half of a file is here.</summary>
/// <param name="Bytes">How many bytes are here.</param>
/// <param name="Size">How many there are in all.</param>
/// <param name="LastByte">The value of the last one that came.</param>
public readonly record struct HalfTime(long Bytes, long Size, byte LastByte);
