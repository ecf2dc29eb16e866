using System.Globalization;
using System.Text;

namespace ChatBox.Core.Messages;

/// <summary>
/// What makes text and query meet: NFKC, lower case, accents taken off (é finds e, and e finds é). The same function folds both sides, on
/// every database. Of a fold the fold is itself.
/// </summary>
public static class SearchFold
{
    /// <summary>Words of one query; more than this many narrow nothing.</summary>
    const int MaxWords = 16;

    // Its capital is I, whose small letter is i to everybody but Turkish: so the three are one.
    const int DotlessI = 0x131;

    public static string Of(string text)
    {
        var target = new StringBuilder(text.Length);
        foreach (var rune in text.NormalizeAny(NormalizationForm.FormKD).EnumerateRunes())
            if (!IsAccent(rune)) target.Append(Folding.FoldCase(rune) is { Value: not DotlessI } folded ? folded : new Rune('i'));
        return target.ToString().Normalize(NormalizationForm.FormC);
    }

    /// <summary>The words of a query: what stands between white space, folded, each once, the first sixteen.</summary>
    public static IReadOnlyList<string> Words(string query) =>
        [.. Of(query).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).Take(MaxWords)];

    // The accents of Latin, Greek and Cyrillic; vowel signs of Indic and Arabic scripts are letters to their readers and stay.
    static bool IsAccent(Rune rune) =>
        rune.Value is >= 0x300 and <= 0x36F && Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark;
}
