using ChatBox.Server.Admin;
using Microsoft.Win32.SafeHandles;

namespace ChatBox.Server.Files.Uploads;

/// <summary>
/// The bytes of one upload on the disk and the record of what of them is durable. For one user at a time (<see cref="UploadTurns"/> sees to
/// that); <see cref="Checkpoint"/> may run beside <see cref="Append"/>.
/// </summary>
/// <remarks>
/// After a crash only what the record says counts: the file may be longer, with bytes that never came. They are cut off when it is opened.
/// </remarks>
sealed class UploadPart : IDisposable
{
    readonly Lock checkpointing = new();
    readonly SafeFileHandle part;
    readonly SafeFileHandle recordFile;
    UploadRecord record;
    long written;

    UploadPart(SafeFileHandle part, SafeFileHandle recordFile, UploadRecord record, PrefixHash hash)
    {
        (this.part, this.recordFile, this.record, Hash) = (part, recordFile, record, hash);
        written = record.Offset;
    }

    public PrefixHash Hash { get; }

    /// <summary>The bytes themselves, for reading.</summary>
    public SafeFileHandle Bytes => part;

    /// <summary>Bytes written; not all of them durable.</summary>
    public long Written => Volatile.Read(ref written);

    /// <summary>Bytes that no crash can take any more.</summary>
    public long Durable => record.Offset;

    /// <summary>Opens or makes the files. A record that says more than is there is not believed.</summary>
    /// <param name="kept">The hash of an earlier request, where there was one in this process.</param>
    public static UploadPart Open(string path, string recordPath, PrefixHash? kept)
    {
        var recordFile = PrivateFiles.OpenOrCreateHandle(recordPath);
        try
        {
            var part = PrivateFiles.OpenOrCreateHandle(path);
            try
            {
                var slots = new byte[UploadRecord.FileBytes];
                var record = UploadRecord.Decode(slots.AsSpan(0, RandomAccess.Read(recordFile, slots, 0)));
                var length = RandomAccess.GetLength(part);
                // Somebody has cut the file: nothing is known of it any more.
                if (length < record.Offset) record = record with { Offset = 0, Sha256 = null };
                if (length > record.Offset) RandomAccess.SetLength(part, record.Offset);
                if (kept is not null && kept.HashedTo > record.Offset) kept.RollBack(record.Offset);
                return new UploadPart(part, recordFile, record, kept ?? new PrefixHash(record));
            }
            catch
            {
                part.Dispose();
                throw;
            }
        }
        catch
        {
            recordFile.Dispose();
            throw;
        }
    }

    /// <summary>What the record beside an upload says; nothing durable where there is none, or none that is whole.</summary>
    public static UploadRecord ReadRecord(string recordPath)
    {
        try
        {
            return UploadRecord.Decode(File.ReadAllBytes(recordPath));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return default;
        }
    }

    /// <summary>Writes behind what is there. Not durable before the next <see cref="Checkpoint"/>.</summary>
    /// <param name="hashed">False where the bytes may be taken back: their hash is then made up for later.</param>
    public void Append(ReadOnlySpan<byte> bytes, bool hashed = true)
    {
        var offset = written;
        RandomAccess.Write(part, bytes, offset);
        Volatile.Write(ref written, offset + bytes.Length);
        if (hashed) Hash.Append(offset, bytes);
    }

    /// <summary>Brings what has been written so far to the disk, and then says so in the record.</summary>
    public void Checkpoint()
    {
        lock (checkpointing)
        {
            var offset = Written;
            var hash = Hash.Of(offset);
            if (offset == record.Offset && (hash is null || record.Sha256 is not null) && record.Sequence > 0) return;
            RandomAccess.FlushToDisk(part);
            var next = new UploadRecord(record.Sequence + 1, offset, hash);
            RandomAccess.Write(recordFile, next.Encode(), next.Position);
            RandomAccess.FlushToDisk(recordFile);
            record = next;
        }
    }

    /// <summary>
    /// Takes back what was written behind <paramref name="length"/>, durable or not; that it is gone is durable afterwards.
    /// </summary>
    public void RollBack(long length)
    {
        lock (checkpointing)
        {
            if (length < record.Offset)
            {
                var next = new UploadRecord(record.Sequence + 1, length, null);
                RandomAccess.Write(recordFile, next.Encode(), next.Position);
                RandomAccess.FlushToDisk(recordFile);
                record = next;
            }

            RandomAccess.SetLength(part, length);
            Volatile.Write(ref written, length);
            Hash.RollBack(length);
        }
    }

    public void Dispose()
    {
        part.Dispose();
        recordFile.Dispose();
    }
}
