namespace ChatBox.Rdt.Simulation.Models;

/// <summary>Packet numbers received, as ranges, the highest first; the lowest are forgotten beyond 32.</summary>
sealed class ReceivedRanges
{
    const int Most = 32;

    readonly List<(long First, long Last)> ranges = [];

    public (long First, long Last)[] ToArray() => [.. ranges];

    public bool Add(long number)
    {
        for (var index = 0; index < ranges.Count; index++)
        {
            var (first, last) = ranges[index];
            if (number > last + 1) return Insert(index, number);
            if (number == last + 1)
            {
                ranges[index] = (first, number);
                Join(index);
                return true;
            }

            if (number >= first) return false;
            if (number != first - 1) continue;
            ranges[index] = (number, last);
            Join(index + 1);
            return true;
        }

        return ranges.Count < Most && Insert(ranges.Count, number);
    }

    bool Insert(int index, long number)
    {
        ranges.Insert(index, (number, number));
        if (ranges.Count > Most) ranges.RemoveAt(Most);
        return true;
    }

    /// <summary>The range and the one above it may touch now.</summary>
    void Join(int index)
    {
        if (index <= 0 || index >= ranges.Count || ranges[index].Last + 1 < ranges[index - 1].First) return;
        ranges[index - 1] = (ranges[index].First, ranges[index - 1].Last);
        ranges.RemoveAt(index);
    }
}
