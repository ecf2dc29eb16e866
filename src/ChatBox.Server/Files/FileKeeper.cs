using ChatBox.Core.Files;
using ChatBox.Server.Files.Blobs;
using ChatBox.Server.Files.Uploads;
using ChatBox.Server.Sessions;
using ChatBox.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace ChatBox.Server.Files;

/// <summary>
/// Keeps the folders in step with the data: at the start it makes up for what a crash left undone, then it removes what was released, and
/// sweeps uploads whose time is over.
/// </summary>
sealed partial class FileKeeper(
    IDbContextFactory<ChatDb> databases, ChatHost host, MessageWriter writer, FileReader files, UploadStore uploads, BlobStore blobs,
    FileDirectories directories, ReleasedFiles released, TimeProvider clock, ILogger<FileKeeper> logger) : IAsyncDisposable
{
    /// <summary>How often uploads are looked through. What is over is refused at once; only its bytes lie there so much longer.</summary>
    public static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(10);

    readonly CancellationTokenSource stop = new();
    Task running = Task.CompletedTask;

    /// <summary>Compares data and folders. Before anybody can begin an upload.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            var rows = await db.Files.AsNoTracking().Select(row => new { row.Id, row.Sha256, row.Size }).ToListAsync(cancellationToken);
            var whole = rows.Where(row => row.Sha256 is not null).ToDictionary(row => row.Id, row => (row.Sha256!, row.Size!.Value));
            RepairUploads(rows.Select(row => row.Id).ToHashSet(StringComparer.Ordinal), whole);
            var used = whole.Values.Select(one => Convert.ToHexStringLower(one.Item1)).ToHashSet(StringComparer.Ordinal);
            foreach (var hash in blobs.All().Where(hash => !used.Contains(Convert.ToHexStringLower(hash)))) blobs.Remove(hash);
        }

        foreach (var upload in await files.UnfinishedAsync(cancellationToken))
            host.ReportReceived(upload.File.Id, uploads.DurableOf(upload.File.Id.ToString()));
        running = Task.WhenAll(Task.Run(RemoveReleasedAsync, CancellationToken.None), Task.Run(SweepAsync, CancellationToken.None));
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    // An upload that is whole by its row, and still lies among the uploads: the crash came between the two. One without a row: before it,
    // or after.
    void RepairUploads(HashSet<string> known, Dictionary<string, (byte[] Sha256, long Size)> whole)
    {
        foreach (var id in directories.UploadIds().ToList())
        {
            if (whole.TryGetValue(id, out var content) && uploads.Exists(id) && new FileInfo(uploads.PathOf(id)).Length == content.Size)
                blobs.Publish(uploads.PathOf(id), content.Sha256, content.Size);
            if (!known.Contains(id) || whole.ContainsKey(id)) uploads.Remove(id);
        }
    }

    async Task RemoveReleasedAsync()
    {
        await foreach (var file in released.ReadAllAsync(stop.Token))
        {
            try
            {
                uploads.Remove(file.File.ToString());
                if (file.Sha256 is { } hash) await RemoveContentAsync(hash);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogNotRemoved(logger, exception);
            }
        }
    }

    async Task RemoveContentAsync(byte[] hash)
    {
        using var gate = await blobs.LockAsync(hash, stop.Token);
        if (!await files.IsContentUsedAsync(hash, stop.Token)) blobs.Remove(hash);
    }

    async Task SweepAsync()
    {
        using var timer = new PeriodicTimer(SweepInterval, clock);
        do
        {
            try
            {
                foreach (FileId id in await files.ExpiredAsync(clock.GetUtcNow(), stop.Token))
                    await writer.WriteAsync(new EndUploadWrite(id, UploadEnd.Expired), stop.Token);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogNotSwept(logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stop.Token));
    }

    [LoggerMessage(402, LogLevel.Error, "The bytes of a file that nobody needs any more could not be removed; they go at the next start.")]
    static partial void LogNotRemoved(ILogger logger, Exception exception);

    [LoggerMessage(403, LogLevel.Error, "Uploads whose time is over could not be swept; it is tried again later.")]
    static partial void LogNotSwept(ILogger logger, Exception exception);
}
