using System.Collections.Frozen;
using ChatBox.Server.Sessions;

namespace ChatBox.Server.Files.Share;

/// <summary>
/// The files that the host shares, as they are on the disk. What is asked for is looked up among what was listed, so that no path, however
/// it is written, reaches anything else. It is read in the background: at the start, when the system tells of a change, and now and then in
/// any case, because no system tells of all. Thread-safe.
/// </summary>
sealed partial class ShareIndex(string directory, ShareHashes hashes, ChatHost host, TimeProvider clock, ILogger<ShareIndex> logger)
    : IShare, IAsyncDisposable
{
    /// <summary>How often it is read without having been told of a change.</summary>
    public static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(15);

    /// <summary>From a change to the reading: what is copied in comes as many changes.</summary>
    static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(200);

    /// <summary>Between two readings, however much changes.</summary>
    static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(1);

    readonly CancellationTokenSource stop = new();
    readonly SemaphoreSlim changed = new(0, 1);
    readonly string root = RealPaths.Of(Path.GetFullPath(directory)) ?? Path.GetFullPath(directory);
    Snapshot snapshot = Snapshot.Empty;
    FileSystemWatcher? watcher;
    bool disposed;
    Task running = Task.CompletedTask;

    /// <summary>Where it really lies.</summary>
    public string Root => root;

    public void Start() => running = Task.WhenAll(Task.Run(RunAsync), Task.Run(HashAskedAsync));

    public IReadOnlyList<SharedFile> List(string? after, int limit) =>
    [
        .. snapshot.After(after).Take(limit).Select(entry => new SharedFile(
            entry.Path, entry.Size, entry.Modified, hashes.Of(entry) is { } hash ? Convert.ToHexStringLower(hash) : null)),
    ];

    /// <summary>The file at this very path; null where none was listed there.</summary>
    public ShareEntry? Find(string path) => snapshot.ByPath.GetValueOrDefault(path);

    /// <summary>All files below a directory of the share; all there are below <c>""</c>.</summary>
    public IReadOnlyList<ShareEntry> Below(string directory) => directory.Length == 0
        ? snapshot.Entries
        : [.. snapshot.After(directory).TakeWhile(entry => string.CompareOrdinal(entry.Path, directory + "0") < 0)
            .Where(entry => entry.Path.StartsWith(directory + "/", StringComparison.Ordinal))];

    public async ValueTask DisposeAsync()
    {
        // Known under two types, it is disposed of twice.
        if (Interlocked.Exchange(ref disposed, true)) return;
        await stop.CancelAsync();
        watcher?.Dispose();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
        changed.Dispose();
    }

    async Task RunAsync()
    {
        Watch();
        while (!stop.IsCancellationRequested)
        {
            try
            {
                Read();
                await HashSmallAsync();
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogNotRead(logger, exception);
            }

            await Task.Delay(MinInterval - Settling, clock, stop.Token);
            if (await WaitForChangeAsync()) await Task.Delay(Settling, clock, stop.Token);
        }
    }

    void Read()
    {
        var (files, isCut) = ShareScan.Run(root, stop.Token);
        if (isCut && !snapshot.IsCut) LogCut(logger, ShareScan.MaxFiles);
        if (files.SequenceEqual(snapshot.Entries)) return;
        snapshot = new Snapshot(files, isCut);
        hashes.Keep(files.Select(entry => entry.RealPath).ToHashSet(StringComparer.Ordinal));
        host.ReportShare();
    }

    // Unasked hashing gives way to whatever else there is to do: it ends with the next change, and goes on after it.
    async Task HashSmallAsync()
    {
        foreach (var entry in snapshot.Entries.Where(entry => entry.Size <= ShareHashes.UnaskedBytes))
        {
            if (changed.CurrentCount > 0) return;
            await hashes.LearnAsync(entry, root, stop.Token);
        }
    }

    async Task HashAskedAsync()
    {
        while (await hashes.WaitForAskedAsync(stop.Token))
            while (hashes.TryTakeAsked(out var entry))
                await hashes.LearnAsync(entry!, root, stop.Token);
    }

    async Task<bool> WaitForChangeAsync()
    {
        using var poll = new CancellationTokenSource(PollInterval, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(poll.Token, stop.Token);
        try
        {
            await changed.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return false;
        }
    }

    void Watch()
    {
        try
        {
            watcher = new FileSystemWatcher(root)
            {
                IncludeSubdirectories = true,
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size,
            };
            watcher.Changed += (_, _) => Signal();
            watcher.Created += (_, _) => Signal();
            watcher.Deleted += (_, _) => Signal();
            watcher.Renamed += (_, _) => Signal();
            // More came than the system keeps for us: something has changed, whatever it was.
            watcher.Error += (_, _) => Signal();
            watcher.EnableRaisingEvents = true;
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or UnauthorizedAccessException)
        {
            LogNotWatched(logger, exception);
        }
    }

    void Signal()
    {
        try
        {
            changed.Release();
        }
        catch (Exception exception) when (exception is SemaphoreFullException or ObjectDisposedException)
        {
            // It is known already, or too late to matter.
        }
    }

    [LoggerMessage(410, LogLevel.Warning, "The share has more than {Count} files, or too many folders; the rest is not offered.")]
    static partial void LogCut(ILogger logger, int count);

    [LoggerMessage(411, LogLevel.Warning, "Changes of the share are not told by the system; it is read every 15 seconds.")]
    static partial void LogNotWatched(ILogger logger, Exception exception);

    [LoggerMessage(412, LogLevel.Error, "The share could not be read; it is tried again.")]
    static partial void LogNotRead(ILogger logger, Exception exception);

    /// <summary>The files of one reading, by path.</summary>
    sealed class Snapshot(IReadOnlyList<ShareEntry> entries, bool isCut)
    {
        public static readonly Snapshot Empty = new([], isCut: false);

        public IReadOnlyList<ShareEntry> Entries { get; } = entries;
        public bool IsCut { get; } = isCut;
        public FrozenDictionary<string, ShareEntry> ByPath { get; } =
            entries.ToFrozenDictionary(entry => entry.Path, StringComparer.Ordinal);

        public IEnumerable<ShareEntry> After(string? path)
        {
            var (low, high) = (0, path is null ? 0 : Entries.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (string.CompareOrdinal(Entries[middle].Path, path) <= 0) low = middle + 1;
                else high = middle;
            }

            for (; low < Entries.Count; low++) yield return Entries[low];
        }
    }
}
