using Microsoft.Win32.SafeHandles;

namespace ChatBox.Server.Files.Uploads;

/// <summary>
/// The bytes of unfinished uploads. A request takes an upload with <see cref="TakeAsync"/> and has it alone; the hash of what came stays in
/// memory between requests. Thread-safe.
/// </summary>
sealed class UploadStore(FileDirectories directories, TimeProvider clock) : IDisposable
{
    // A hash is a few hundred bytes. One that is dropped is made up for by reading, so this costs time only, and only to who began a
    // thousand uploads ago.
    const int MaxKeptHashes = 1000;

    readonly UploadTurns turns = new(clock);
    readonly Lock gate = new();
    readonly Dictionary<string, LinkedListNode<(string Id, PrefixHash Hash)>> kept = new(StringComparer.Ordinal);
    readonly LinkedList<(string Id, PrefixHash Hash)> byAge = new();

    /// <summary>
    /// Makes the files of a new upload, durable in the directory too: what is later said to be there must be found again.
    /// </summary>
    public void Create(string id, SenderWord word)
    {
        word.Write(directories.WordOf(id));
        using (var part = UploadPart.Open(directories.PartOf(id), directories.RecordOf(id), null)) part.Checkpoint();
        Native.FlushDirectory(directories.Uploads);
    }

    /// <summary>
    /// The upload, for one request; whoever has it is asked to stop. Null where a newer request came, or it did not let go in time.
    /// </summary>
    public async Task<Lease?> TakeAsync(string id, CancellationToken cancellationToken)
    {
        var turn = await turns.TakeAsync(id, cancellationToken);
        if (turn is null) return null;
        try
        {
            return new Lease(this, id, turn, UploadPart.Open(directories.PartOf(id), directories.RecordOf(id), TakeHash(id)));
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    /// <summary>Bytes that are durable, without disturbing who writes.</summary>
    public long DurableOf(string id) => UploadPart.ReadRecord(directories.RecordOf(id)).Offset;

    public SenderWord WordOf(string id) => SenderWord.Read(directories.WordOf(id));

    public string PathOf(string id) => directories.PartOf(id);

    /// <summary>The bytes of an upload for reading; null where there are none.</summary>
    public SafeFileHandle? TryOpen(string id) => Exists(id)
        ? File.OpenHandle(PathOf(id), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)
        : null;

    public bool Exists(string id) => File.Exists(directories.PartOf(id));

    /// <summary>Nobody needs the bytes any more. Who writes them now is asked to stop, and finds that the upload is gone.</summary>
    public void Remove(string id)
    {
        turns.Displace(id);
        File.Delete(directories.PartOf(id));
        File.Delete(directories.RecordOf(id));
        File.Delete(directories.WordOf(id));
        TakeHash(id)?.Dispose();
    }

    public void Dispose()
    {
        lock (gate)
        {
            foreach (var (_, hash) in byAge) hash.Dispose();
            byAge.Clear();
            kept.Clear();
        }
    }

    PrefixHash? TakeHash(string id)
    {
        lock (gate)
        {
            if (!kept.Remove(id, out var node)) return null;
            byAge.Remove(node);
            return node.Value.Hash;
        }
    }

    void Keep(string id, PrefixHash hash)
    {
        lock (gate)
        {
            kept[id] = byAge.AddLast((id, hash));
            if (byAge.Count <= MaxKeptHashes) return;
            var oldest = byAge.First!;
            byAge.RemoveFirst();
            kept.Remove(oldest.Value.Id);
            oldest.Value.Hash.Dispose();
        }
    }

    /// <summary>An upload in the hands of one request.</summary>
    public sealed class Lease(UploadStore store, string id, UploadTurns.Turn turn, UploadPart part) : IDisposable
    {
        public UploadPart Part { get; } = part;

        /// <summary>Cancelled when a newer request wants it, or it is removed.</summary>
        public CancellationToken Displaced => turn.Displaced;

        public void Dispose()
        {
            Part.Dispose();
            // One whose bytes turned out damaged begins anew.
            if (Part.Hash.IsDamaged || !store.Exists(id)) Part.Hash.Dispose();
            else store.Keep(id, Part.Hash);
            turn.Dispose();
        }
    }
}
