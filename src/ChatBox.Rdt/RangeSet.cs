namespace ChatBox.Rdt;

/// <summary>A half-open range of a file.</summary>
readonly record struct FileRange(long Start, long End)
{
    public long Length => End - Start;
}

/// <summary>
/// Disjoint ranges of a file, ascending, in an array that grows up to a bound. Adjacent ranges are joined. Not thread-safe.
/// </summary>
sealed class RangeSet(int maxCount)
{
    FileRange[] ranges = new FileRange[16];

    public int Count { get; private set; }

    public FileRange this[int index] => ranges[index];

    /// <summary>Adds a range; false, and no change, where that would make more separate ranges than the bound.</summary>
    public bool TryAdd(long start, long end)
    {
        if (start >= end) return true;
        var first = FirstEndingAtOrAfter(start);
        var last = first;
        while (last < Count && ranges[last].Start <= end) last++;
        if (first == last) return TryInsert(first, new FileRange(start, end));
        ranges[first] = new FileRange(Math.Min(start, ranges[first].Start), Math.Max(end, ranges[last - 1].End));
        RemoveAt(first + 1, last - first - 1);
        return true;
    }

    /// <summary>Takes a range out, whatever of it is there. Where that would split one beyond the bound, its tail is left in.</summary>
    public void Remove(long start, long end)
    {
        if (start >= end) return;
        var i = FirstEndingAtOrAfter(start);
        while (i < Count && ranges[i].Start < end)
        {
            var range = ranges[i];
            if (range.Start < start && range.End > end)
            {
                if (TryInsert(i + 1, new FileRange(end, range.End))) ranges[i] = new FileRange(range.Start, start);
                return;
            }

            if (range.Start >= start && range.End <= end) RemoveAt(i, 1);
            else ranges[i++] = range.Start < start ? new FileRange(range.Start, Math.Min(range.End, start)) : new FileRange(end, range.End);
        }
    }

    /// <summary>The first part of [start, end) that is not in the set; empty, at end, where all of it is.</summary>
    public FileRange FirstGap(long start, long end)
    {
        var i = FirstEndingAtOrAfter(start + 1);
        if (i < Count && ranges[i].Start <= start) start = Math.Min(end, ranges[i++].End);
        return new FileRange(start, i < Count ? Math.Min(end, Math.Max(start, ranges[i].Start)) : end);
    }

    /// <summary>Whether the range overlaps or is adjacent to one that is there.</summary>
    public bool Touches(long start, long end) => FirstEndingAtOrAfter(start) is var i && i < Count && ranges[i].Start <= end;

    public void RemoveFirst() => RemoveAt(0, 1);

    // The index of the first range whose end is at or beyond the position: most often the last one, so look there first.
    int FirstEndingAtOrAfter(long position)
    {
        if (Count == 0 || ranges[Count - 1].End < position) return Count;
        int low = 0, high = Count - 1;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (ranges[middle].End < position) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    bool TryInsert(int index, FileRange range)
    {
        if (Count == maxCount) return false;
        if (Count == ranges.Length) Array.Resize(ref ranges, Math.Min(maxCount, Count * 2));
        Array.Copy(ranges, index, ranges, index + 1, Count - index);
        ranges[index] = range;
        Count++;
        return true;
    }

    void RemoveAt(int index, int count)
    {
        Array.Copy(ranges, index + count, ranges, index, Count - index - count);
        Count -= count;
    }
}
