namespace ChatBox.Core;

/// <summary>
/// Why something was not done: a code that never changes its meaning, and a sentence that says what to do. A refusal is an answer, not an
/// exception. <see cref="Kind"/> lets each door translate into its own words (an HTTP status, an exit code).
/// </summary>
public sealed record Refusal(string Code, RefusalKind Kind, string Message)
{
    public override string ToString() => $"{Code}: {Message}";
}

public enum RefusalKind
{
    /// <summary>The request itself is wrong; sending it again cannot help.</summary>
    BadRequest,

    /// <summary>Nobody has joined on this connection, or the token is not known.</summary>
    NotJoined,

    /// <summary>The speaker may see the thing but not do this.</summary>
    NotAllowed,

    /// <summary>There is no such thing, or the speaker may not know of it: the two answer alike.</summary>
    NotFound,

    /// <summary>It collides with what is there.</summary>
    Conflict,

    /// <summary>It was there, and will not be again.</summary>
    Gone,

    /// <summary>Larger than the limit.</summary>
    TooLarge,

    /// <summary>Too much or too often; later it may work.</summary>
    TooMany,

    /// <summary>The server cannot do it now; later it may work.</summary>
    Unavailable,
}
