using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace ChatBox.Core.Files;

/// <summary>
/// What a file is called: a label, never a path. 1 to 255 bytes of UTF-8 after NFC, well formed, not only white space, not <c>.</c>
/// or <c>..</c>, without separators of paths and without control characters. What turns the direction of text is kept, as some scripts need
/// it: who shows a name isolates it, and who saves under it takes <see cref="ForSaving"/>.
/// </summary>
public sealed record FileName
{
    /// <summary>Bytes of UTF-8; what the file systems of Linux, macOS and Windows can hold.</summary>
    public const int MaxBytes = 255;

    /// <summary>What a file without a name is called.</summary>
    public static readonly FileName Unnamed = new("file");

    const char Stand = '_';

    // Windows takes these for devices, whatever extension follows, and so the digits that look like 1, 2 and 3.
    static readonly HashSet<string> Devices = new(
        [
            "con", "prn", "aux", "nul", "conin$", "conout$",
            .. "0123456789\u00b9\u00b2\u00b3".SelectMany(digit => new[] { $"com{digit}", $"lpt{digit}" }),
        ],
        StringComparer.OrdinalIgnoreCase);

    FileName(string text) => Text = text;

    public string Text { get; }

    public override string ToString() => Text;

    /// <summary>A name that was accepted before and comes back from the store: not checked again.</summary>
    public static FileName Restore(string text) => new(text);

    public static bool TryParse(string? input, [NotNullWhen(true)] out FileName? name, [NotNullWhen(false)] out Refusal? refusal)
    {
        name = null;
        refusal = Check(input, out var text);
        if (refusal is null) name = new FileName(text);
        return name is not null;
    }

    /// <summary>
    /// A name under which it can be saved on every system: nothing in it hides the file, makes it an option of a command, a device or a
    /// stream of Windows, or shows another extension than it has.
    /// </summary>
    public string ForSaving()
    {
        var target = new StringBuilder(Text.Length);
        foreach (var rune in Text.EnumerateRunes())
        {
            if (rune.Value is '<' or '>' or ':' or '"' or '|' or '?' or '*' || IsInvisible(rune)) target.Append(Stand);
            else target.Append(rune);
        }

        // Windows drops blanks and dots at the end, and so would make a.exe of "a.exe. ".
        var text = target.ToString().Trim().TrimEnd('.', ' ');
        if (text.Length == 0 || text[0] is '.' or '-' or '~') text = Stand + (text.Length == 0 ? "" : text[1..]);
        return Devices.Contains(text.Split('.')[0].TrimEnd()) ? Stand + text[1..] : text;
    }

    static Refusal? Check(string? input, out string text)
    {
        text = "";
        if (string.IsNullOrWhiteSpace(input)) return Refusals.BadFileName("A file name has at least one character.");
        // Composing makes a name shorter: bounded before the work is done.
        if (input.Length > 4 * MaxBytes) return TooLong();
        if (HasHalf(input)) return Refusals.BadFileName("The file name holds characters that are no text.");
        foreach (var rune in input.EnumerateRunes())
        {
            if (rune.Value is '/' or '\\') return Refusals.BadFileName("A file name has no slashes: it is a name, not a path.");
            if (rune.Value == 0xFFFE || Rune.GetUnicodeCategory(rune)
                is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                return Refusals.BadFileName("A file name has no control characters and no line breaks.");
        }

        text = input.Normalize(NormalizationForm.FormC);
        if (Encoding.UTF8.GetByteCount(text) > MaxBytes) return TooLong();
        return text is "." or ".." ? Refusals.BadFileName("A file cannot be called . or .. here.") : null;
    }

    static Refusal TooLong() => Refusals.BadFileName($"A file name has at most {MaxBytes} bytes.");

    static bool HasHalf(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return true;
            i++;
        }

        return false;
    }

    static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
