namespace ChatBox.Rdt.Sending;

/// <summary>
/// Hands out packet numbers, and leaves one out now and then: who acknowledges that one acknowledges what it never got (RFC 9000, section
/// 21.4). Not thread-safe.
/// </summary>
sealed class PacketNumbers
{
    const int LeastRun = 256, MostRun = 1_280;

    /// <summary>
    /// The last numbers are for CLOSE, which is said a few times, and ever more rarely: without a number nobody would hear why it ended.
    /// </summary>
    const int KeptForClose = 64;

    readonly IRandomSource random;

    // All that may lie between packets that are not settled: one in LeastRun + 1 of SentPackets.MaxSpan.
    readonly long[] skipped = new long[64];
    int skips;
    long nextSkip;

    public PacketNumbers(IRandomSource random)
    {
        this.random = random;
        // The first comes early: an attacker lies from the start.
        nextSkip = random.Next(8, 64);
    }

    public long Next { get; private set; }

    /// <summary>No more for data.</summary>
    public bool IsExhausted => Next >= Packets.Wire.MaxPacketNumber - KeptForClose;

    /// <summary>None at all; one may be left out, so two are needed.</summary>
    public bool AreSpent => Next >= Packets.Wire.MaxPacketNumber - 1;

    /// <summary>The next number; <paramref name="skippedOne"/> tells that the one before it was left out.</summary>
    public long Take(out bool skippedOne)
    {
        skippedOne = Next == nextSkip;
        if (skippedOne)
        {
            skipped[skips++ % skipped.Length] = Next++;
            nextSkip = Next + random.Next(LeastRun, MostRun);
        }

        return Next++;
    }

    /// <summary>Whether a range holds one of the last numbers that were left out.</summary>
    public bool HoldsSkipped(Packets.NumberRange range)
    {
        // From the newest down: what was acknowledged is most often newer than all but one of them.
        for (var i = skips - 1; i >= Math.Max(0, skips - skipped.Length); i--)
        {
            var number = skipped[i % skipped.Length];
            if (number < range.First) return false;
            if (number <= range.Last) return true;
        }

        return false;
    }

    /// <summary>The numbers jump ahead, for tests of what happens at their end and where keys change.</summary>
    internal void Jump(long to)
    {
        Next = to;
        nextSkip = to + LeastRun;
    }
}
