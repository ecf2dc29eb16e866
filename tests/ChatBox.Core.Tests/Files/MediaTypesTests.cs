using ChatBox.Core.Files;

namespace ChatBox.Core.Tests.Files;

// H4, H5: what a browser would run is bytes, whatever the sender says.
public class MediaTypesTests
{
    [Theory]
    [InlineData("application/pdf", "application/pdf")]
    [InlineData("Application/PDF; name=\"x\"", "application/pdf")]
    [InlineData("video/mp4", "video/mp4")]
    [InlineData("audio/ogg; codecs=opus", "audio/ogg")]
    [InlineData("application/zip", "application/zip")]
    public void A_word_that_no_browser_runs_is_believed(string word, string type) => Assert.Equal(type, MediaTypes.OfSender(word));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("text/html")]
    [InlineData("image/svg+xml")]
    [InlineData("image/png")]
    [InlineData("text/plain")]
    [InlineData("text/javascript")]
    [InlineData("application/xhtml+xml")]
    [InlineData("application/xml")]
    [InlineData("application/javascript")]
    [InlineData("application/pdf\r\nX-Evil: 1")]
    [InlineData("video/mp4, text/html")]
    [InlineData("multipart/x-mixed-replace")]
    [InlineData("message/rfc822")]
    public void Any_other_word_is_just_bytes(string? word) => Assert.Equal(MediaTypes.Bytes, MediaTypes.OfSender(word));

    [Fact]
    public void A_word_without_end_is_just_bytes() =>
        Assert.Equal(MediaTypes.Bytes, MediaTypes.OfSender("application/pdf;" + new string('x', 1_000_000)));

    [Theory]
    [InlineData("text/plain", true)]
    [InlineData("TEXT/x-csharp; charset=utf-8", true)]
    [InlineData("text/html", true)]
    [InlineData("application/text/plain", false)]
    [InlineData(null, false)]
    public void Who_says_text_of_some_kind_says_text(string? word, bool isText) => Assert.Equal(isText, MediaTypes.SaysText(word));

    [Theory]
    [InlineData(MediaTypes.Png, true)]
    [InlineData(MediaTypes.Jpeg, true)]
    [InlineData(MediaTypes.Gif, true)]
    [InlineData(MediaTypes.Webp, true)]
    [InlineData(MediaTypes.Text, true)]
    [InlineData(MediaTypes.Bytes, false)]
    [InlineData("image/svg+xml", false)]
    [InlineData("application/pdf", false)]
    [InlineData("text/html", false)]
    public void Five_types_may_stand_inside_a_page(string type, bool isInline) => Assert.Equal(isInline, MediaTypes.IsInline(type));
}
