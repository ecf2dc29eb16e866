using System.Net;
using System.Net.Sockets;
using ChatBox.Testing;

namespace ChatBox.Server.Tests.Calls.Relay;

/// <summary>A relay on loopback for all tests of a class.</summary>
public sealed class LoopbackRelay : IDisposable
{
    /// <summary>The one address of loopback that is allowed here as a peer: the sample denies all of them.</summary>
    public static readonly IPAddress AllowedPeer = IPAddress.Parse("127.0.0.2");

    readonly Coturn coturn = new(
        IPAddress.Loopback,
        [.. HasIPv6 ? ["relay-ip=::1"] : Array.Empty<string>(), "allow-loopback-peers", $"allowed-peer-ip={AllowedPeer}"]);

    public LoopbackRelay() => coturn.Start();

    public static bool HasIPv6 { get; } = CanBind(IPAddress.IPv6Loopback);

    public IPEndPoint Address => coturn.Address;

    public string Uri => coturn.Uri;

    public void Dispose() => coturn.Dispose();

    static bool CanBind(IPAddress address)
    {
        try
        {
            using var probe = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            probe.Bind(new IPEndPoint(address, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
