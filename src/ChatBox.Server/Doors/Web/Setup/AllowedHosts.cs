using ChatBox.Server.Admin;
using ChatBox.Server.Certificates;

namespace ChatBox.Server.Doors.Web.Setup;

/// <summary>
/// The names this server answers to. A page elsewhere whose name is made to point here (DNS rebinding) still says its own name in the Host
/// header, and is refused by that. An address is no name that anybody could point elsewhere: who asks for one has reached the server at it,
/// be it through a forwarded port or a container's, so each is taken. Thread-safe.
/// </summary>
/// <param name="certificates">Null with <c>--plain</c>.</param>
public sealed class AllowedHosts(ServeOptions options, NetworkAddresses network, ServerCertificates? certificates)
{
    /// <summary>
    /// Whether the Host header names this server. Behind a reverse proxy (<c>--plain</c>) only the proxy knows the public names, so
    /// every well-formed host is taken, and checking it is the proxy's part. With <c>--local</c> there is no code to ask for, so there the
    /// name is what keeps other sites out.
    /// </summary>
    public bool Allows(HostString host)
    {
        if (!HostHeader.TryParse(host.Value, out var name, out var address))
            return false;

        return options is { Plain: true, Local: false } || address is not null || IsOwnName(name);
    }

    bool IsOwnName(string name) =>
        network.Names.Contains(name, StringComparer.OrdinalIgnoreCase) || certificates?.OwnCertificateNames(name) == true;
}
