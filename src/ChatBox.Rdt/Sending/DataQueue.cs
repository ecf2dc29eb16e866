namespace ChatBox.Rdt.Sending;

/// <summary>
/// Which bytes of the file to send next: lost ones first, then new ones up to the least of the file's end, the client's limit and its pause.
/// Holds offsets only. Not thread-safe.
/// </summary>
sealed class DataQueue(long start, long length)
{
    readonly RangeSet lost = new(SentPackets.MaxSpan);

    /// <summary>The first byte that was never sent.</summary>
    public long Next { get; private set; } = start;

    /// <summary>The client's flow limit; never shrinks.</summary>
    public long Limit { get; private set; } = start;

    /// <summary>Where a pause holds new bytes back; <see cref="long.MaxValue"/> without.</summary>
    public long PauseAt { get; set; } = long.MaxValue;

    public long BytesSentAgain { get; private set; }

    public bool IsAllSent => Next == length && lost.Count == 0;

    public bool IsHeldByLimit => Next < length && Next >= Limit && Next < PauseAt;

    public bool IsHeldByPause => Next < length && Next >= PauseAt;

    public bool HasData => lost.Count > 0 || Next < End;

    long End => Math.Min(length, Math.Min(Limit, PauseAt));

    public void RaiseLimit(long limit) => Limit = Math.Max(Limit, Math.Min(limit, length));

    /// <summary>The next range, at most this long; empty where there is nothing to send.</summary>
    public FileRange Peek(int room)
    {
        if (lost.Count > 0) return Cut(lost[0].Start, lost[0].End, room);
        return Next < End ? Cut(Next, End, room) : default;
    }

    /// <summary>The range that <see cref="Peek"/> gave, or its beginning, is on its way.</summary>
    public void HandleSent(FileRange range)
    {
        if (range.Start == Next)
        {
            Next = range.End;
            return;
        }

        lost.Remove(range.Start, range.End);
        BytesSentAgain += range.Length;
    }

    public void HandleLost(FileRange range) => lost.TryAdd(range.Start, range.End);

    /// <summary>It arrived, though it was believed lost.</summary>
    public void HandleArrived(FileRange range) => lost.Remove(range.Start, range.End);

    static FileRange Cut(long start, long end, int room) => new(start, Math.Min(end, start + room));
}
