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

    // IPv6 over Ethernet; whatever the driver allows; IPv4 over Ethernet; FDDI; jumbo frames.
    readonly int[] candidates = [1_452, bound, 1_472, 4_352, 8_952];
    int candidate;
    int tries;
    int failed = bound + 1;
    int largeLosses;
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

    /// <summary>The driver cannot send datagrams of this size at all: the interface is smaller.</summary>
    public void HandleTooLarge(int size)
    {
        Probing = 0;
        Fail(size);
    }

    /// <returns>Whether the size has grown.</returns>
    public bool HandleProbeAcked(int size)
    {
        (Probing, tries, largeLosses) = (0, 0, 0);
        if (size <= Size || size >= failed) return false;
        Size = size;
        return true;
    }

    public void HandleProbeLost(int size)
    {
        // One that the driver could not send is lost as well, and by then another may be on its way.
        if (size != Probing) return;
        Probing = 0;
        if (++tries < MaxTries) return;
        Fail(size);
    }

    public void HandleAcked(int size)
    {
        if (size > Wire.BaseDatagramSize) largeLosses = 0;
    }

    /// <returns>Whether the path has become a black hole for large packets; the size has fallen then.</returns>
    public bool HandleLost(int size)
    {
        if (size <= Wire.BaseDatagramSize || Size == Wire.BaseDatagramSize || ++largeLosses < LargeLossesOfBlackHole) return false;
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
        (candidate, tries, Probing, largeLosses, searchAgainAt) = (0, 0, 0, 0, null);
        failed = failsAt == 0 ? bound + 1 : failsAt;
    }

    void Fail(int size)
    {
        tries = 0;
        failed = Math.Min(failed, size);
    }
}
