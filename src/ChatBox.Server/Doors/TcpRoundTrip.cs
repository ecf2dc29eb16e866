using System.Net.Sockets;

namespace ChatBox.Server.Doors;

/// <summary>What TCP knows of the way to a peer.</summary>
static class TcpRoundTrip
{
    // IPPROTO_TCP and TCP_INFO of Linux; tcpi_rtt is the smoothed round trip in microseconds (linux/tcp.h).
    const int Tcp = 6;
    const int Info = 11;
    const int RttAt = 68;
    const int InfoLength = 104;

    /// <summary>The smoothed round trip; null where the system does not tell.</summary>
    public static TimeSpan? Of(Socket? socket)
    {
        if (socket is null || !OperatingSystem.IsLinux()) return null;
        try
        {
            Span<byte> info = stackalloc byte[InfoLength];
            if (socket.GetRawSocketOption(Tcp, Info, info) < RttAt + sizeof(uint)) return null;
            var rtt = BitConverter.ToUInt32(info[RttAt..]);
            return rtt == 0 ? null : TimeSpan.FromMicroseconds(rtt);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }
}
