using System.Net;
using ChatBox.Server.Admin;
using ChatBox.Server.Certificates;

namespace ChatBox.Server.Doors.Web.Setup;

/// <summary>
/// The names and addresses this server answers to. A page elsewhere whose name is made to point here (DNS rebinding) still says its own
/// name in the Host header, and is refused by that. Addresses are followed live. Thread-safe.
/// </summary>
/// <param name="certificates">Null with <c>--plain</c>.</param>
public sealed class AllowedHosts(ServeOptions options, NetworkAddresses network, ServerCertificates? certificates)
{
    /// <summary>
    /// Whether the Host header names this server. Behind a reverse proxy (<c>--plain</c>) only the proxy knows the public names, so
    /// every well-formed host is taken, and checking it is the proxy's part.
    /// </summary>
    public bool Allows(HostString host)
    {
        if (!HostHeader.TryParse(host.Value, out var name, out var address))
            return false;

        return options.Plain || (address is null ? IsOwnName(name) : IsOwnAddress(address));
    }

    bool IsOwnName(string name) =>
        network.Names.Contains(name, StringComparer.OrdinalIgnoreCase) || certificates?.OwnCertificateNames(name) == true;

    bool IsOwnAddress(IPAddress address) =>
        IPAddress.IsLoopback(address)
        || address.Equals(options.Listen)
        || network.Current.Contains(address)
        || certificates?.OwnCertificateNames(address.ToString()) == true;
}
