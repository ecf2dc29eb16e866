using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace ChatBox.Core.Messages;

/// <summary>
/// The sender's own id of a message: 1 to 64 characters of <c>A-Z a-z 0-9 - _ . :</c>. Unique per author and conversation.
/// </summary>
public readonly record struct ClientMessageId
{
    public const int MaxLength = 64;

    static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:");

    ClientMessageId(string value) => Value = value;

    public string Value { get; }

    public override string ToString() => Value;

    /// <summary>An id that was accepted before and comes back from the store: not checked again.</summary>
    public static ClientMessageId Restore(string text) => new(text);

    public static ClientMessageId New() => new(Guid.NewGuid().ToString("N"));

    public static bool TryParse([NotNullWhen(true)] string? text, out ClientMessageId id)
    {
        id = default;
        if (text is not { Length: > 0 and <= MaxLength } || text.AsSpan().ContainsAnyExcept(Allowed)) return false;
        id = new ClientMessageId(text);
        return true;
    }
}
