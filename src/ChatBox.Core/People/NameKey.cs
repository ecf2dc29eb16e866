using System.Globalization;
using System.Text;

namespace ChatBox.Core.People;

/// <summary>
/// What makes two names the same by their letters. NFKC (width, ligatures), invisible characters dropped, lower case, then the skeleton of
/// confusable letters. The key of a key is the key itself. <see cref="NameLook"/> says the same of capitals.
/// </summary>
static class NameKey
{
    public static string Of(string name)
    {
        // Lowering a skeleton can open it to another one, so it is repeated until nothing changes; three rounds suffice for every assigned
        // character (a test goes through them all), and the bound keeps a surprise in a later Unicode version finite.
        var key = Round(name);
        for (var i = 0; i < 4; i++)
        {
            var next = Round(key);
            if (next == key) break;
            key = next;
        }

        return key;
    }

    static string Round(string text)
    {
        var target = new StringBuilder(text.Length);
        foreach (var rune in text.NormalizeAny(NormalizationForm.FormKC).EnumerateRunes())
        {
            if (IsIgnored(rune)) continue;
            if (Rune.IsWhiteSpace(rune)) target.Append(' ');
            else AppendFolded(target, rune);
        }

        return target.ToString().Normalize(NormalizationForm.FormKC);
    }

    static void AppendFolded(StringBuilder target, Rune rune)
    {
        var skeleton = new StringBuilder();
        Confusables.AppendSkeleton(skeleton, Folding.FoldCase(rune));
        foreach (var part in skeleton.ToString().EnumerateRunes()) target.Append(Folding.FoldCase(part));
    }

    /// <summary>What is nothing to the eye by itself.</summary>
    public static bool IsIgnored(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.Control || IsVariationSelector(rune);

    // Marks that choose between forms of the sign before them, and are nothing to the eye where there is no such form.
    static bool IsVariationSelector(Rune rune) =>
        rune.Value is (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF) or (>= 0x180B and <= 0x180F);
}
