using ChatBox.Rdt.Packets;

namespace ChatBox.Rdt.Paths;

/// <summary>
/// How large datagrams may be (RFC 8899): a larger one is tried now and then, and taken when it was acknowledged. Not thread-safe.
/// </summary>
sealed class MtuDiscovery(int bound)
{
    /// <summary>MAX_PROBES of RFC 8899, section 5.1.2.</summary>
    const int MaxTries = 3;
    const int LargeLossesOfBlackHole = 8;

    /// <summary>The search ends when what passed and what did not are this near.</summary>
    const int Near = 32;

    static readonly TimeSpan RaiseInterval = TimeSpan.FromMinutes(10);

    // IPv6 over Ethernet; IPv4 over Ethernet; FDDI; jumbo frames; whatever the driver allows. Upwards: what is lost in vain is small on
    // most paths.
    readonly int[] candidates = [1_452, 1_472, 4_352, 8_952, bound];
    int candidate;
    int halfTries;
    int failed = bound + 1;
    int largeLosses;
    long newestLarge = -1;
    TimeSpan? searchAgainAt;

    public int Size { get; private set; } = Wire.BaseDatagramSize;

    /// <summary>The size that is being tried; 0 while none is on its way.</summary>
    public int Probing { get; private set; }

    /// <summary>The size to try now; 0 for none.</summary>
    public int NextProbe(TimeSpan now)
    {
        if (Probing != 0) return 0;
        if (searchAgainAt is { } at)
        {
            if (now < at) return 0;
            Restart();
        }

        while (candidate < candidates.Length && (candidates[candidate] <= Size || candidates[candidate] >= failed)) candidate++;
        if (candidate < candidates.Length) return candidates[candidate];
        if (failed - Size > Near) return Size + ((failed - Size) / 2);
        searchAgainAt = now + RaiseInterval;
        return 0;
    }

    public void HandleProbeSent(int size) => Probing = size;

    /// <summary>The driver cannot send datagrams of this size at all: the interface is smaller, and may have become so.</summary>
    /// <returns>Whether the size has fallen.</returns>
    public bool HandleTooLarge(int size)
    {
        if (size == Probing) Probing = 0;
        Fail(size);
        if (size > Size || Size == Wire.BaseDatagramSize) return false;
        Fall();
        return true;
    }

    /// <returns>Whether the size has grown.</returns>
    public bool HandleProbeAcked(int size)
    {
        (Probing, halfTries, largeLosses) = (0, 0, 0);
        if (size <= Size || size >= failed) return false;
        Size = size;
        return true;
    }

    /// <param name="amongOthers">
    /// Packets of a size that passes were lost as well: a full queue takes a large one last. Such a try counts half.
    /// </param>
    public void HandleProbeLost(int size, bool amongOthers = false)
    {
        // Another path may have been taken, and another size be on its way.
        if (size != Probing) return;
        Probing = 0;
        halfTries += amongOthers ? 1 : 2;
        if (halfTries >= 2 * MaxTries) Fail(size);
    }

    /// <summary>A packet with that number and of that size has arrived.</summary>
    public void HandleAcked(long number, int size)
    {
        if (size <= Wire.BaseDatagramSize) return;
        largeLosses = 0;
        newestLarge = Math.Max(newestLarge, number);
    }

    /// <summary>A packet is lost. Where a large one that left later has arrived, it was not for its size: a queue has overflowed.</summary>
    /// <returns>Whether the path has become a black hole for large packets; the size has fallen then.</returns>
    public bool HandleLost(long number, int size)
    {
        if (size <= Wire.BaseDatagramSize || Size == Wire.BaseDatagramSize || number < newestLarge) return false;
        if (++largeLosses < LargeLossesOfBlackHole) return false;
        Fall();
        return true;
    }

    /// <summary>Back to what every path carries, and search anew below what fails now.</summary>
    public void Fall()
    {
        failed = Math.Max(Size, Wire.BaseDatagramSize + 1);
        Restart(failed);
        Size = Wire.BaseDatagramSize;
    }

    /// <summary>Another path: nothing is known.</summary>
    public void HandlePathChanged()
    {
        Restart();
        Size = Wire.BaseDatagramSize;
    }

    void Restart(int failsAt = 0)
    {
        (candidate, halfTries, Probing, largeLosses, searchAgainAt) = (0, 0, 0, 0, null);
        failed = failsAt == 0 ? bound + 1 : failsAt;
    }

    void Fail(int size)
    {
        halfTries = 0;
        failed = Math.Min(failed, size);
    }
}
