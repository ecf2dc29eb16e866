using System.Text;

namespace ChatBox.Core;

/// <summary>What comparing names and finding words have in common. Never throws, whatever the text.</summary>
static class Folding
{
    /// <summary>
    /// Normalizes any text. What .NET refuses to normalize, lone surrogates and U+FFFE, becomes the replacement character.
    /// </summary>
    public static string NormalizeAny(this string text, NormalizationForm form)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') && !text.Contains('\uFFFE', StringComparison.Ordinal))
            return text.Normalize(form);
        var target = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) target.Append(rune.Value == 0xFFFE ? Rune.ReplacementChar : rune);
        return target.ToString().Normalize(form);
    }

    /// <summary>
    /// Small letters, as far as one sign stands for one sign. By way of the capital, so that the two sigmas of Greek meet.
    /// </summary>
    public static Rune FoldCase(Rune rune) =>
        rune.Value == 0x130 ? new Rune('i')
        : Rune.IsLetter(rune) ? Rune.ToLowerInvariant(Rune.ToUpperInvariant(rune))
        : rune;
}
