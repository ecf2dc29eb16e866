namespace ChatBox.Client.Files;

/// <summary>A target that takes bytes also where some are missing before them.</summary>
interface IScatteredTarget : IDownloadTarget
{
    /// <summary>Writes beyond <see cref="IDownloadTarget.Received"/>; these bytes count when what is missing has come.</summary>
    /// <exception cref="LocalFileException">As of <see cref="IDownloadTarget.Write"/>.</exception>
    void WriteAhead(long offset, ReadOnlySpan<byte> bytes);

    /// <summary>All bytes up to this offset have been written: they count now.</summary>
    /// <exception cref="LocalFileException">They cannot be read again.</exception>
    void TakeUpTo(long offset);
}
