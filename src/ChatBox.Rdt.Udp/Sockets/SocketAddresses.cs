using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ChatBox.Rdt.Udp.Sockets;

/// <summary>
/// <see cref="PeerAddress"/> to and from the bytes of <c>sockaddr_in</c> and <c>sockaddr_in6</c>, and to and from .NET's addresses.
/// </summary>
static class SocketAddresses
{
    public const int MaxLength = 28;

    const int IPv4Length = 16;
    const int PortAt = 2;
    const int IPv4At = 4;
    const int IPv6At = 8;
    const int ScopeAt = 24;

    public static PeerAddress Read(ReadOnlySpan<byte> bytes, AddressFamily family)
    {
        var port = BinaryPrimitives.ReadUInt16BigEndian(bytes[PortAt..]);
        return family == AddressFamily.InterNetwork
            ? PeerAddress.From(bytes.Slice(IPv4At, 4), port)
            : PeerAddress.From(bytes.Slice(IPv6At, 16), port, MemoryMarshal.Read<uint>(bytes[ScopeAt..]));
    }

    /// <summary>The bytes before the port, the family, are the system's own: they are left to who calls.</summary>
    /// <returns>The length of the address.</returns>
    public static int Write(PeerAddress address, AddressFamily family, Span<byte> to)
    {
        Span<byte> ip = stackalloc byte[16];
        address.WriteIp(ip);
        to[PortAt..].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(to[PortAt..], address.Port);
        if (family == AddressFamily.InterNetwork)
        {
            ip[12..].CopyTo(to[IPv4At..]);
            return IPv4Length;
        }

        ip.CopyTo(to[IPv6At..]);
        MemoryMarshal.Write(to[ScopeAt..], address.Scope);
        return MaxLength;
    }

    public static PeerAddress ToPeerAddress(this IPEndPoint endPoint)
    {
        var scope = endPoint.AddressFamily == AddressFamily.InterNetworkV6 ? (uint)endPoint.Address.ScopeId : 0;
        return PeerAddress.From(endPoint.Address.GetAddressBytes(), (ushort)endPoint.Port, scope);
    }
}
