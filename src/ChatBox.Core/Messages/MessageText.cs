using System.Diagnostics.CodeAnalysis;

namespace ChatBox.Core.Messages;

/// <summary>
/// What somebody wrote: 1 to 8,000 Unicode code points, well formed, not only white space, no NUL (no database keeps it), line breaks as
/// <c>\n</c>. Other control characters are kept as they are: who shows the text must show them escaped.
/// </summary>
public readonly record struct MessageText
{
    /// <summary>Code points. Four bytes each at most, so a text fits a 64 KiB frame with room for the rest.</summary>
    public const int MaxLength = 8000;

    MessageText(string value) => Value = value;

    public string Value { get; }

    public override string ToString() => Value;

    /// <summary>No text: beside a file, and of a message that was deleted.</summary>
    public static MessageText None { get; } = new("");

    /// <summary>A text that was accepted before and comes back from the store: not checked again.</summary>
    public static MessageText Restore(string text) => new(text);

    public static bool TryParse(string? input, out MessageText text, [NotNullWhen(false)] out Refusal? refusal)
    {
        text = default;
        refusal = null;
        if (string.IsNullOrWhiteSpace(input))
        {
            refusal = Refusals.BadText;
            return false;
        }

        // A code point is one or two chars, and a line break at most two: what is longer than this cannot pass, whatever it holds.
        if (input.Length > 4 * MaxLength)
        {
            refusal = Refusals.TextTooLong;
            return false;
        }

        var value = input.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        var length = 0;
        for (var i = 0; i < value.Length; i++, length++)
        {
            if (value[i] == '\0' || (char.IsSurrogate(value[i]) && !IsPairAt(value, i)))
            {
                refusal = Refusals.BadText;
                return false;
            }

            if (char.IsHighSurrogate(value[i])) i++;
        }

        if (length > MaxLength) refusal = Refusals.TextTooLong;
        else text = new MessageText(value);
        return refusal is null;
    }

    static bool IsPairAt(string value, int i) => i + 1 < value.Length && char.IsSurrogatePair(value[i], value[i + 1]);
}
