using ChatBox.Protocol.Text;

namespace ChatBox.Protocol.Tests.Text;

// The expected strings are what repr() of Python 3 prints.
public class TextListTests
{
    [Fact]
    public void A_list_is_written_as_python_prints_it()
    {
        Assert.Equal("[]", TextList.Format([]));
        Assert.Equal("['alice']", TextList.Format(["alice"]));
        Assert.Equal("['alice', 'bob', 'Zoë']", TextList.Format(["alice", "bob", "Zoë"]));
    }

    [Theory]
    [InlineData("o'neil", "\"o'neil\"")]
    [InlineData("say \"hi\"", "'say \"hi\"'")]
    [InlineData("o'neil \"x\"", "'o\\'neil \"x\"'")]
    [InlineData("a\\b", "'a\\\\b'")]
    [InlineData("a\tb\nc\rd", "'a\\tb\\nc\\rd'")]
    [InlineData("\0\u001b\u007f", "'\\x00\\x1b\\x7f'")]
    [InlineData("\u00a0\u00ad", "'\\xa0\\xad'")]
    [InlineData("\u200b\u202e\u2028\ufeff", "'\\u200b\\u202e\\u2028\\ufeff'")]
    [InlineData("\ue000", "'\\ue000'")]
    [InlineData("😀 漢字", "'😀 漢字'")]
    [InlineData("\U000e0001", "'\\U000e0001'")]
    [InlineData("', 'admin", "\"', 'admin\"")]
    public void What_python_would_escape_is_escaped(string item, string written) => Assert.Equal($"[{written}]", TextList.Format([item]));

    [Fact]
    public void A_surrogate_alone_is_written_as_the_replacement_character() => Assert.Equal("['\ufffd']", TextList.Format(["\ud800"]));
}
