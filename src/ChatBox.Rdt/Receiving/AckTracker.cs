using ChatBox.Rdt.Packets;

namespace ChatBox.Rdt.Receiving;

/// <summary>Which packets have come, and when to say so (docs/rdt.md, RDT-22 and 23). Not thread-safe.</summary>
sealed class AckTracker
{
    /// <summary>While the sender's window is young, every second packet is acknowledged so that it grows quickly.</summary>
    const int YoungPackets = 100, YoungThreshold = 2, Threshold = 10;

    readonly NumberRange[] ranges = new NumberRange[Wire.MaxAckRanges];
    int count;
    int unacked;
    long packets;
    bool isUrgent;
    TimeSpan largestAt;
    TimeSpan? firstUnackedAt;

    public long Largest => count == 0 ? -1 : ranges[0].Last;

    internal int Count => count;

    /// <summary>An ACK is due by this time; null where nothing waits for one.</summary>
    public TimeSpan? Deadline => isUrgent ? firstUnackedAt : firstUnackedAt + Wire.MaxAckDelay;

    /// <summary>Something came that an ACK would tell, due or not.</summary>
    public bool HasNews => firstUnackedAt is not null;

    /// <summary>A packet that was not seen before.</summary>
    public void HandlePacket(TimeSpan now, long number, bool elicits)
    {
        var expected = Largest + 1;
        if (number >= expected) largestAt = now;
        Add(number);
        if (!elicits) return;
        packets++;
        unacked++;
        firstUnackedAt ??= now;
        isUrgent |= number != expected || unacked >= (packets <= YoungPackets ? YoungThreshold : Threshold);
    }

    /// <summary>An answer must not wait: a probe of size, a challenge, the end of the file.</summary>
    public void Hurry() => isUrgent |= firstUnackedAt is not null;

    /// <summary>What to tell now; the frame is on its way when this returns.</summary>
    public AckRanges Take(TimeSpan now, out TimeSpan delay)
    {
        AckRanges told = default;
        for (var i = 0; i < count; i++) told.Add(ranges[i]);
        delay = now - largestAt;
        (unacked, isUrgent, firstUnackedAt) = (0, false, null);
        return told;
    }

    /// <summary>The peer knows of everything up to this number: it is told no more.</summary>
    public void Forget(long upTo)
    {
        while (count > 1 && ranges[count - 1].Last <= upTo) count--;
        if (count > 0 && ranges[count - 1].First <= upTo && ranges[count - 1].Last > upTo) ranges[count - 1] = ranges[count - 1] with { First = upTo + 1 };
    }

    // Ranges are descending; the place is most often the first.
    void Add(long number)
    {
        var i = 0;
        while (i < count && ranges[i].First > number + 1) i++;
        if (i < count && ranges[i].First == number + 1)
        {
            ranges[i] = ranges[i] with { First = number };
            if (i + 1 < count && ranges[i + 1].Last == number - 1)
            {
                ranges[i] = ranges[i] with { First = ranges[i + 1].First };
                RemoveAt(i + 1);
            }
        }
        else if (i < count && ranges[i].Last == number - 1)
        {
            ranges[i] = ranges[i] with { Last = number };
        }
        else if (i >= count || ranges[i].Last < number)
        {
            Insert(i, number);
        }
    }

    // When full, the oldest range goes: its packets are sent again at worst.
    void Insert(int at, long number)
    {
        if (at == ranges.Length) return;
        if (count == ranges.Length) count--;
        Array.Copy(ranges, at, ranges, at + 1, count - at);
        ranges[at] = new NumberRange(number, number);
        count++;
    }

    void RemoveAt(int at)
    {
        Array.Copy(ranges, at + 1, ranges, at, count - at - 1);
        count--;
    }
}
