using System.Globalization;
using System.Text;

namespace ChatBox.Core.People;

/// <summary>
/// What makes two names the same: what people see. NFKC (width, ligatures), invisible characters dropped, lower case, then the skeleton of
/// confusable letters. The key of a key is the key itself.
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
        foreach (var rune in text.Normalize(NormalizationForm.FormKC).EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.Control) continue;
            if (Rune.IsWhiteSpace(rune)) target.Append(' ');
            else AppendFolded(target, rune);
        }

        return target.ToString().Normalize(NormalizationForm.FormKC);
    }

    static void AppendFolded(StringBuilder target, Rune rune)
    {
        var skeleton = new StringBuilder();
        Confusables.AppendSkeleton(skeleton, Rune.ToLowerInvariant(rune));
        foreach (var part in skeleton.ToString().EnumerateRunes())
        {
            var lower = Rune.ToLowerInvariant(part);
            // A capital I looks like a small l, and its small letter must stay the same name: so i, l, I and 1 are one sign.
            target.Append(lower.Value is 'i' or 0x131 ? new Rune('l') : lower);
        }
    }
}
