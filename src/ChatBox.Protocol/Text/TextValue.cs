using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace ChatBox.Protocol.Text;

/// <summary>The value of a field between its brackets: UTF-8 in which a few characters are named instead of written.</summary>
/// <remarks>
/// <code>
/// value   = *( char / entity )
/// entity  = "&amp;amp;" / "&amp;lt;" / "&amp;gt;" / "&amp;#" number ";"
/// number  = the code point, in decimal, of a control character, U+2028 or U+2029
/// </code>
/// An ampersand that begins none of these stands for itself. Thread-safe; nothing here throws, whatever the input.
/// </remarks>
public static class TextValue
{
    // What the wire names instead of writing: the brackets, whatever ends a line somewhere, and what a terminal obeys.
    // A tab harms nobody and is written as it is.
    static readonly SearchValues<char> Named = SearchValues.Create(
        [.. "&<>\u2028\u2029", .. Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(c => char.IsControl(c) && c != '\t')]);

    // The longest is "&#8233;".
    const int LongestEntity = 7;

    /// <summary>Reads a value. False where the bytes are not UTF-8 (overlong forms and surrogates are not).</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out string value)
    {
        value = "";
        if (!Utf8.IsValid(bytes)) return false;
        value = Encoding.UTF8.GetString(bytes);
        if (value.Contains('&', StringComparison.Ordinal)) value = Unname(value);
        return true;
    }

    /// <summary>Writes a value. A surrogate without its partner, which UTF-8 cannot say, is written as U+FFFD.</summary>
    public static void Encode(string value, IBufferWriter<byte> output)
    {
        var rest = value.AsSpan();
        while (!rest.IsEmpty)
        {
            var at = rest.IndexOfAny(Named);
            Encoding.UTF8.GetBytes(at < 0 ? rest : rest[..at], output);
            if (at < 0) return;
            Encoding.UTF8.GetBytes(NameOf(rest[at]), output);
            rest = rest[(at + 1)..];
        }
    }

    static string NameOf(char c) => c switch
    {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        _ => string.Create(CultureInfo.InvariantCulture, $"&#{(int)c};"),
    };

    static string Unname(string value)
    {
        var text = new StringBuilder(value.Length);
        var rest = value.AsSpan();
        while (true)
        {
            var at = rest.IndexOf('&');
            if (at < 0) return text.Append(rest).ToString();
            text.Append(rest[..at]);
            rest = rest[at..];
            var length = TryEntity(rest, out var c) ? rest.IndexOf(';') + 1 : 1;
            text.Append(c);
            rest = rest[length..];
        }
    }

    // entity = "&amp;" / "&lt;" / "&gt;" / "&#" number ";"
    static bool TryEntity(ReadOnlySpan<char> rest, out char c)
    {
        c = '&';
        var end = rest[..Math.Min(rest.Length, LongestEntity)].IndexOf(';');
        if (end < 0) return false;
        switch (rest[1..end])
        {
            case "amp": return true;
            case "lt": c = '<'; return true;
            case "gt": c = '>'; return true;
            case ['#', .. var digits]: return TryNumber(digits, out c);
            default: return false;
        }
    }

    // number = "0" / ( "1"-"9" *digit ), of a character that Encode would name
    static bool TryNumber(ReadOnlySpan<char> digits, out char c)
    {
        c = '&';
        if (digits.Length > 1 && digits[0] == '0') return false;
        if (!ushort.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var code)) return false;
        if (!Named.Contains((char)code) || code is '&' or '<' or '>') return false;
        c = (char)code;
        return true;
    }
}
