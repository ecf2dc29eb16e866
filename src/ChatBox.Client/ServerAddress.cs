using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using ChatBox.Protocol.Security;

namespace ChatBox.Client;

/// <summary>
/// Where a server is, and what a link to it says beside: the code that lets one in, or the secret that makes this one more device of
/// somebody, and the pin that proves the server is the one meant. Immutable, and so thread-safe. <see cref="ToString"/> gives the address
/// alone: what is secret does not end up in a log by accident.
/// </summary>
public sealed class ServerAddress
{
    /// <summary>Where <c>chatbox serve</c> answers HTTPS unless told otherwise; meant by an address that is a bare host name.</summary>
    public const int DefaultHttpsPort = 5443;

    const string LinkPath = "/link";

    // 128 bits: 22 signs of base64url, or 26 of base32.
    const int CodeLength = 22;
    const int Base32CodeLength = 26;

    // 256 bits in base64url.
    const int SecretLength = 43;

    ServerAddress(Uri origin, string? code, string? secret, string? pin) => (Origin, Code, Secret, Pin) = (origin, code, secret, pin);

    /// <summary>Scheme, host and port, such as <c>https://192.168.1.20:5443/</c>.</summary>
    public Uri Origin { get; }

    /// <summary>The invite code; null where the address holds none.</summary>
    public string? Code { get; }

    /// <summary>
    /// The secret of a one-time link, which makes this a device of the person who made it; null where the address is none.
    /// </summary>
    public string? Secret { get; }

    /// <summary>What <see cref="CertificatePin"/> makes of the server's key; null where the address holds none.</summary>
    public string? Pin { get; }

    /// <summary>Whether the connection is not encrypted.</summary>
    public bool IsPlain => Origin.Scheme == Uri.UriSchemeHttp;

    /// <summary>Whether the server is on this machine.</summary>
    public bool IsLoopback => Origin.IsLoopback;

    /// <summary>The same server, with another pin.</summary>
    /// <exception cref="FormatException">The text is no pin.</exception>
    public ServerAddress WithPin(string pin) =>
        IsPin(pin)
        ? new(Origin, Code, Secret, pin)
        : throw new FormatException("A fingerprint has 43 letters, digits, - and _. It stands after the last dot of the invite link.");

    /// <summary>The same server, with another code.</summary>
    public ServerAddress WithCode(string? code) => new(Origin, code, Secret, Pin);

    /// <summary>The address without code and pin, such as <c>https://192.168.1.20:5443</c>.</summary>
    public override string ToString() => Origin.GetLeftPart(UriPartial.Authority);

    /// <summary>
    /// Reads <c>https://HOST:PORT</c>, <c>http://HOST:PORT</c>, a whole invite link <c>https://HOST:PORT/join#CODE.PIN</c> (the code, the
    /// pin or both may be missing), a one-time link <c>https://HOST:PORT/link#SECRET.PIN</c> (the pin may be missing), <c>HOST:PORT</c>
    /// (over HTTPS) and <c>HOST</c> (over HTTPS at <see cref="DefaultHttpsPort"/>).
    /// </summary>
    /// <exception cref="FormatException">It is none of these. The message is a sentence for the person who typed it.</exception>
    public static ServerAddress Parse(string text) =>
        TryParse(text, out var address, out var problem) ? address : throw new FormatException(problem);

    /// <summary>As <see cref="Parse"/>. Never throws.</summary>
    public static bool TryParse(
        string? text, [NotNullWhen(true)] out ServerAddress? address, [NotNullWhen(false)] out string? problem)
    {
        address = null;
        if (!TryReadUri(text, out var uri, out problem)) return false;

        problem = ProblemOf(uri);
        if (problem is not null) return false;

        var fragment = uri.Fragment.TrimStart('#');
        var dot = fragment.IndexOf('.', StringComparison.Ordinal);
        var word = dot < 0 ? fragment : fragment[..dot];
        var pin = dot < 0 ? null : fragment[(dot + 1)..];
        var isLink = uri.AbsolutePath == LinkPath;
        if (isLink && !IsSecret(word)) problem = "The one-time link is damaged. Copy the whole link.";
        else if (!isLink && word.Length > 0 && !IsCode(word)) problem = "The code of the invite link is damaged. Copy the whole link.";
        else if (pin is not null && uri.Scheme == Uri.UriSchemeHttp)
            problem = "An address that begins with http:// has no certificate, so no fingerprint. Copy the link again.";
        else if (pin is not null && !IsPin(pin)) problem = "The fingerprint at the end of the link is damaged. Copy the whole link.";
        if (problem is not null) return false;

        address = new ServerAddress(
            new Uri(uri.GetLeftPart(UriPartial.Authority)), isLink || word.Length == 0 ? null : word, isLink ? word : null, pin);
        return true;
    }

    static bool TryReadUri(string? text, [NotNullWhen(true)] out Uri? uri, [NotNullWhen(false)] out string? problem)
    {
        uri = null;
        problem = $"{Shortened(text)} is no server's address. Give the invite link, or one such as https://192.168.1.20:5443.";
        if (string.IsNullOrWhiteSpace(text)) return false;

        var trimmed = text.Trim();
        var hasScheme = trimmed.Contains("://", StringComparison.Ordinal);
        if (!Uri.TryCreate(hasScheme ? trimmed : "https://" + trimmed, UriKind.Absolute, out uri)) return false;
        if (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps) return false;
        if (uri.Host.Length == 0 || uri.Port is < 1 or > 65535) return false;
        // A port that is written out, be it 443, is meant; Uri itself does not tell the two apart.
        if (!hasScheme && uri.IsDefaultPort && !trimmed.Split('/', '#')[0].EndsWith(":443", StringComparison.Ordinal))
            uri = new UriBuilder(uri) { Port = DefaultHttpsPort }.Uri;
        problem = null;
        return true;
    }

    static string? ProblemOf(Uri uri) => uri switch
    {
        { UserInfo.Length: > 0 } => "A server's address holds no user name and no password. Give your name with --as.",
        { AbsolutePath: not ("/" or "/join" or LinkPath) } or { Query.Length: > 0 } =>
            $"{Shortened(uri.AbsolutePath)} is not where a server is found. Give the invite link, or the address up to the port.",
        _ => null,
    };

    static bool IsSecret(string text) => text.Length == SecretLength && Base64Url.IsValid(text);

    static bool IsCode(string text) => text.Length switch
    {
        CodeLength => text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'),
        Base32CodeLength => text.All(char.IsAsciiLetterOrDigit),
        _ => false,
    };

    /// <summary>Whether the text has the form of a fingerprint: 43 signs of base64url that stand for 32 bytes.</summary>
    public static bool IsPin(string text) => text.Length == CertificatePin.Length && Base64Url.IsValid(text);

    static string Shortened(string? text) => text is { Length: > 60 } ? text[..60] + "..." : text ?? "";
}
