using System.IO.Pipelines;
using System.Security.Cryptography;
using ChatBox.Core;
using ChatBox.Core.Files;
using ChatBox.Core.People;
using ChatBox.Server.Storage;

namespace ChatBox.Server.Files.Uploads;

/// <summary>A request that brings bytes.</summary>
/// <param name="Offset">Where they belong.</param>
/// <param name="Size">The whole size, where it is said only now.</param>
/// <param name="Announced">Bytes of the body, where that is known.</param>
/// <param name="Broken">Ends the connection, where the body broke off.</param>
/// <param name="Algorithm">Of the hash of this body, where one was announced.</param>
sealed record UploadBody(
    PipeReader Reader, long Offset, long? Size, long? Announced, Action Broken, HashAlgorithmName? Algorithm, byte[]? Checksum);

sealed partial class UploadService
{
    /// <summary>
    /// Takes bytes. What came before a body was cut off is kept, unless the body has a hash of its own. The status has the offset that is
    /// durable, with a refusal too where not all of the body was taken.
    /// </summary>
    public async Task<(UploadStatus? Upload, Refusal? Refusal)> AppendAsync(
        PersonId owner, FileId id, UploadBody body, CancellationToken cancellationToken)
    {
        var (stored, refusal) = await FindAsync(owner, id, cancellationToken);
        if (stored is null) return (null, refusal);
        if (stored.File.IsReady)
            return body.Offset == stored.File.Size && body.Announced is 0
                ? (new UploadStatus(stored.File, body.Offset, stored.EndsAt), null)
                : (null, Refusals.WrongOffset);

        using var lease = await store.TakeAsync(id.ToString(), cancellationToken);
        if (lease is null) return (null, Refusals.ServerBusy);
        if (lease.Part.Written != body.Offset) return (null, Refusals.WrongOffset);
        var (file, endsAt, known) = await PrepareAsync(stored, body, cancellationToken);
        if (known is not null) return (null, known);

        var ended = await ReceiveAsync(owner, lease, file, body, cancellationToken);
        var durable = lease.Part.Durable;
        host.ReportReceived(id, durable);
        if (ended is null) return (new UploadStatus(file, durable, endsAt), null);
        // Why it was stopped may be that it is gone.
        if (ended == Refusals.WrongOffset && (await FindAsync(owner, id, CancellationToken.None)).Refusal is { } gone) ended = gone;
        return (null, ended);
    }

    // What has to be known before a byte is read.
    async Task<(ChatFile File, DateTimeOffset? EndsAt, Refusal? Refusal)> PrepareAsync(
        StoredFile stored, UploadBody body, CancellationToken cancellationToken)
    {
        var (file, endsAt) = (stored.File, stored.EndsAt);
        if (body.Size is { } size)
        {
            if (size < body.Offset) return (file, endsAt, Refusals.BadUpload("Upload-Length is less than what has come already."));
            var outcome = await writer.WriteAsync(new ReserveUploadWrite(file.Id, size, IsSize: true, settings.Limits), cancellationToken);
            if (outcome.Refusal is { } refusal) return (file, endsAt, refusal);
            file = file with { Size = size };
        }

        if (body.Announced > RoomOf(file, body.Offset))
            return (file, endsAt, Refusals.BadUpload("The body is longer than what the upload has left."));
        if (HasTooLittleRoom(body.Announced ?? 0)) return (file, endsAt, Refusals.StorageFull);
        // An upload that goes on is given another day; an hour more or less is not worth a write.
        var later = clock.GetUtcNow() + FileSettings.UploadLifetime;
        if (endsAt is not null && later - endsAt > TimeSpan.FromHours(1))
        {
            await writer.WriteAsync(new ExtendUploadWrite(file.Id, later), cancellationToken);
            endsAt = later;
        }

        return (file, endsAt, null);
    }

    async Task<Refusal?> ReceiveAsync(
        PersonId owner, UploadStore.Lease lease, ChatFile file, UploadBody body, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lease.Displaced);
        using var checksum = body.Algorithm is { } algorithm ? IncrementalHash.CreateHash(algorithm) : null;
        var part = lease.Part;
        var rehash = BeginRehash(part, stop.Token);
        var receiver = new UploadReceiver(part, clock)
        {
            Checksum = checksum,
            Room = RoomOf(file, body.Offset),
            Broken = body.Broken,
            Allow = AllowanceOf(owner, file, body.Offset),
        };
        var received = new Received(false, null);
        var keep = checksum is null;
        try
        {
            received = await receiver.ReceiveAsync(body.Reader, stop.Token);
            if (received is { IsWhole: false, Refusal.Kind: RefusalKind.BadRequest }) keep = false;
            if (checksum is not null && received is { IsWhole: true, Refusal: null })
                keep = checksum.GetCurrentHash().AsSpan().SequenceEqual(body.Checksum);
        }
        catch (IOException exception)
        {
            received = new Received(false, Explain(exception));
        }
        finally
        {
            try
            {
                await receiver.FinishAsync(keep);
            }
            catch (IOException exception) when (received.Refusal is null)
            {
                received = new Received(false, Explain(exception));
            }
            catch (IOException)
            {
                // Told already.
            }

            await stop.CancelAsync();
            await rehash.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (part.Hash.IsDamaged)
        {
            LogDamaged(logger);
            part.RollBack(0);
            return Refusals.WrongOffset;
        }

        if (received is { IsWhole: true, Refusal: null }) return keep ? null : Refusals.ChecksumMismatch;
        return received.Refusal ?? Refusals.WrongOffset;
    }

    async Task<Refusal?> ReserveAsync(FileId file, long bytes) =>
        (await writer.WriteAsync(new ReserveUploadWrite(file, bytes, IsSize: false, settings.Limits))).Refusal;

    // Of unknown size: what the quotas leave, which is asked for on the way.
    static long RoomOf(ChatFile file, long offset) => (file.Size ?? long.MaxValue) - offset;

    // After a restart the hash begins anew: it catches up while new bytes come, and the end has less to wait for.
    Task BeginRehash(UploadPart part, CancellationToken cancellationToken) => part.Hash.HashedTo >= part.Written
        ? Task.CompletedTask
        : Task.Run(async () =>
        {
            await rehashing.WaitAsync(cancellationToken);
            try
            {
                part.Hash.CatchUp(part.Bytes, () => part.Written, cancellationToken);
            }
            finally
            {
                rehashing.Release();
            }
        }, cancellationToken);

    /// <summary>Whether more bytes may come, asked before each is written; most of the time it answers from what it knows.</summary>
    Func<long, ValueTask<Refusal?>> AllowanceOf(PersonId owner, ChatFile file, long offset)
    {
        var (reserved, askedTo, askedAt) = (offset, offset, clock.GetTimestamp());
        return async length =>
        {
            if (file.Size is null && length > reserved)
            {
                // Ahead, so that not each buffer needs a write; near the quota just what is needed.
                if (await ReserveAsync(file.Id, length + ReserveBytes) is null) reserved = length + ReserveBytes;
                else if (await ReserveAsync(file.Id, length) is { } refusal) return refusal;
                else reserved = length;
            }

            if (length - askedTo < AskBytes && clock.GetElapsedTime(askedAt) < AskInterval) return null;
            (askedTo, askedAt) = (length, clock.GetTimestamp());
            host.ReportReceived(file.Id, length);
            if (!IsHere(owner)) return Refusals.NotJoined;
            return HasTooLittleRoom(0) ? Refusals.StorageFull : null;
        };
    }
}
