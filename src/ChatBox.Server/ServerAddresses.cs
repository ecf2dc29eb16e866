using System.Net;
using System.Net.Sockets;
using ChatBox.Server.Admin;
using ChatBox.Server.Certificates;
using ChatBox.Server.Doors;

namespace ChatBox.Server;

/// <summary>Where the server is reached, as links. Asked anew each time, because addresses change.</summary>
public sealed class ServerAddresses(ServeOptions options, Ports ports, NetworkAddresses network, ServerCertificates? certificates)
{
    const int UsualHttps = 443;
    const int UsualHttp = 80;

    /// <summary>The address for others: over HTTPS in the network, plain with --plain, this computer's own with --local.</summary>
    public string Public()
    {
        if (options.Local) return Local;
        return certificates is null ? Link("http", PublicHost, ports.Http, UsualHttp) : Link("https", PublicHost, ports.Https, UsualHttps);
    }

    /// <summary>The address on this computer itself, where browsers trust plain HTTP.</summary>
    public string Local => Link("http", "localhost", ports.Http, UsualHttp);

    /// <summary>Where one reads, over plain HTTP, how to trust this server.</summary>
    public string Setup => $"{Link("http", PublicHost, ports.Http, UsualHttp)}/setup";

    string PublicHost => certificates?.OwnName ?? HostOf(IsAny(options.WebAddress) ? network.Preferred : options.WebAddress);

    static string Link(string scheme, string host, int port, int usual) =>
        port == usual ? $"{scheme}://{host}" : $"{scheme}://{host}:{port}";

    static string HostOf(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();

    static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
