namespace ChatBox.Rdt;

/// <summary>
/// Where a datagram comes from or goes to: one end of a path, and which of our addresses is the other. The machine compares addresses and
/// counts by them; it never resolves or prints one.
/// </summary>
/// <param name="High">The first 8 bytes of the IPv6 address, big-endian; 0 for an IPv4 address.</param>
/// <param name="Low">The last 8 bytes; of an IPv4 address ::ffff:a.b.c.d, as RFC 4291 maps it.</param>
/// <param name="Port">The UDP port.</param>
/// <param name="Scope">The interface of a link-local IPv6 address, else 0.</param>
/// <param name="Local">
/// Our own address that it was sent to, as an IPv6 address (an IPv4 one mapped); 0 where the driver does not know or there is only one. An
/// answer leaves from there: a firewall or translator on the peer's side lets in nothing from another.
/// </param>
public readonly record struct PeerAddress(ulong High, ulong Low, ushort Port, uint Scope = 0, UInt128 Local = default)
{
    const ulong MappedPrefix = 0x0000_FFFF_0000_0000;

    /// <summary>From the 4 or 16 bytes of an IP address.</summary>
    public static PeerAddress From(ReadOnlySpan<byte> ip, ushort port, uint scope = 0) => ip.Length == 4
        ? new PeerAddress(0, MappedPrefix | BinaryPrimitives.ReadUInt32BigEndian(ip), port)
        : new PeerAddress(BinaryPrimitives.ReadUInt64BigEndian(ip), BinaryPrimitives.ReadUInt64BigEndian(ip[8..]), port, scope);

    /// <summary>It is an IPv4 address, mapped.</summary>
    public bool IsIPv4 => High == 0 && (Low & 0xFFFF_FFFF_0000_0000) == MappedPrefix;

    /// <summary>The same host as far as addresses tell; ports and interfaces may differ.</summary>
    public bool HasSameIp(PeerAddress other) => High == other.High && Low == other.Low;

    /// <summary>What limits count by: an IPv4 address, or the /64 that one IPv6 customer has.</summary>
    internal ulong Neighbourhood => IsIPv4 ? Low : High;

    /// <summary>The 16 bytes of the IP address.</summary>
    public void WriteIp(Span<byte> to)
    {
        BinaryPrimitives.WriteUInt64BigEndian(to, High);
        BinaryPrimitives.WriteUInt64BigEndian(to[8..], Low);
    }
}
