using System.Diagnostics.CodeAnalysis;

namespace ChatBox.Core;

/// <summary>
/// The text form of an id: Crockford's base 32, lower case; thirteen signs for 63 bits, twenty-six for 128. Ids are drawn at random, so
/// that neither their value nor a gap between two of them tells how many others there are.
/// </summary>
static class OpaqueId
{
    const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    const int Length = 13;
    const int WideLength = 26;

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

    public static string FormatWide(UInt128 value) =>
        string.Create(WideLength, value, static (signs, rest) =>
        {
            for (var i = signs.Length - 1; i >= 0; i--, rest >>= 5) signs[i] = Alphabet[(int)(rest & 31)];
        });

    public static bool TryParseWide([NotNullWhen(true)] string? text, out UInt128 value)
    {
        value = default;
        if (text is not { Length: WideLength }) return false;
        var bits = UInt128.Zero;
        foreach (var sign in text)
        {
            var digit = Alphabet.IndexOf(sign, StringComparison.Ordinal);
            if (digit < 0 || bits >> 123 != 0) return false;
            bits = (bits << 5) | (uint)digit;
        }

        value = bits;
        return value > 0;
    }
}
