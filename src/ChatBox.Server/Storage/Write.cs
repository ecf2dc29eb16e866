using ChatBox.Core;
using ChatBox.Core.Calls;
using ChatBox.Core.Changes;
using ChatBox.Core.Files;
using ChatBox.Core.Messages;
using ChatBox.Core.People;

namespace ChatBox.Server.Storage;

/// <summary>One thing to make durable. Many meet in one transaction; one that is refused does not touch the others.</summary>
public abstract record Write;

/// <summary>A message, proposed by the core. Messages of a batch are stored together.</summary>
/// <param name="Upload">The author's upload that goes with it, and what it is to be.</param>
public sealed record PostWrite(Message Message, FileId? Upload = null, FileState UploadState = FileState.There) : Write
{
    /// <summary>To whom it is no news, where everything before it is read.</summary>
    public IReadOnlyList<PersonId> ReadBy { get; init; } = [];
}

/// <summary>A change of rooms, members or read markers, proposed by the core.</summary>
public sealed record ChangeWrite(Change Change) : Write;

/// <summary>A call in progress, as it is now.</summary>
public sealed record KeepCallWrite(CallRecord Call) : Write;

/// <summary>A call is over; its line is a post of its own.</summary>
public sealed record EndCallWrite(CallId Call) : Write;

/// <summary>A new person; without a token hash a guest.</summary>
public sealed record JoinWrite(Person Person, byte[]? TokenHash) : Write;

/// <summary>A guest's connection ended.</summary>
public sealed record EndGuestWrite(PersonId Person, bool SaidGoodbye) : Write;

/// <summary>A device logs out; with the last one the name is free.</summary>
public sealed record EndDeviceWrite(long Device) : Write;

/// <summary>Who logged out less than ten minutes ago is back on the device with this token.</summary>
public sealed record ComeBackWrite(byte[] OldTokenHash, byte[] NewTokenHash) : Write;

public sealed record CreateLinkWrite(PersonId Person, byte[] SecretHash, DateTimeOffset ExpiresAt) : Write;

/// <summary>A second device by a one-time link.</summary>
public sealed record RedeemLinkWrite(byte[] SecretHash, byte[] TokenHash) : Write;

/// <summary>What became of a write: the changes to apply, or why not.</summary>
public sealed record WriteOutcome(IReadOnlyList<Change> Changes, Refusal? Refusal = null)
{
    public static readonly WriteOutcome Nothing = new([]);

    /// <summary>Whose device it is, for writes about devices.</summary>
    public Person? Person { get; init; }

    public long Device { get; init; }

    /// <summary>The file as it is now, for writes about uploads.</summary>
    public ChatFile? File { get; init; }

    /// <summary>Files whose bytes nobody needs any more, as far as this write goes.</summary>
    public IReadOnlyList<ReleasedFile> Released { get; init; } = [];

    public static WriteOutcome Of(params Change[] changes) => new(changes);

    public static WriteOutcome Refused(Refusal refusal) => new([], refusal);
}
