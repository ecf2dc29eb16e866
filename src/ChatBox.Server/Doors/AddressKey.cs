using System.Net;
using System.Net.Sockets;

namespace ChatBox.Server.Doors;

/// <summary>What counts as one address for limits: an IPv4 address, or the /64 of an IPv6 one, because a host owns all of it.</summary>
static class AddressKey
{
    public static IPAddress Of(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
