namespace ChatBox.Client.Tokens;

/// <summary>
/// A lock between processes, held while a file of its own is open. It ends with the process, however that ends; the file stays, because
/// removing it could remove one that somebody else has just locked.
/// </summary>
static class FileLock
{
    static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(20);

    /// <param name="path">The file to lock.</param>
    /// <param name="patience">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for as long as it takes.</param>
    /// <param name="clock">What waiting goes by.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    /// <returns>The lock; dispose it to let the next one in. Null when it was not free in time.</returns>
    public static async Task<IDisposable?> TryTakeAsync(
        string path, TimeSpan patience, TimeProvider clock, CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        while (true)
        {
            if (TryTake(path) is { } taken) return taken;
            if (patience != Timeout.InfiniteTimeSpan && clock.GetElapsedTime(start) >= patience) return null;
            await Task.Delay(Retry, clock, cancellationToken);
        }
    }

    /// <returns>The lock, or null where it is not free.</returns>
    public static IDisposable? TryTake(string path)
    {
        try
        {
            // On Unix .NET takes flock(LOCK_EX) for FileShare.None, on Windows the share mode does the same.
            return PrivateFile.Open(path, FileMode.OpenOrCreate, FileShare.None);
        }
        catch (IOException e) when (IsSharingViolation(e))
        {
            return null;
        }
    }

    // EWOULDBLOCK is 11 on Linux and 35 on macOS; ERROR_SHARING_VIOLATION is 32.
    static bool IsSharingViolation(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);
}
