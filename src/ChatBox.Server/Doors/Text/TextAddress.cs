using System.Net;

namespace ChatBox.Server.Doors.Text;

/// <summary>The server's address as it stands in <c>server:IP</c>: the one that the peer has reached.</summary>
static class TextAddress
{
    public static string Of(EndPoint? local)
    {
        var address = (local as IPEndPoint)?.Address ?? IPAddress.Loopback;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        // The number of a link says nothing to the peer, who has its own.
        if (address.IsIPv6LinkLocal) address = new IPAddress(address.GetAddressBytes());
        return address.ToString();
    }
}
