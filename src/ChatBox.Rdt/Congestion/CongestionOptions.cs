namespace ChatBox.Rdt.Congestion;

/// <summary>The algorithms there are.</summary>
public enum CongestionAlgorithm
{
    /// <summary>Version 3 (draft-ietf-ccwg-bbr), with the deviations that docs/rdt.md lists. The default.</summary>
    Bbr,

    /// <summary>RFC 9438 with HyStart++ (RFC 9406).</summary>
    Cubic,
}

/// <summary>What a controller must know when it begins.</summary>
public sealed record CongestionOptions
{
    /// <summary>Which one; BBR by default.</summary>
    public CongestionAlgorithm Algorithm { get; init; } = CongestionAlgorithm.Bbr;

    /// <summary>
    /// Bytes of UDP payload of the datagrams that will be sent, 1,200 by default; later changes go to the controller itself.
    /// </summary>
    public int DatagramSize { get; init; } = 1_200;

    /// <summary>
    /// The round-trip time that a ticket or cookie has shown; null if there was none. With it the first window is
    /// <see cref="ICongestionController"/>'s larger one and is paced over that time; without it, 10 datagrams (RFC 9002, section 7.2).
    /// </summary>
    public TimeSpan? HandshakeRtt { get; init; }

    /// <summary>The time at which it begins, from whatever origin; 0 by default.</summary>
    public TimeSpan Now { get; init; }

    /// <summary>The random choices of BBR (when to probe) come from it; flows that share a line must not choose alike.</summary>
    public ulong Seed { get; init; }

    /// <summary>Makes the controller.</summary>
    public ICongestionController Create() => Algorithm switch
    {
        CongestionAlgorithm.Cubic => new Cubic(this),
        _ => new Bbr(this),
    };
}
