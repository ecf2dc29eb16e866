using System.Net;
using ChatBox.Server.Admin;

namespace ChatBox.Server.Doors.Web.Setup;

/// <summary>
/// The address at which somebody has reached this server, where others reach it as well: links for them then carry it. It is what the
/// server cannot know itself: the name of a reverse proxy, the address of a forwarded port or of a container's host. Thread-safe.
/// </summary>
sealed class ReachedAt(ServeOptions options)
{
    /// <returns>
    /// <c>scheme://host[:port]</c>. Null where the server's own address leads further: for who sits at this very computer, for one of the
    /// machine's own names, which not everybody in its network can look up, and where the host's certificate has the name to go by.
    /// </returns>
    public string? Of(HttpRequest request)
    {
        // Over plain HTTP a server of HTTPS is reached from this computer only.
        if (options.Local || options.CertificateFile is not null || (options.ServesHttps && !request.IsHttps)) return null;
        if (!HostHeader.TryParse(request.Host.Value, out var name, out var address)) return null;
        var leadsHere = address is null
            ? options.Plain && ReverseProxy.Speaks(request) && !IsLoopback(name)
            : !IPAddress.IsLoopback(address) && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any);
        return leadsHere ? $"{request.Scheme}://{request.Host.Value}" : null;
    }

    // RFC 6761, section 6.3.
    static bool IsLoopback(string name) =>
        name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
}
