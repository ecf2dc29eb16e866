using System.Globalization;
using System.Net;

namespace ChatBox.Server.Admin;

static class TurnUri
{
    /// <summary>turnURI = ("turn" / "turns") ":" host [ ":" port ] (RFC 7065, section 3.1, without the transport)</summary>
    public static bool IsValid(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || text[..colon] is not ("turn" or "turns"))
            return false;

        var rest = text[(colon + 1)..];
        var portColon = rest.LastIndexOf(':');
        // In [2001:db8::1] the last colon belongs to the address.
        if (portColon > rest.LastIndexOf(']') && portColon >= 0)
        {
            if (!ushort.TryParse(rest[(portColon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0)
                return false;
            rest = rest[..portColon];
        }

        return rest is ['[', .. var v6, ']']
            ? IPAddress.TryParse(v6, out var address) && address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
            : Uri.CheckHostName(rest) is UriHostNameType.Dns or UriHostNameType.IPv4;
    }
}
