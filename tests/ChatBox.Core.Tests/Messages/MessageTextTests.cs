using System.Text;
using ChatBox.Core.Messages;

namespace ChatBox.Core.Tests.Messages;

public class MessageTextTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("漢")]
    [InlineData("😀")]
    public void A_text_has_up_to_8000_characters_and_not_8001(string sign)
    {
        Assert.Equal(Repeat(sign, 8000), Parse(Repeat(sign, 8000)));
        Assert.Equal("text_too_long", Refused(Repeat(sign, 8001)));
    }

    [Fact]
    public void A_line_break_counts_as_one_character_however_it_was_written()
    {
        Assert.Equal(8000, Parse("a" + Repeat("\r\n", 7999)).Length);
        Assert.Equal("text_too_long", Refused("a" + Repeat("\r\n", 8000)));
    }

    [Theory]
    [InlineData("a\r\nb", "a\nb")]
    [InlineData("a\rb", "a\nb")]
    [InlineData("a\nb", "a\nb")]
    [InlineData("a\r\n\r\nb\r", "a\n\nb\n")]
    public void Line_breaks_become_newlines(string input, string text) => Assert.Equal(text, Parse(input));

    [Theory]
    [InlineData("a\u2028b\r\nc", "a\u2028b\nc")]
    [InlineData("a\u2029b\u0085c\fd\re", "a\u2029b\u0085c\fd\ne")]
    [InlineData("\u001B[31m\u0007\u200B", "\u001B[31m\u0007\u200B")]
    [InlineData("  a\t", "  a\t")]
    [InlineData("\uFFFE\uFFFF", "\uFFFE\uFFFF")]
    public void Everything_else_is_kept_as_it_is(string input, string text) => Assert.Equal(text, Parse(input));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(" \r\n\t\u3000")]
    [InlineData("\0")]
    [InlineData("a\0b")]
    public void What_is_no_text_is_refused(string? input) => Assert.Equal("bad_text", Refused(input));

    [Fact]
    public void Half_a_character_is_no_text()
    {
        foreach (var input in Some.LoneSurrogates) Assert.Equal("bad_text", Refused(input));
    }

    [Fact]
    public void Any_text_is_taken_whole_or_refused() => Seeded.Run(10_000, random =>
    {
        var input = random.AnyText(60);
        var isText = !string.IsNullOrWhiteSpace(input) && !input.Contains('\0', StringComparison.Ordinal) && IsWellFormed(input);
        if (isText) Assert.Equal(input.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n'), Parse(input));
        else Assert.Equal("bad_text", Refused(input));
    });

    static string Parse(string input)
    {
        Assert.True(MessageText.TryParse(input, out var text, out var refusal), refusal?.Message);
        return text.Value;
    }

    static string Refused(string? input)
    {
        Assert.False(MessageText.TryParse(input, out _, out var refusal));
        return refusal.Code;
    }

    static bool IsWellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text;

    static string Repeat(string sign, int count) => string.Concat(Enumerable.Repeat(sign, count));
}
