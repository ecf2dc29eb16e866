namespace ChatBox.Client.Files;

/// <summary>Where the bytes of a download go, in order. One user at a time.</summary>
interface IDownloadTarget : IAsyncDisposable
{
    /// <summary>How many bytes are here.</summary>
    long Received { get; }

    /// <summary>The value of the last of them; 0 where none are here.</summary>
    byte LastByte { get; }

    /// <summary>Of which version they are; null where none are here, or where the server had no name for it.</summary>
    string? Version { get; }

    /// <summary>From the first byte on, whatever was here before.</summary>
    /// <exception cref="DamagedFileException">What was here has been passed on already.</exception>
    void Begin(string? version, long? size);

    /// <exception cref="LocalFileException">No room, or another failure of the disk. What was written before stays.</exception>
    void Write(ReadOnlySpan<byte> bytes);

    /// <summary>Makes sure now and then that what is here is still here after a crash.</summary>
    ValueTask CheckpointAsync();

    /// <summary>Makes sure that all that is here is still here after a crash: now nothing comes for a while.</summary>
    ValueTask SettleAsync();

    /// <returns>SHA-256 of all bytes, 64 hexadecimal digits.</returns>
    string Digest();

    /// <summary>All bytes are here, and right.</summary>
    void Complete();

    /// <summary>All bytes are here, and wrong.</summary>
    void Discard();
}
