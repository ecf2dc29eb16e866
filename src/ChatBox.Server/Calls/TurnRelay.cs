using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ChatBox.Core.People;
using ChatBox.Server.Admin;

namespace ChatBox.Server.Calls;

/// <summary>An entry of a browser's <c>iceServers</c>.</summary>
public sealed record IceServer(IReadOnlyList<string> Urls, string? Username = null, string? Credential = null);

/// <summary>
/// The relay that calls may use across networks, and the credentials for it: for one person and one hour, after
/// draft-uberti-behave-turn-rest-00 (coturn's <c>use-auth-secret</c>). The relay knows the secret too, so nobody has to ask anybody.
/// Thread-safe.
/// </summary>
/// <param name="uri">Null where there is none: on one network nobody needs it, and no outside server is ever asked.</param>
public sealed class TurnRelay(string? uri, string? secret, TimeProvider clock)
{
    /// <summary>Who begins to use the relay within this time may go on; whoever finds the credentials later cannot.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <exception cref="StartupException">The secret is missing or cannot be used.</exception>
    public static TurnRelay Of(ServeOptions options, TimeProvider clock)
    {
        var (secret, problem) = TurnSecret.Read(options);
        return problem is null ? new TurnRelay(options.Turn, secret, clock) : throw new StartupException(ExitCodes.Settings, problem);
    }

    public (IReadOnlyList<IceServer> Servers, DateTimeOffset? ExpiresAt) ServersFor(PersonId person)
    {
        if (uri is null || secret is null) return ([], null);
        // Whole seconds, rounded down: never longer than the lifetime.
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds((clock.GetUtcNow() + Lifetime).ToUnixTimeSeconds());
        var username = string.Create(CultureInfo.InvariantCulture, $"{expiresAt.ToUnixTimeSeconds()}:{person}");
        return ([new IceServer([TurnUri.WithTransport(uri)], username, Password(username, secret))], expiresAt);
    }

    /// <summary>password = base64(HMAC-SHA1(secret, username)) (the draft, section 2.2)</summary>
    static string Password(string username, string secret)
    {
#pragma warning disable CA5350 // The draft and coturn know no other; HMAC does not suffer from the collisions of SHA-1.
        return Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(username)));
#pragma warning restore CA5350
    }
}
