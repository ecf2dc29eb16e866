namespace ChatBox.Rdt.Receiving;

/// <summary>How a piece of the file was taken.</summary>
enum PieceOutcome
{
    Taken,

    /// <summary>It would make more separate ranges than there may be.</summary>
    TooScattered,
    BeyondLimit,
    CannotWrite,
}

/// <summary>
/// Which bytes of the file are there, and how far the server may go. Bytes are handed on as they come and never kept. Not thread-safe.
/// </summary>
sealed class ReceivedFile(long start, long window)
{
    public const int MaxRanges = 4_096;

    readonly RangeSet beyond = new(MaxRanges);

    /// <summary>All bytes below are there (those below the start were there before).</summary>
    public long Contiguous { get; private set; } = start;

    /// <summary>The length of the file; -1 before it is known.</summary>
    public long Length { get; private set; } = -1;

    /// <summary>The limit that the server was told.</summary>
    public long Limit { get; private set; } = start + window;

    /// <summary>Bytes that came and were there already.</summary>
    public long DuplicateBytes { get; private set; }

    public long BytesReceived { get; private set; }

    public bool IsWhole => Length >= 0 && Contiguous == Length;

    /// <summary>False where bytes beyond that length have come already.</summary>
    public bool TrySetLength(long length)
    {
        if (Contiguous > length || (beyond.Count > 0 && beyond[beyond.Count - 1].End > length)) return false;
        Length = length;
        return true;
    }

    public PieceOutcome Take(long offset, ReadOnlySpan<byte> bytes, IFileSink sink)
    {
        var end = offset + bytes.Length;
        if (end > Limit || (Length >= 0 && end > Length)) return PieceOutcome.BeyondLimit;
        if (offset == Contiguous && beyond.Count == 0)
        {
            // The common case: in order, with nothing waiting behind.
            if (!sink.TryWrite(offset, bytes)) return PieceOutcome.CannotWrite;
            BytesReceived += bytes.Length;
            Contiguous = end;
            return PieceOutcome.Taken;
        }

        return TakeOutOfOrder(offset, end, bytes, sink);
    }

    /// <summary>Whether the server should be told a higher limit: a quarter of the window is used.</summary>
    public bool RaiseLimit()
    {
        var limit = Contiguous + window;
        if (Length >= 0) limit = Math.Min(limit, Length);
        if (limit <= Limit || (limit - Limit < window / 4 && limit != Length)) return false;
        Limit = limit;
        return true;
    }

    PieceOutcome TakeOutOfOrder(long offset, long end, ReadOnlySpan<byte> bytes, IFileSink sink)
    {
        var from = Math.Max(offset, Contiguous);
        DuplicateBytes += Math.Min(from, end) - offset;
        var at = from;
        // First whether it can be noted at all: a piece that was written but not noted would be written twice.
        if (at < end && !CanNote(at, end)) return PieceOutcome.TooScattered;
        while (at < end)
        {
            var gap = beyond.FirstGap(at, end);
            DuplicateBytes += gap.Start - at;
            if (gap.Length == 0) break;
            if (!sink.TryWrite(gap.Start, bytes[(int)(gap.Start - offset)..(int)(gap.End - offset)])) return PieceOutcome.CannotWrite;
            BytesReceived += gap.Length;
            at = gap.End;
        }

        Note(from, end);
        return PieceOutcome.Taken;
    }

    bool CanNote(long from, long end)
    {
        if (from == Contiguous || beyond.Count < MaxRanges) return true;
        // Full: only what touches a range that is there can still be noted.
        return beyond.Touches(from, end);
    }

    void Note(long from, long end)
    {
        if (from >= end) return;
        if (from > Contiguous)
        {
            beyond.TryAdd(from, end);
            return;
        }

        Contiguous = Math.Max(Contiguous, end);
        while (beyond.Count > 0 && beyond[0].Start <= Contiguous)
        {
            Contiguous = Math.Max(Contiguous, beyond[0].End);
            beyond.RemoveFirst();
        }
    }
}
