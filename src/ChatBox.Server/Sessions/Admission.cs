using ChatBox.Core;
using ChatBox.Core.People;
using ChatBox.Server.Storage;

namespace ChatBox.Server.Sessions;

/// <summary>Somebody who may speak: who, and on which device (0 for a guest).</summary>
public sealed record Speaker(Person Person, long Device);

/// <summary>Somebody who has just been let in. The token is known here and to the caller only.</summary>
public sealed record Admitted(Speaker Speaker, string Token);

/// <summary>What became of a log-out: whether the name is free now, and until when one may come back to it.</summary>
public sealed record LoggedOut(Person Person, bool NameFree, DateTimeOffset? ComeBackUntil);

/// <summary>Where the server is reached, for links that are handed on. Asked anew each time: addresses change.</summary>
public delegate string PublicAddress();

/// <summary>
/// Who comes in, stays known and goes: names, invite codes, tokens, one-time links, log-out and coming back. Thread-safe.
/// </summary>
public sealed class Admission(ChatHost host, MessageWriter writer, ChatReader reader, ServerIdentity identity, TimeProvider clock)
{
    /// <summary>A link for another device is used within this time or not at all.</summary>
    public static readonly TimeSpan LinkLifetime = TimeSpan.FromMinutes(10);

    /// <summary>Somebody new, with a token. The code is the invite code, where the server asks for one.</summary>
    public async Task<(Admitted? Admitted, Refusal? Refusal)> JoinAsync(string? name, string? code, CancellationToken cancellationToken)
    {
        if (identity.IsCodeRequired && !await IsInviteCodeAsync(code, cancellationToken)) return (null, Refusals.BadCode);
        var token = Token.New();
        var (outcome, refusal) = await JoinAsync(name, isGuest: false, Token.Hash(token), cancellationToken);
        return outcome is null ? (null, refusal) : (new Admitted(new Speaker(outcome.Person!, outcome.Device), token), null);
    }

    /// <summary>Somebody new by the text door: holds the name while the connection is open.</summary>
    public async Task<(Person? Guest, Refusal? Refusal)> JoinAsGuestAsync(string? name, CancellationToken cancellationToken)
    {
        var (outcome, refusal) = await JoinAsync(name, isGuest: true, tokenHash: null, cancellationToken);
        return (outcome?.Person, refusal);
    }

    public Task LeaveAsGuestAsync(Person guest, bool saidGoodbye) => writer.WriteAsync(new EndGuestWrite(guest.Id, saidGoodbye));

    /// <summary>Who carries this token; null where nobody does any more.</summary>
    public async Task<Speaker?> RecognizeAsync(string? token, CancellationToken cancellationToken)
    {
        if (token is null || Token.Hash(token) is not { } hash) return null;
        return await reader.FindDeviceAsync(hash, cancellationToken) is ({ IsGone: false } person, var device)
            ? new Speaker(person, device)
            : null;
    }

    /// <summary>Whose token this was, where coming back is still possible.</summary>
    public async Task<Person?> WhoMayComeBackAsync(string? token, CancellationToken cancellationToken) =>
        token is not null && Token.Hash(token) is { } hash
        && await reader.FindLoggedOutAsync(hash, cancellationToken) is var (person, device, endedAt)
        && writer.AgeOfLogOut(device, endedAt) <= WriteStore.ComeBackWindow
            ? person
            : null;

    /// <summary>The device is forgotten and its sessions end; with the person's last device the name is free.</summary>
    public async Task<(LoggedOut? LoggedOut, Refusal? Refusal)> LogOutAsync(Speaker speaker, CancellationToken cancellationToken)
    {
        var outcome = await writer.WriteAsync(new EndDeviceWrite(speaker.Device), cancellationToken);
        if (outcome.Refusal is { } refusal) return (null, refusal);
        host.EndDevice(speaker.Device, Refusals.LoggedOut);
        var isLast = outcome.Changes.Count > 0;
        return (new LoggedOut(speaker.Person, isLast, isLast ? clock.GetUtcNow() + WriteStore.ComeBackWindow : null), null);
    }

    /// <summary>Back within ten minutes of the log-out, as the same person; the old token gives way to a new one.</summary>
    public async Task<(Admitted? Admitted, Refusal? Refusal)> ComeBackAsync(string? oldToken, CancellationToken cancellationToken)
    {
        if (oldToken is null || Token.Hash(oldToken) is not { } hash) return (null, Refusals.NotJoined);
        var token = Token.New();
        return Admit(await writer.WriteAsync(new ComeBackWrite(hash, Token.Hash(token)!), cancellationToken), token);
    }

    public async Task<(Admitted? Admitted, Refusal? Refusal)> RedeemLinkAsync(string? secret, CancellationToken cancellationToken)
    {
        if (secret is null || Token.Hash(secret) is not { } hash) return (null, Refusals.BadLink);
        var token = Token.New();
        return Admit(await writer.WriteAsync(new RedeemLinkWrite(hash, Token.Hash(token)!), cancellationToken), token);
    }

    /// <summary>A link that lets another device in as the same person, once.</summary>
    public async Task<Answer> CreateLinkAsync(PersonId person, CancellationToken cancellationToken)
    {
        if (host.Ask(chat => chat.FindPerson(person)) is not { IsGuest: false }) return Answer.Refuse(Refusals.NotAllowed);
        var (secret, expiresAt) = (Token.New(), clock.GetUtcNow() + LinkLifetime);
        var outcome = await writer.WriteAsync(new CreateLinkWrite(person, Token.Hash(secret)!, expiresAt), cancellationToken);
        return outcome.Refusal is { } refusal ? Answer.Refuse(refusal) : identity.DeviceLink(secret, expiresAt);
    }

    public async Task<Answer.Link> InviteLinkAsync(CancellationToken cancellationToken) =>
        identity.InviteLink(
            identity.IsCodeRequired ? await reader.GetSettingAsync(ServerIdentity.InviteCodeSetting, cancellationToken) : null);

    static (Admitted? Admitted, Refusal? Refusal) Admit(WriteOutcome outcome, string token) => outcome.Refusal is { } refusal
        ? (null, refusal)
        : (new Admitted(new Speaker(outcome.Person!, outcome.Device), token), null);

    async Task<(WriteOutcome? Outcome, Refusal? Refusal)> JoinAsync(
        string? text, bool isGuest, byte[]? tokenHash, CancellationToken cancellationToken)
    {
        if (!PersonName.TryParse(text, out var name, out var refusal)) return (null, refusal);
        if (host.Ask(chat => chat.IsNameTaken(name))) return (null, Refusals.NameTaken(name.Text));
        var person = new Person(new PersonId(ChatHost.NewId()), name, isGuest);
        var outcome = await writer.WriteAsync(new JoinWrite(person, tokenHash), cancellationToken);
        return outcome.Refusal is { } refused ? (null, refused) : (outcome, null);
    }

    // Read each time, so that a code revoked beside the running server is void at once.
    async Task<bool> IsInviteCodeAsync(string? code, CancellationToken cancellationToken) =>
        code is not null
        && await reader.GetSettingAsync(ServerIdentity.InviteCodeSetting, cancellationToken) is { } valid
        && Token.AreEqual(code, valid);
}
