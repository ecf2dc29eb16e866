namespace ChatBox.Server.Sessions;

/// <summary>Which server this is, and how it is reached from outside.</summary>
/// <param name="Id">Drawn at the first start; programs keep their tokens by it.</param>
/// <param name="Name">What people call it; on the page's top left.</param>
/// <param name="IsCodeRequired">False with --open or --local.</param>
/// <param name="Address">The address for links that are handed on, as <c>https://host:port</c>.</param>
/// <param name="Fingerprint">What a program pins of the certificate; null without HTTPS.</param>
public sealed record ServerIdentity(
    string Id, string Name, string Version, bool IsCodeRequired, PublicAddress Address, Func<string?> Fingerprint)
{
    public const string IdSetting = "server_id";
    public const string InviteCodeSetting = "invite_code";

    /// <summary>The link that lets others in. Code and fingerprint stand in the fragment, which browsers never send.</summary>
    public Answer.Link InviteLink(string? code)
    {
        var fragment = Fingerprint() is { } fingerprint ? $"{code}.{fingerprint}" : code;
        return new Answer.Link(Address(), fragment is null ? "/join" : $"/join#{fragment}", null);
    }

    /// <summary>A one-time link for another device, with the fingerprint as well.</summary>
    public Answer.Link DeviceLink(string secret, DateTimeOffset expiresAt) => new(
        Address(), Fingerprint() is { } fingerprint ? $"/link#{secret}.{fingerprint}" : $"/link#{secret}", expiresAt);
}
