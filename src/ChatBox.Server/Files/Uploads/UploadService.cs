using ChatBox.Core;
using ChatBox.Core.Conversations;
using ChatBox.Core.Files;
using ChatBox.Core.People;
using ChatBox.Server.Files.Blobs;
using ChatBox.Server.Sessions;
using ChatBox.Server.Storage;

namespace ChatBox.Server.Files.Uploads;

/// <summary>An upload as its owner sees it: the file, how much of it is durable, and until when it is kept.</summary>
sealed record UploadStatus(ChatFile File, long Offset, DateTimeOffset? EndsAt);

/// <summary>
/// The life of an upload: begun, filled, finished under its hash, or given up. Rows and bytes are kept in step here; who else than the
/// owner asks is answered as if there were none. Thread-safe.
/// </summary>
sealed partial class UploadService(
    ChatHost host, MessageWriter writer, FileReader files, UploadStore store, BlobStore blobs, FileSettings settings, Space space,
    TimeProvider clock, ILogger<UploadService> logger) : IDisposable
{
    /// <summary>Bytes of an upload of unknown size that are reserved ahead of it.</summary>
    const long ReserveBytes = 64 * ByteSize.MiB;

    /// <summary>How often it is asked, while bytes come, whether they may: room on the disk, and the owner still here.</summary>
    static readonly TimeSpan AskInterval = TimeSpan.FromSeconds(1);

    /// <summary>Room is also asked for after so many bytes, as a second is long on a fast line.</summary>
    const long AskBytes = 64 * ByteSize.MiB;

    // Reading again what was hashed before a restart takes a whole core: two at once leave the others' messages alone on the smallest
    // machine.
    readonly SemaphoreSlim rehashing = new(2);

    public async Task<(UploadStatus? Upload, Refusal? Refusal)> CreateAsync(
        PersonId owner, FileName name, long? size, SenderWord word, (int? Width, int? Height) pixels, CancellationToken cancellationToken)
    {
        if (HasTooLittleRoom(size ?? 0)) return (null, Refusals.StorageFull);
        var id = ChatHost.NewFileId();
        var endsAt = clock.GetUtcNow() + FileSettings.UploadLifetime;
        var type = MediaTypes.OfSender(word.Type);
        var create = new CreateUploadWrite(id, owner, name, type, size, pixels.Width, pixels.Height, endsAt, settings.Limits);
        var outcome = await writer.WriteAsync(create, cancellationToken);
        if (outcome.Refusal is { } refusal) return (null, refusal);
        try
        {
            await Task.Run(() => store.Create(id.ToString(), word), CancellationToken.None);
        }
        catch (IOException exception)
        {
            await writer.WriteAsync(new EndUploadWrite(id, UploadEnd.Withdrawn), CancellationToken.None);
            return (null, Explain(exception));
        }

        return (new UploadStatus(outcome.File!, 0, endsAt), null);
    }

    /// <summary>Where to go on. Whoever sends bytes at the moment is stopped, so that the answer holds.</summary>
    public async Task<(UploadStatus? Upload, Refusal? Refusal)> StatusAsync(PersonId owner, FileId id, CancellationToken cancellationToken)
    {
        var (stored, refusal) = await FindAsync(owner, id, cancellationToken);
        if (stored is null) return (null, refusal);
        if (stored.File.IsReady) return (new UploadStatus(stored.File, stored.File.Size!.Value, stored.EndsAt), null);
        using var lease = await store.TakeAsync(id.ToString(), cancellationToken);
        return lease is null ? (null, Refusals.ServerBusy) : (new UploadStatus(stored.File, lease.Part.Durable, stored.EndsAt), null);
    }

    /// <summary>The owner does not want it any more.</summary>
    public async Task<Refusal?> WithdrawAsync(PersonId owner, FileId id, CancellationToken cancellationToken)
    {
        var (stored, refusal) = await FindAsync(owner, id, cancellationToken);
        return stored is null ? refusal : (await writer.WriteAsync(new EndUploadWrite(id, UploadEnd.Withdrawn), cancellationToken)).Refusal;
    }

    public async Task<Refusal?> SetThumbnailAsync(PersonId owner, FileId id, byte[] picture, CancellationToken cancellationToken)
    {
        var (stored, refusal) = await FindAsync(owner, id, cancellationToken);
        return stored is null ? refusal : (await writer.WriteAsync(new SetThumbnailWrite(id, picture), cancellationToken)).Refusal;
    }

    public void Dispose() => rehashing.Dispose();

    /// <summary>The upload, for its owner: not one that was given up, nor one whose time is over.</summary>
    async Task<(StoredFile? Stored, Refusal? Refusal)> FindAsync(PersonId owner, FileId id, CancellationToken cancellationToken)
    {
        var stored = await files.FindAsync(id, cancellationToken);
        if (stored is null || stored.Owner != owner) return (null, Refusals.NoSuchFile);
        if (stored.File.State.IsFreed() || stored.EndsAt <= clock.GetUtcNow()) return (null, Refusals.FileGone);
        return (stored, null);
    }

    bool IsHere(PersonId person) => host.Ask(chat => chat.CanRead(person, ConversationId.Lobby));

    bool HasTooLittleRoom(long bytes) => space.Free() - bytes < settings.Floor;

    Refusal Explain(IOException exception)
    {
        if (Disk.IsFull(exception)) return Refusals.StorageFull;
        LogFailed(logger, exception);
        return Refusals.StorageFailed;
    }

    [LoggerMessage(400, LogLevel.Error, "The bytes of an upload could not be stored.")]
    static partial void LogFailed(ILogger logger, Exception exception);

    [LoggerMessage(401, LogLevel.Warning, "The bytes of an unfinished upload on the disk are not those that were stored; it begins anew.")]
    static partial void LogDamaged(ILogger logger);
}
