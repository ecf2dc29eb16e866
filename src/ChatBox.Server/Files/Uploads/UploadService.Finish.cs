using ChatBox.Core;
using ChatBox.Core.Files;
using ChatBox.Core.People;
using ChatBox.Server.Storage;

namespace ChatBox.Server.Files.Uploads;

sealed partial class UploadService
{
    /// <summary>What the sender said of the hash when the upload began; null where it said nothing.</summary>
    public string? AnnouncedHash(FileId id) => store.WordOf(id.ToString()).Sha256;

    /// <summary>
    /// All bytes are there and hash to what the sender says: the file is ready. Otherwise nothing of it stays. Again with the same hash is
    /// fine.
    /// </summary>
    public async Task<(ChatFile? File, Refusal? Refusal)> FinishAsync(
        PersonId owner, FileId id, byte[] sha256, CancellationToken cancellationToken)
    {
        var (stored, refusal) = await FindAsync(owner, id, cancellationToken);
        if (stored is null) return (null, refusal);
        if (stored.File.IsReady) return IsSame(stored.Sha256!, sha256) ? (stored.File, null) : (null, Refusals.ChecksumMismatch);

        using var lease = await store.TakeAsync(id.ToString(), cancellationToken);
        if (lease is null) return (null, Refusals.ServerBusy);
        // Another request may have finished it while this one waited for its turn.
        (stored, refusal) = await FindAsync(owner, id, cancellationToken);
        if (stored is null) return (null, refusal);
        if (stored.File.IsReady) return IsSame(stored.Sha256!, sha256) ? (stored.File, null) : (null, Refusals.ChecksumMismatch);
        if (stored.File.Size is not { } size || lease.Part.Written != size) return (null, Refusals.UploadUnfinished);
        try
        {
            return await FinishAsync(lease.Part, stored, size, sha256, cancellationToken);
        }
        catch (IOException exception)
        {
            return (null, Explain(exception));
        }
    }

    async Task<(ChatFile? File, Refusal? Refusal)> FinishAsync(
        UploadPart part, StoredFile stored, long size, byte[] sha256, CancellationToken cancellationToken)
    {
        if (await HashAsync(part, size, cancellationToken) is not { } hash)
        {
            LogDamaged(logger);
            part.RollBack(0);
            return (null, Refusals.UploadUnfinished);
        }

        var id = stored.File.Id;
        if (!IsSame(hash, sha256))
        {
            await writer.WriteAsync(new EndUploadWrite(id, UploadEnd.Mismatch), CancellationToken.None);
            return (null, Refusals.ChecksumMismatch);
        }

        part.Checkpoint();
        var type = ContentSniffer.TypeOf(SampleOf(part), store.WordOf(id.ToString()).Type);
        // The row says first that it is whole, then the bytes get their new name: a crash between the two is made up for at the next start,
        // as the upload still lies there. The other way round it would leave bytes that nobody knows.
        using var gate = await blobs.LockAsync(hash, CancellationToken.None);
        var outcome = await writer.WriteAsync(new FinishUploadWrite(id, hash, size, type), CancellationToken.None);
        if (outcome.Refusal is { } refusal) return (null, refusal);
        blobs.Publish(store.PathOf(id.ToString()), hash, size);
        store.Remove(id.ToString());
        return (outcome.File, null);
    }

    /// <summary>The hash of the whole; null where the bytes on the disk are not those that came.</summary>
    async Task<byte[]?> HashAsync(UploadPart part, long size, CancellationToken cancellationToken)
    {
        if (part.Hash.Of(size) is { } hash) return hash;
        await BeginRehash(part, cancellationToken);
        return part.Hash.Of(size);
    }

    static ReadOnlySpan<byte> SampleOf(UploadPart part)
    {
        var sample = new byte[ContentSniffer.SampleBytes];
        return sample.AsSpan(0, RandomAccess.Read(part.Bytes, sample, 0));
    }

    static bool IsSame(byte[] one, byte[] other) => one.AsSpan().SequenceEqual(other);
}
