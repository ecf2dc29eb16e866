using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace ChatBox.Server.Admin;

/// <summary>Reads the value of <c>--listen</c> and <c>--text-listen</c>.</summary>
public static class AddressText
{
    /// <summary>
    /// Takes <c>192.168.1.20</c>, <c>fd00::2</c> and <c>[fd00::2]</c>; not the short forms of
    /// <see cref="IPAddress.TryParse(string, out IPAddress)"/>, which read a forgotten address (<c>--listen 5080</c>) as 0.0.19.216.
    /// </summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out IPAddress? address)
    {
        if (text is ['[', .. var inner, ']'])
            return IPAddress.TryParse(inner, out address) && address.AddressFamily == AddressFamily.InterNetworkV6;

        return IPAddress.TryParse(text, out address)
            && (address.AddressFamily == AddressFamily.InterNetworkV6 || text.Count(c => c == '.') == 3);
    }

    /// <summary>The line for a value that <see cref="TryParse"/> refuses.</summary>
    public static string Problem(string flag, string text) =>
        $"{flag} {text}: not an IP address; give one such as 192.168.1.20, 0.0.0.0 or ::.";
}
