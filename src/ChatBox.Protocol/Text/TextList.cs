using System.Globalization;
using System.Text;

namespace ChatBox.Protocol.Text;

/// <summary>Lists as the old program wrote them: what Python prints for a list of strings, and <c>ast.literal_eval</c> reads.</summary>
/// <remarks>Thread-safe; never throws.</remarks>
public static class TextList
{
    /// <summary>Writes a list: <c>['alice', "o'neil"]</c>, and <c>[]</c> for none.</summary>
    public static string Format(IEnumerable<string> items)
    {
        var text = new StringBuilder("[");
        foreach (var item in items)
        {
            if (text.Length > 1) text.Append(", ");
            AppendQuoted(text, item);
        }
        return text.Append(']').ToString();
    }

    // string = "'" *char "'" / '"' *char '"'; double quotes only where the string holds single ones and no double ones
    static void AppendQuoted(StringBuilder text, string item)
    {
        var quote = item.Contains('\'', StringComparison.Ordinal) && !item.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        text.Append(quote);
        var rest = item.AsSpan();
        while (!rest.IsEmpty)
        {
            Rune.DecodeFromUtf16(rest, out var rune, out var length);
            AppendCharacter(text, rune, quote);
            rest = rest[length..];
        }
        text.Append(quote);
    }

    static void AppendCharacter(StringBuilder text, Rune rune, char quote)
    {
        var code = rune.Value;
        _ = code switch
        {
            '\\' => text.Append(@"\\"),
            '\n' => text.Append(@"\n"),
            '\r' => text.Append(@"\r"),
            '\t' => text.Append(@"\t"),
            _ when code == quote => text.Append('\\').Append(quote),
            _ when IsPrintable(rune) => text.Append(rune.ToString()),
            < 0x100 => text.Append(CultureInfo.InvariantCulture, $@"\x{code:x2}"),
            < 0x10000 => text.Append(CultureInfo.InvariantCulture, $@"\u{code:x4}"),
            _ => text.Append(CultureInfo.InvariantCulture, $@"\U{code:x8}"),
        };
    }

    // As Python's str.isprintable.
    static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.SpaceSeparator);
}
