using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ChatBox.Server.Files.Uploads;

/// <summary>
/// How much of an upload is on the disk for certain. It stands beside the bytes, in two slots that are written in turn: a write that is
/// torn by a crash spoils one of them, and the other still tells the truth. The bytes are flushed before the record, so what it says is
/// there.
/// </summary>
/// <param name="Offset">Bytes that are durable, 0 and more.</param>
/// <param name="Sha256">The hash of those bytes, where it was known then; null otherwise.</param>
readonly record struct UploadRecord(long Sequence, long Offset, byte[]? Sha256)
{
    // Half a kilobyte is the smallest thing a disk writes whole, so the slots never share one.
    const int SlotBytes = 512;
    const int UsedBytes = 64;
    const int HashBytes = 32;
    const int SealBytes = 8;

    public const int FileBytes = 2 * SlotBytes;

    static ReadOnlySpan<byte> Magic => "CBU1"u8;

    /// <summary>Where in the record's file this one belongs.</summary>
    public long Position => Sequence % 2 * SlotBytes;

    // slot = magic(4) hashKnown(4) sequence(8) offset(8) sha256(32) seal(8): the seal is the beginning of the SHA-256 of what stands before
    // it.
    public byte[] Encode()
    {
        var slot = new byte[UsedBytes];
        Magic.CopyTo(slot);
        BinaryPrimitives.WriteInt32LittleEndian(slot.AsSpan(4), Sha256 is null ? 0 : 1);
        BinaryPrimitives.WriteInt64LittleEndian(slot.AsSpan(8), Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(slot.AsSpan(16), Offset);
        Sha256?.CopyTo(slot.AsSpan(24));
        SealOf(slot).CopyTo(slot.AsSpan(UsedBytes - SealBytes));
        return slot;
    }

    /// <summary>The newest slot that is whole; nothing durable where neither is.</summary>
    public static UploadRecord Decode(ReadOnlySpan<byte> file)
    {
        var newest = default(UploadRecord);
        for (var position = 0; position + UsedBytes <= file.Length; position += SlotBytes)
        {
            var slot = file.Slice(position, UsedBytes);
            if (!slot.StartsWith(Magic) || !slot[^SealBytes..].SequenceEqual(SealOf(slot))) continue;
            var sequence = BinaryPrimitives.ReadInt64LittleEndian(slot[8..]);
            var offset = BinaryPrimitives.ReadInt64LittleEndian(slot[16..]);
            if (sequence <= newest.Sequence || offset < 0) continue;
            var hash = BinaryPrimitives.ReadInt32LittleEndian(slot[4..]) == 0 ? null : slot.Slice(24, HashBytes).ToArray();
            newest = new UploadRecord(sequence, offset, hash);
        }

        return newest;
    }

    static ReadOnlySpan<byte> SealOf(ReadOnlySpan<byte> slot) => SHA256.HashData(slot[..^SealBytes]).AsSpan(0, SealBytes);
}
