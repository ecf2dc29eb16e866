using System.Diagnostics.CodeAnalysis;

namespace ChatBox.Client;

/// <summary>Where a server's text door is: <c>text://HOST:PORT</c>. Immutable.</summary>
/// <param name="Host">A name or an IP address, without brackets.</param>
/// <param name="Port">TCP, 1 to 65535.</param>
public sealed record TextDoorAddress(string Host, int Port)
{
    /// <summary>The port where nothing else is said.</summary>
    public const int DefaultPort = 50000;

    const string Scheme = "text://";

    /// <summary>Whether the text means to be such an address.</summary>
    public static bool IsMeant(string? text) => text?.TrimStart().StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Reads <c>text://HOST</c> and <c>text://HOST:PORT</c>. Never throws.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="address">What it means.</param>
    /// <param name="problem">A sentence for the person who typed it.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out TextDoorAddress? address, [NotNullWhen(false)] out string? problem)
    {
        (address, problem) = (null, "A text door's address looks like text://192.168.1.20:50000.");
        if (!IsMeant(text) || !Uri.TryCreate(text!.Trim(), UriKind.Absolute, out var uri)) return false;
        if (uri.Host.Length == 0 || uri.Port == 0) return false;
        if (uri.UserInfo.Length > 0 || uri.PathAndQuery.TrimEnd('/').Length > 0 || uri.Fragment.Length > 0) return false;
        (address, problem) = (new TextDoorAddress(uri.DnsSafeHost, uri.Port < 0 ? DefaultPort : uri.Port), null);
        return true;
    }

    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"{Scheme}[{Host}]:{Port}" : $"{Scheme}{Host}:{Port}";
}
