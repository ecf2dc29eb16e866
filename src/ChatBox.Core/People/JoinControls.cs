using System.Globalization;
using System.Text;

namespace ChatBox.Core.People;

/// <summary>
/// Where the two invisible characters that shape the letters beside them may stand in a name: RFC 5892, appendix A.1 and A.2. Persian
/// writes the zero width non-joiner in many names, Sinhala the joiner in "Sri". Anywhere else they are nothing to the eye, and are refused.
/// </summary>
static class JoinControls
{
    const int NonJoiner = 0x200C;
    const int Joiner = 0x200D;

    // Joining_Type of the letters of the Arabic script, ArabicShaping.txt of Unicode 14: those that join to the letter behind them ...
    static readonly RuneSet JoinsNext = new(
        "0620 0626 0628 062A-062E 0633-063F 0641-0647 0649-064A 066E-066F 0678-0687 069A-06BF 06C1-06C2 06CC 06CE 06D0-06D1 06FA-06FC 06FF "
        + "0750-0758 075C-076A 076D-0770 0772 0775-0777 077A-077F 0886 0889-088D 08A0-08A9 08AF-08B0 08B3-08B8 08BA-08C8");

    // ... and those that join to the letter before them only.
    static readonly RuneSet JoinsPreviousOnly = new(
        "0622-0625 0627 0629 062F-0632 0648 0671-0673 0675-0677 0688-0699 06C0 06C3-06CB 06CD 06CF 06D2-06D3 06D5 06EE-06EF 0759-075B "
        + "076B-076C 0771 0773-0774 0778-0779 0870-0882 088E 08AA-08AC 08AE 08B1-08B2 08B9");

    // Canonical_Combining_Class = Virama: what takes the vowel from an Indic letter.
    static readonly RuneSet Viramas = new(
        "094D 09CD 0A4D 0ACD 0B4D 0BCD 0C4D 0CCD 0D3B-0D3C 0D4D 0DCA 0E3A 0EBA 0F84 1039-103A 1714-1715 1734 17D2 1A60 1B44 1BAA-1BAB "
        + "1BF2-1BF3 2D7F A806 A82C A8C4 A953 A9C0 AAF6 ABED 10A3F 11046 11070 1107F 110B9 11133-11134 111C0 11235 112EA 1134D 11442 114C2 "
        + "115BF 1163F 116B6 1172B 11839 1193D-1193E 119E0 11A34 11A47 11A99 11C3F 11D44-11D45 11D97");

    public static bool Contains(Rune rune) => rune.Value is NonJoiner or Joiner;

    /// <summary>Whether the join control at this place shapes what stands beside it.</summary>
    public static bool IsInContext(IReadOnlyList<Rune> text, int index)
    {
        if (index > 0 && Viramas.Contains(text[index - 1])) return true;
        if (text[index].Value != NonJoiner) return false;
        var before = index - 1;
        while (before >= 0 && IsTransparent(text[before])) before--;
        var after = index + 1;
        while (after < text.Count && IsTransparent(text[after])) after++;
        return before >= 0 && JoinsNext.Contains(text[before])
            && after < text.Count && (JoinsNext.Contains(text[after]) || JoinsPreviousOnly.Contains(text[after]));
    }

    // Joining_Type = T: marks, through which the letters join.
    static bool IsTransparent(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    /// <summary>Code points, given as ascending ranges in hexadecimal.</summary>
    sealed class RuneSet(string ranges)
    {
        readonly (int First, int Last)[] ranges = [.. ranges.Split(' ').Select(Parse)];

        public bool Contains(Rune rune) => ranges.Any(range => rune.Value >= range.First && rune.Value <= range.Last);

        static (int First, int Last) Parse(string range)
        {
            var ends = range.Split('-').Select(end => int.Parse(end, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToArray();
            return (ends[0], ends[^1]);
        }
    }
}
