namespace ChatBox.Client.Files;

/// <summary>One way for the bytes of a file to come here. Everything else (the part, the hash, going on, the pause) is the same for all ways.</summary>
interface IDownloadRoute
{
    /// <summary>What <see cref="DownloadResult.Via"/> calls it.</summary>
    string Name { get; }

    /// <summary>Begins to fetch.</summary>
    /// <param name="file">What to fetch.</param>
    /// <param name="offset">How many bytes are here.</param>
    /// <param name="version">Of which version they are; null where none are here.</param>
    /// <param name="cancellationToken">Ends waiting, and reading from the body too.</param>
    /// <exception cref="ChatException">It cannot be fetched, or not now.</exception>
    Task<OpenedFile> OpenAsync(RemoteFile file, long offset, string? version, CancellationToken cancellationToken);

    /// <summary>Asks for the hash of a file that was not known when it began to come: the server may know it by now.</summary>
    /// <returns>The hash, where it is known; and whether to ask again: the file is still the same, and its hash may yet come.</returns>
    Task<(string? Sha256, bool MayCome)> AskDigestAsync(RemoteFile file, string version, CancellationToken cancellationToken);
}

/// <summary>A file whose bytes are coming.</summary>
/// <param name="Start">The number of the first byte that comes: the offset asked for, or 0 where the file is another one by now.</param>
/// <param name="Size">The size of the whole; null where it is not known.</param>
/// <param name="Version">Names these very bytes, so that going on later cannot mix two files; null where the server has no name for them.</param>
/// <param name="Sha256">The hash of the whole; null where the server does not know it.</param>
/// <param name="Body">The bytes. Reading throws <see cref="IOException"/> where the connection breaks.</param>
/// <param name="Owner">Disposed with it.</param>
sealed record OpenedFile(long Start, long? Size, string? Version, string? Sha256, Stream Body, IDisposable Owner) : IDisposable
{
    public void Dispose()
    {
        Body.Dispose();
        Owner.Dispose();
    }
}
