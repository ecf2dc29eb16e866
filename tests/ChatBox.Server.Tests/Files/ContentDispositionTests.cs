using System.Text;
using ChatBox.Core.Files;
using ChatBox.Server.Doors.Web.Files;
using ChatBox.Server.Tests.Support;

namespace ChatBox.Server.Tests.Files;

/// <summary>H1, H2: whatever a file is called, its name stays a name.</summary>
public sealed class ContentDispositionTests
{
    [Theory]
    [InlineData("plan.pdf", "filename=\"plan.pdf\"; filename*=UTF-8''plan.pdf")]
    [InlineData("my plan.pdf", "filename=\"my plan.pdf\"; filename*=UTF-8''my%20plan.pdf")]
    [InlineData("Übung.txt", "filename=\"_bung.txt\"; filename*=UTF-8''%C3%9Cbung.txt")]
    [InlineData("100%41.txt", "filename=\"100_41.txt\"; filename*=UTF-8''100%2541.txt")]
    [InlineData("a;b=c,d", "filename=\"a;b=c,d\"; filename*=UTF-8''a%3Bb%3Dc%2Cd")]
    [InlineData("🎉", "filename=\"_\"; filename*=UTF-8''%F0%9F%8E%89")]
    public void A_name_is_written_for_old_readers_and_whole(string name, string expected) =>
        Assert.Equal("attachment; " + expected, ContentDisposition.Attachment(FileName.Restore(name)));

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("..\\..\\windows")]
    [InlineData("a\r\nSet-Cookie: x=1")]
    [InlineData("a\"; filename=\"b.exe")]
    [InlineData("\u202Egpj.exe")]
    [InlineData("a\u2028b")]
    [InlineData("\uD83C")]
    [InlineData("")]
    [InlineData("..")]
    [InlineData(".htaccess")]
    [InlineData("con")]
    [InlineData("C:\\x")]
    [InlineData("\\\\server\\share")]
    public void What_could_leave_the_line_the_folder_or_the_direction_is_replaced(string name) => AssertIsOneHarmlessLine(name);

    [Fact]
    public void Any_name_at_all_is_one_harmless_line() => Seeded.Run(5_000, random =>
    {
        var name = new StringBuilder();
        for (var i = random.Next(300); i > 0; i--)
            name.Append((char)random.Pick(random.Next(0x20), random.Next(0x80), random.Next(0x10000), '"', '\\', '/', 0x202E, 0xD800));
        AssertIsOneHarmlessLine(name.ToString());
    });

    static void AssertIsOneHarmlessLine(string name)
    {
        var header = "attachment; " + ContentDisposition.Names(name);
        Assert.All(header, sign => Assert.InRange(sign, ' ', '~'));
        var parts = header.Split("\"");
        Assert.Equal(3, parts.Length);
        Assert.DoesNotContain(parts[1], sign => sign is '/' or '\\' or '%');
        Assert.NotEqual("", parts[1]);
        Assert.NotEqual("", parts[1].Trim('.', ' '));
        var decoded = Uri.UnescapeDataString(header[(header.IndexOf("UTF-8''", StringComparison.Ordinal) + 7)..]);
        Assert.DoesNotContain(decoded, sign => char.IsControl(sign) || sign is '/' or '\\' or '\u202E' or '\u2028');
        Assert.DoesNotContain("%0", header, StringComparison.Ordinal);
    }
}
