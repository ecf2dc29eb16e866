using System.Net;

namespace ChatBox.Rdt.Simulation.Network;

/// <summary>What travels. Model endpoints put their own object into <see cref="Content"/> instead of bytes.</summary>
/// <param name="To">Where it goes.</param>
/// <param name="Size">Bytes of the UDP (or TCP) payload.</param>
public sealed record Datagram(IPEndPoint To, int Size)
{
    /// <summary>IPv4 and UDP.</summary>
    public const int UdpOverhead = 28;

    /// <summary>Real bytes; the sender must not touch them again.</summary>
    public Datagram(IPEndPoint to, ReadOnlyMemory<byte> payload)
        : this(to, payload.Length) => Payload = payload;

    /// <summary>Set by the network: the address which the receiver sees, after any translation.</summary>
    public IPEndPoint From { get; init; } = Nowhere;

    public ReadOnlyMemory<byte> Payload { get; init; }

    public object? Content { get; init; }

    /// <summary>Bytes of headers below the payload, which the link carries too.</summary>
    public int Overhead { get; init; } = UdpOverhead;

    /// <summary>Bits of its content were changed on the way. Bytes are really changed; a model must discard what carries this mark.</summary>
    public bool IsCorrupt { get; init; }

    public int WireSize => Size + Overhead;

    static readonly IPEndPoint Nowhere = new(IPAddress.None, 0);
}
