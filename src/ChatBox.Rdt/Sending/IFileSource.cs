namespace ChatBox.Rdt;

/// <summary>
/// The file that is sent. Read by the machine while it fills packets, on the caller's thread; a driver keeps a page of it in memory so that
/// this is a copy and not a call of the system.
/// </summary>
public interface IFileSource
{
    /// <summary>
    /// Fills the whole span with the bytes from the offset on. False where the file has changed, has become shorter or cannot be read: the
    /// transfer then ends with <see cref="CloseCode.FileChanged"/>. Must not throw.
    /// </summary>
    bool TryRead(long offset, Span<byte> bytes);
}

/// <summary>Where received bytes go.</summary>
public interface IFileSink
{
    /// <summary>
    /// Takes bytes to their place in the file; each byte is given once, in any order. The span is only good during the call. False where they cannot be
    /// written: the transfer then ends with <see cref="CloseCode.Storage"/>. Must not throw.
    /// </summary>
    bool TryWrite(long offset, ReadOnlySpan<byte> bytes);
}
