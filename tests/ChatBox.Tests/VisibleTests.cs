using System.Text.Json;
using ChatBox.Protocol.Json;
using ChatBox.Terminals;

namespace ChatBox.Tests;

public sealed class VisibleTests
{
    [Theory]
    [InlineData("hello", "hello")]
    [InlineData("Zoë 你好 😀", "Zoë 你好 😀")]
    [InlineData("\u001b[31mred\u001b[0m", "\\x1b[31mred\\x1b[0m")]
    [InlineData("\u001b]0;title\u0007", "\\x1b]0;title\\x07")]
    [InlineData("\u001b]52;c;aGk=\u0007", "\\x1b]52;c;aGk=\\x07")]
    [InlineData("\u009b31m", "\\x9b31m")]
    [InlineData("a\u007fb\bc\0d", "a\\x7fb\\x08c\\x00d")]
    [InlineData("user\u202efdp.exe", "user\\u202efdp.exe")]
    [InlineData("\u2066x\u2069\u200e\u061c", "\\u2066x\\u2069\\u200e\\u061c")]
    [InlineData("a\u200bb\ufeff\u00ad", "a\\u200bb\\ufeff\\xad")]
    [InlineData("a\u2028b\u2029", "a\\u2028b\\u2029")]
    [InlineData("a\r\nb", "a\\x0d\\x0ab")]
    [InlineData("a\tb", "a\\x09b")]
    [InlineData("\U000e0041", "\\U000e0041")]
    public void What_could_touch_a_terminal_is_shown_as_text(string text, string shown) => Assert.Equal(shown, Visible.Line(text));

    [Fact]
    public void Half_a_character_is_shown_as_text() => Assert.Equal("a\\ud800b\\udc00", Visible.Line("a\ud800b\udc00"));

    [Fact]
    public void A_family_of_four_stays_one_sign() => Assert.Equal("👨‍👩‍👧‍👦", Visible.Line("👨‍👩‍👧‍👦"));

    [Fact]
    public void No_line_of_a_text_can_pass_for_another_message() =>
        Assert.Equal("hi\n    2026-11-22 09:30 bob: I quit\tnow", Visible.Text("hi\n2026-11-22 09:30 bob: I quit\tnow"));

    [Fact]
    public void Every_character_of_the_basic_plane_is_harmless_after_escaping()
    {
        for (var c = '\0'; c < char.MaxValue; c++)
            Assert.DoesNotContain(
                Visible.Line(c.ToString()), x => char.IsControl(x) || x is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069'));
    }

    [Fact]
    public void JSON_says_the_same_after_escaping()
    {
        var meant = new MeObject("1", "a\u202eb\u001b\u200b\u2028\"\\😀é");
        var json = Visible.Json(JsonSerializer.Serialize(meant, WireJson.Context.MeObject));
        Assert.DoesNotContain('\u202e', json);
        Assert.Equal(meant, JsonSerializer.Deserialize(json, WireJson.Context.MeObject));
    }
}
