using System.Globalization;
using System.Net;

namespace ChatBox.Server.Admin;

static class TurnUri
{
    const string Transport = "?transport=";

    /// <summary>turnURI = ("turn" / "turns") ":" host [ ":" port ] [ "?transport=" ("udp" / "tcp") ] (RFC 7065, section 3.1)</summary>
    public static bool IsValid(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || text[..colon] is not ("turn" or "turns"))
            return false;

        var rest = text[(colon + 1)..];
        if (rest.IndexOf('?', StringComparison.Ordinal) is >= 0 and var question)
        {
            if (rest[question..] is not (Transport + "udp" or Transport + "tcp"))
                return false;
            rest = rest[..question];
        }

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

    /// <summary>
    /// The URI with its transport said. One only: with both, each connection would take two places at the relay, whose quota counts them.
    /// </summary>
    public static string WithTransport(string uri)
    {
        if (uri.Contains('?', StringComparison.Ordinal)) return uri;
        return uri.StartsWith("turns:", StringComparison.Ordinal) ? $"{uri}{Transport}tcp" : $"{uri}{Transport}udp";
    }
}
