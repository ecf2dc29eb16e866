using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace ChatBox.Core.People;

/// <summary>
/// A name as people see it (<see cref="Text"/>) and as the server compares it: by its letters (<see cref="Key"/>), by which it is also
/// looked up, and by what it looks like (<see cref="Look"/>). Two names cannot be held at once where either is the same. 1 to 32 characters
/// after NFKC; never empty, never only marks, nothing invisible or that turns the direction of text; in the spirit of RFC 8266. Also the
/// name of a room, with 64 characters.
/// </summary>
public sealed record PersonName
{
    public const int MaxLength = 32;
    public const int MaxRoomLength = 64;

    /// <summary>Changes with what <see cref="Key"/> and <see cref="Look"/> make of a name: stored ones are then made anew.</summary>
    public const string ComparisonVersion = "2";

    // "all" is an address in the text protocol; the others are names that some file system treats as a device. They are compared as they
    // are written, not by looks: "ALI" looks like "all", and to the key "PM" is "prn".
    static readonly HashSet<string> Reserved = new(["all", "con", "prn", "aux", "nul", ".", ".."], StringComparer.OrdinalIgnoreCase);

    // Nobody may even look like the server, which speaks under this name at the text door.
    static readonly PersonName Server = Restore("server");

    PersonName(string text, string key, string look) => (Text, Key, Look) = (text, key, look);

    public string Text { get; }
    public string Key { get; }
    public string Look { get; }

    public override string ToString() => Text;

    public static bool TryParse(string? input, [NotNullWhen(true)] out PersonName? name, [NotNullWhen(false)] out Refusal? refusal) =>
        TryParse(input, MaxLength, out name, out refusal);

    public static bool TryParseRoom(string? input, [NotNullWhen(true)] out PersonName? name, [NotNullWhen(false)] out Refusal? refusal) =>
        TryParse(input, MaxRoomLength, out name, out refusal);

    /// <summary>
    /// A name that was accepted before and comes back from the store: not checked again, so that stricter rules never lock anybody out.
    /// </summary>
    public static PersonName Restore(string text) => new(text, NameKey.Of(text), NameLook.Of(text));

    /// <summary>Whether the two cannot be held at once.</summary>
    public bool IsLike(PersonName other) => Key == other.Key || Look == other.Look;

    /// <summary>The comparison key of any well-formed text, for looking a name up; null where the text cannot be a name.</summary>
    public static string? KeyOf(string? input) => TryParseRoom(input, out var name, out _) ? name.Key : null;

    /// <summary>
    /// What the key of a name holds where the name holds <paramref name="text"/>, by what people see; for finding names by a part.
    /// </summary>
    internal static string PartOfKey(string text) => NameKey.Of(text.Trim());

    /// <summary>
    /// True where this process can normalize. In invariant-globalization mode NFKC silently does nothing, and names would collide.
    /// </summary>
    public static bool CanNormalize() => "Ａ".Normalize(NormalizationForm.FormKC) == "A";

    static bool TryParse(string? input, int maxLength, [NotNullWhen(true)] out PersonName? name, [NotNullWhen(false)] out Refusal? refusal)
    {
        name = null;
        refusal = Check(input, maxLength, out var text);
        if (refusal is not null) return false;
        var parsed = Restore(text);
        if (parsed.Key.Length == 0 || Reserved.Contains(text) || parsed.IsLike(Server))
            refusal = Refusals.BadName("This name is kept for the server. Choose another name.");
        else name = parsed;
        return name is not null;
    }

    static Refusal? Check(string? input, int maxLength, out string text)
    {
        text = "";
        // A name of many compatibility characters grows under NFKC (one sign can become eighteen): bounded before the work is done.
        if (input is null || input.Length > 8 * maxLength) return TooLong(maxLength);
        if (!IsWellFormed(input)) return Refusals.BadName("The name holds characters that are no text.");
        text = input.Trim().Normalize(NormalizationForm.FormKC).Trim();
        if (text.Length == 0) return Refusals.BadName("A name has at least one character.");

        var (length, letters, space) = (0, 0, false);
        Rune[] runes = [.. text.EnumerateRunes()];
        foreach (var rune in runes)
        {
            length++;
            if (JoinControls.Contains(rune) && JoinControls.IsInContext(runes, length - 1)) continue;
            var category = Rune.GetUnicodeCategory(rune);
            if (category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned || IsBlank(rune))
                return Refusals.BadName("A name has no control, invisible or direction-changing characters.");
            var isSpace = Rune.IsWhiteSpace(rune);
            if (isSpace && space) return Refusals.BadName("A name has single spaces only.");
            space = isSpace;
            if (!isSpace && category is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark))
                letters++;
            else if (length == 1)
                return Refusals.BadName("A name starts with a letter, a digit or a sign.");
        }

        if (length > maxLength) return TooLong(maxLength);
        return letters == 0 ? Refusals.BadName("A name has at least one letter, digit or sign.") : null;
    }

    static Refusal TooLong(int maxLength) => Refusals.BadName($"A name has 1 to {maxLength} characters.");

    // Fillers and blanks of Hangul, braille, Khmer, Khitan, hieroglyphs and music are letters, marks or signs to Unicode and nothing to the
    // eye.
    static bool IsBlank(Rune rune) =>
        rune.Value is 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800 or 0x034F or 0x17B4 or 0x17B5 or 0x16FE4 or 0x13441 or 0x13442
            or 0x1D159;

    static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            // U+FFFE, a byte order mark turned round, is no character, and .NET does not normalize it.
            if (text[i] == '\uFFFE') return false;
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return false;
            i++;
        }

        return true;
    }
}
