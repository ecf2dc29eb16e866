using System.Diagnostics.CodeAnalysis;

namespace ChatBox.Core;

/// <summary>
/// The text form of a 63-bit id: thirteen signs of Crockford's base 32, lower case. Ids are drawn at random, so that neither their value nor
/// a gap between two of them tells how many others there are.
/// </summary>
static class OpaqueId
{
    const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    const int Length = 13;

    public static string Format(long value) =>
        string.Create(Length, value, static (signs, rest) =>
        {
            for (var i = signs.Length - 1; i >= 0; i--, rest >>= 5) signs[i] = Alphabet[(int)(rest & 31)];
        });

    public static bool TryParse([NotNullWhen(true)] string? text, out long value)
    {
        value = 0;
        if (text is not { Length: Length }) return false;
        var bits = 0L;
        foreach (var sign in text)
        {
            var digit = Alphabet.IndexOf(sign, StringComparison.Ordinal);
            if (digit < 0 || bits >> 58 != 0) return false;
            bits = (bits << 5) | (uint)digit;
        }

        value = bits;
        return value > 0;
    }
}
