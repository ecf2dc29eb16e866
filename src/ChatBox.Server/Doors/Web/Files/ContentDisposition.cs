using System.Globalization;
using System.Text;
using ChatBox.Core.Files;

namespace ChatBox.Server.Doors.Web.Files;

/// <summary>
/// The name under which a browser saves, RFC 6266: a plain one for old readers, and the whole in UTF-8 (RFC 8187). One line whatever the
/// name holds: what could end the line, leave the folder or turn the direction of writing is replaced.
/// </summary>
static class ContentDisposition
{
    const char Replacement = '_';

    // attr-char of RFC 8187, beside letters and digits.
    const string PlainSigns = "!#$&+-.^_`|~";

    // Of a name that a file system can hold; a longer one is cut in the middle of nothing but itself.
    const int MaxRunes = 255;

    public static string Attachment(FileName name) => "attachment; " + Names(name.ForSaving());

    public static string Inline(FileName name) => "inline; " + Names(name.ForSaving());

    internal static string Names(string name)
    {
        var (ascii, encoded) = (new StringBuilder(), new StringBuilder());
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in Safe(name).EnumerateRunes())
        {
            // The quoted form has escapes that browsers read each in its own way, and some undo %41: neither is written.
            var isPlain = rune.IsAscii && rune.Value is not ('"' or '\\' or '%');
            ascii.Append(isPlain ? (char)rune.Value : Replacement);
            if (rune.IsAscii && IsAttributeSign((char)rune.Value))
            {
                encoded.Append((char)rune.Value);
                continue;
            }

            foreach (var unit in utf8[..rune.EncodeToUtf8(utf8)]) encoded.Append(CultureInfo.InvariantCulture, $"%{unit:X2}");
        }

        return $"filename=\"{ascii}\"; filename*=UTF-8''{encoded}";
    }

    static bool IsAttributeSign(char sign) => char.IsAsciiLetterOrDigit(sign) || PlainSigns.Contains(sign, StringComparison.Ordinal);

    // A surrogate without its other half becomes U+FFFD when runes are enumerated.
    static string Safe(string name)
    {
        var safe = new StringBuilder();
        foreach (var rune in name.EnumerateRunes().Take(MaxRunes))
            safe.Append(IsHarmful(rune) ? Replacement.ToString() : rune.ToString());
        // Neither of the two names that are a folder, nor nothing.
        return safe.ToString().Trim(' ', '.').Length == 0 ? "file" : safe.ToString();
    }

    static bool IsHarmful(Rune rune) =>
        rune.Value is '/' or '\\'
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator;
}
