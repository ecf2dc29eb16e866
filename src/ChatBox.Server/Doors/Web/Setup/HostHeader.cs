using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ChatBox.Server.Doors.Web.Setup;

/// <summary>Reads the value of a Host header. A HostString takes any text at all, and cuts it at the wrong colon.</summary>
static class HostHeader
{
    /// <summary>Host = uri-host [ ":" port ] (RFC 9110, section 7.2); uri-host = "[" IPv6address "]" / IPv4address / name</summary>
    /// <param name="name">The host without brackets and port.</param>
    /// <param name="address">The same as an address, null when it is a name.</param>
    public static bool TryParse(string? value, [NotNullWhen(true)] out string? name, out IPAddress? address)
    {
        (name, address) = (null, null);
        if (string.IsNullOrEmpty(value))
            return false;

        var end = value[0] == '[' ? value.IndexOf(']', StringComparison.Ordinal) + 1 : value.IndexOf(':', StringComparison.Ordinal);
        if (end < 0)
            end = value.Length;
        if (end == 0 || !IsPort(value.AsSpan(end)))
            return false;

        var host = value[..end];
        if (host[0] == '[')
        {
            name = host[1..^1];
            return IPAddress.TryParse(name, out address) && address is { AddressFamily: AddressFamily.InterNetworkV6, ScopeId: 0 };
        }

        name = host;
        // "127.1" and "2130706433" are read as addresses too; no browser sends them.
        if (IPAddress.TryParse(name, out address))
            return address.ToString() == name;
        return Uri.CheckHostName(name) == UriHostNameType.Dns;
    }

    static bool IsPort(ReadOnlySpan<char> text) =>
        text.IsEmpty
        || (text[0] == ':' && ushort.TryParse(text[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0);
}
