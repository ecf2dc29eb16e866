namespace ChatBox.Client.Files.Rdt;

/// <summary>What is to be known of a chunk beside its bytes.</summary>
enum ChunkMark
{
    None,

    /// <summary>All bytes before the pause are here with it.</summary>
    Half,

    /// <summary>All bytes of the file are here with it.</summary>
    Whole,
}

/// <summary>
/// Pieces of a file on their way from the network to the disk, so that a packet costs a copy and the disk gets few large writes. Filled by
/// one thread, then emptied by another.
/// </summary>
sealed class ReceivedChunk
{
    const int Bytes = 128 * 1024;
    const int MaxPieces = 256;

    readonly byte[] bytes = new byte[Bytes];
    readonly (long Offset, int Length)[] pieces = new (long, int)[MaxPieces];
    int count;
    int used;

    /// <summary>All bytes of the file below this offset are in this chunk or in one before.</summary>
    public long Contiguous { get; set; }

    public ChunkMark Mark { get; set; }

    public bool IsEmpty => count == 0;

    /// <summary>False where it is full.</summary>
    public bool TryAdd(long offset, ReadOnlySpan<byte> piece)
    {
        if (piece.Length > Bytes - used) return false;
        ref var last = ref pieces[Math.Max(0, count - 1)];
        if (count > 0 && last.Offset + last.Length == offset) last.Length += piece.Length;
        else if (count < MaxPieces) pieces[count++] = (offset, piece.Length);
        else return false;
        piece.CopyTo(bytes.AsSpan(used));
        used += piece.Length;
        return true;
    }

    public void WriteTo(IScatteredTarget target)
    {
        var at = 0;
        foreach (var (offset, length) in pieces.AsSpan(0, count))
        {
            var piece = bytes.AsSpan(at, length);
            if (offset == target.Received) target.Write(piece);
            else target.WriteAhead(offset, piece);
            at += length;
        }

        if (Contiguous > target.Received) target.TakeUpTo(Contiguous);
    }

    public void Clear() => (count, used, Contiguous, Mark) = (0, 0, 0, ChunkMark.None);
}
