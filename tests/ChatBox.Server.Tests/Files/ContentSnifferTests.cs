using System.Text;
using ChatBox.Server.Files;

namespace ChatBox.Server.Tests.Files;

/// <summary>H4, H5: what a file is, is told by its bytes; what a browser would run is only bytes.</summary>
public sealed class ContentSnifferTests
{
    [Theory]
    [InlineData("89504E470D0A1A0A0000", "text/html", "image/png")]
    [InlineData("FFD8FFE000104A464946", null, "image/jpeg")]
    [InlineData("474946383961", "image/png", "image/gif")]
    [InlineData("474946383761", null, "image/gif")]
    [InlineData("52494646AAAAAAAA57454250", null, "image/webp")]
    [InlineData("52494646AAAAAAAA57415645", "image/webp", "application/octet-stream")]
    [InlineData("89504E470D0A1A", "image/png", "application/octet-stream")]
    public void Pictures_are_told_by_their_first_bytes(string hex, string? word, string expected) =>
        Assert.Equal(expected, ContentSniffer.TypeOf(Convert.FromHexString(hex), word));

    [Theory]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/svg+xml", "application/octet-stream")]
    [InlineData("<svg/>", "image/png", "application/octet-stream")]
    [InlineData("<script>alert(1)</script>", "text/html", "text/plain")]
    [InlineData("<html>", "application/xhtml+xml", "application/octet-stream")]
    [InlineData("<?xml version='1.0'?>", "application/xml", "application/octet-stream")]
    [InlineData("alert(1)", "text/javascript", "text/plain")]
    [InlineData("alert(1)", "application/javascript", "application/octet-stream")]
    [InlineData("%PDF-1.7", "application/pdf", "application/pdf")]
    [InlineData("hello", "text/plain; charset=utf-8", "text/plain")]
    [InlineData("hello", "", "application/octet-stream")]
    [InlineData("hello", "text/\0plain", "text/plain")]
    [InlineData("a\0b", "text/plain", "application/octet-stream")]
    [InlineData("", "text/plain", "text/plain")]
    public void What_runs_is_never_said_to_be_what_it_is(string content, string word, string expected) =>
        Assert.Equal(expected, ContentSniffer.TypeOf(Encoding.UTF8.GetBytes(content), word));

    [Fact]
    public void Text_is_UTF_8_also_where_the_sample_ends_inside_a_sign()
    {
        var text = Encoding.UTF8.GetBytes(new string('x', ContentSniffer.SampleBytes - 2) + "中");
        Assert.Equal("text/plain", ContentSniffer.TypeOf(text.AsSpan(0, ContentSniffer.SampleBytes), "text/plain"));
        Assert.Equal("application/octet-stream", ContentSniffer.TypeOf([(byte)'a', 0xE4, 0xB8], "text/plain"));
        Assert.Equal("application/octet-stream", ContentSniffer.TypeOf([0xC0, 0x80], "text/plain"));
    }
}
