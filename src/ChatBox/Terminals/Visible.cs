using System.Globalization;
using System.Text;

namespace ChatBox.Terminals;

/// <summary>
/// What others wrote, made harmless for a terminal: control characters, what turns the direction of text and what cannot be seen is shown
/// as <c>\x1b</c>, <c>\u202e</c> or <c>\U000e0041</c>. Never throws; lone surrogates come out the same way.
/// </summary>
static class Visible
{
    const string Indent = "\n    ";

    /// <summary>For a name, or a message of the program: one line whatever is in it.</summary>
    public static string Line(string text) => Escape(text, lineBreak: null);

    /// <summary>
    /// For what somebody wrote: tabs stay, and lines after the first are indented, so that none of them can pass for another's.
    /// </summary>
    public static string Text(string text) => Escape(text, Indent);

    /// <summary>For a line of JSON: the same characters as escapes of JSON, which change nothing for who reads it as such.</summary>
    public static string Json(string json)
    {
        if (!json.Any(c => IsHidden(new Rune(char.IsSurrogate(c) ? ' ' : c)))) return json;
        var result = new StringBuilder(json.Length + 16);
        foreach (var c in json)
        {
            if (!char.IsSurrogate(c) && IsHidden(new Rune(c))) Append(result, "\\u", c, 4);
            else result.Append(c);
        }

        return result.ToString();
    }

    static string Escape(string text, string? lineBreak)
    {
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune))
            {
                Append(result, "\\u", text[i++], 4);
                continue;
            }

            i += rune.Utf16SequenceLength;
            if (lineBreak is not null && rune.Value == '\n') result.Append(lineBreak);
            else if (lineBreak is not null && rune.Value == '\t') result.Append('\t');
            else if (!IsHidden(rune)) result.Append(rune.ToString());
            else if (rune.Value <= 0xFF) Append(result, "\\x", rune.Value, 2);
            else if (rune.IsBmp) Append(result, "\\u", rune.Value, 4);
            else Append(result, "\\U", rune.Value, 8);
        }

        return result.ToString();
    }

    static void Append(StringBuilder target, string prefix, int value, int digits) =>
        target.Append(prefix).Append(value.ToString($"x{digits}", CultureInfo.InvariantCulture));

    // U+200C and U+200D join letters of Persian and Hindi, and the parts of an emoji.
    static bool IsHidden(Rune rune) => rune.Value is not (0x200C or 0x200D)
        && Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
