using System.Text;
using ChatBox.Client.Files;

namespace ChatBox.Client.Tests.Files;

public sealed class SafeNamesTests
{
    [Theory]
    [InlineData("plan.pdf", "plan.pdf")]
    [InlineData("Ärger 你好.txt", "Ärger 你好.txt")]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("..", "file")]
    [InlineData("", "file")]
    [InlineData("a/..", "file")]
    [InlineData(@"C:\Windows\win.ini", "win.ini")]
    [InlineData("-rf", "_rf")]
    [InlineData(".bashrc", "_bashrc")]
    [InlineData("~", "file")]
    [InlineData("nul.txt", "_ul.txt")]
    [InlineData("a\u001b]0;x\u0007\n.txt", "a_]0;x__.txt")]
    [InlineData("a\u202Egpj.exe", "a_gpj.exe")]
    [InlineData("a.exe. . ", "a.exe")]
    [InlineData("c:d|e", "c_d_e")]
    public void A_name_from_elsewhere_is_a_name_and_nothing_else(string given, string expected) =>
        Assert.Equal(expected, SafeNames.Of(given));

    [Fact]
    public void Half_a_character_is_none() => Assert.Equal("\uFFFDx", SafeNames.Of("\ud800x"));

    [Fact]
    public void A_long_name_keeps_its_ending_and_whole_characters()
    {
        var name = SafeNames.Of(string.Concat(Enumerable.Repeat("€", 300)) + ".pdf");
        Assert.Equal(string.Concat(Enumerable.Repeat("€", 65)) + ".pdf", name);
        Assert.InRange(Encoding.UTF8.GetByteCount(name), 190, 200);
    }
}
