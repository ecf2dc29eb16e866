using System.Net;

namespace ChatBox.Rdt.Simulation.Transfers;

/// <summary>Between the network's addresses and the machine's.</summary>
public static class PeerAddresses
{
    public static PeerAddress ToPeer(this IPEndPoint address) => PeerAddress.From(address.Address.GetAddressBytes(), (ushort)address.Port);

    public static IPEndPoint ToEndPoint(this PeerAddress address)
    {
        Span<byte> ip = stackalloc byte[16];
        address.WriteIp(ip);
        return new IPEndPoint(new IPAddress(address.IsIPv4 ? ip[12..] : ip), address.Port);
    }
}
