using System.Text;

namespace ChatBox.Core.People;

/// <summary>
/// What a name looks like as it is written, beside <see cref="NameKey"/>, which compares its letters. A capital I is a small l to the eye
/// ("paypaI"), a small i is not: so by its letters "Kai" is another name than "Kal", and by its look "KaI" is the same as "Kal". UTS #39
/// folds I, l, 1 and | to l, and leaves i alone.
/// </summary>
static class NameLook
{
    public static string Of(string name)
    {
        var target = new StringBuilder(name.Length);
        var previous = new Rune(' ');
        foreach (var rune in name.NormalizeAny(NormalizationForm.FormKC).EnumerateRunes())
        {
            if (NameKey.IsIgnored(rune)) continue;
            Append(target, rune, beginsWord: !Rune.IsLetter(previous));
            previous = rune;
        }

        return target.ToString().Normalize(NormalizationForm.FormKC);
    }

    static void Append(StringBuilder target, Rune rune, bool beginsWord)
    {
        if (Rune.IsWhiteSpace(rune))
        {
            target.Append(' ');
            return;
        }

        foreach (var part in Skeleton(rune))
        {
            // "Iana" looks like "lana" and not like "Lana": people have both names. Who writes "lana" has the letters of "Lana" anyway.
            // Inside a word it stays one sign with l, or "PaypaI" could stand beside "PAYPAL".
            if (part.Value == 'L' && beginsWord) target.Append('L');
            else foreach (var small in Skeleton(Folding.FoldCase(part))) target.Append(Folding.FoldCase(small));
        }
    }

    static StringRuneEnumerator Skeleton(Rune rune)
    {
        var skeleton = new StringBuilder();
        Confusables.AppendSkeleton(skeleton, rune);
        return skeleton.ToString().EnumerateRunes();
    }
}
