using System.Buffers;
using ChatBox.Protocol.Text;
using FsCheck;
using FsCheck.Fluent;

namespace ChatBox.Protocol.Tests.Text;

public class TextValueTests
{
    [Theory]
    [InlineData("a & b < c > d", "a &amp; b &lt; c &gt; d")]
    [InlineData("one\ntwo\r\nthree", "one&#10;two&#13;&#10;three")]
    [InlineData("&amp;", "&amp;amp;")]
    [InlineData("\0\u001b[2J\u007f\u0085", "&#0;&#27;[2J&#127;&#133;")]
    [InlineData("\u2028\u2029", "&#8232;&#8233;")]
    [InlineData("a\tb", "a\tb")]
    [InlineData("漢字 😀 'q' \"d\" / \\ :", "漢字 😀 'q' \"d\" / \\ :")]
    [InlineData("", "")]
    public void What_means_something_to_a_reader_is_named(string value, string wire)
    {
        Assert.Equal(wire, Some.Value(value));
        Assert.True(TextValue.TryDecode(Reading.Bytes(wire), out var read));
        Assert.Equal(value, read);
    }

    [Theory]
    [InlineData("&")]
    [InlineData("a & b")]
    [InlineData("&amp")]
    [InlineData("&AMP;")]
    [InlineData("&quot;")]
    [InlineData("&#65;")]
    [InlineData("&#010;")]
    [InlineData("&#x0a;")]
    [InlineData("&#;")]
    [InlineData("&#60;")]
    [InlineData("&#62;")]
    [InlineData("&#38;")]
    [InlineData("&#99999999;")]
    [InlineData("&;")]
    [InlineData("AT&T; R&D")]
    public void An_ampersand_that_names_nothing_stands_for_itself(string value)
    {
        Assert.True(TextValue.TryDecode(Reading.Bytes(value), out var read));
        Assert.Equal(value, read);
    }

    [Fact]
    public void A_surrogate_alone_is_written_as_the_replacement_character()
    {
        Assert.Equal("a\ufffdb", Some.Value("a\ud800b"));
        Assert.Equal("\ufffd&lt;", Some.Value("\udc00<"));
    }

    [Fact]
    public void Every_string_comes_back_as_it_was() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(10_000), Prop.ForAll(Strings(), value =>
        {
            var bytes = new ArrayBufferWriter<byte>();
            TextValue.Encode(value, bytes);
            return TextValue.TryDecode(bytes.WrittenSpan, out var read) && read == value && bytes.WrittenSpan.IndexOfAny("<>\n\r"u8) < 0;
        }));

    [Fact]
    public void Every_message_comes_back_as_it_was() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(10_000), Prop.ForAll(Messages(), pair =>
        {
            var (message, doubled) = pair;
            var bytes = new ArrayBufferWriter<byte>();
            TextFrameWriter.Write(message, doubled ? TextSpelling.Doubled : TextSpelling.Single, bytes);
            bytes.Write("\n"u8);
            var frames = Reading.Glued(new(), bytes.WrittenSpan.ToArray());
            return message.Fields == TextFields.None ? frames.Count == 0 : frames.Count == 1 && frames[0].Message == message;
        }));

    // Any string that UTF-8 can say; brackets, ampersands and control characters often.
    static Arbitrary<string> Strings() => Gen
        .OneOf(
            Gen.Elements("<", ">", "&", "&amp;", "&#10;", "<<m:", ">>", "\n", "\r", "\0", "\u2028", "😀", ";", "#", "amp"),
            ArbMap.Default.GeneratorFor<string>().Select(
                value => value is null ? "" : new string([.. value.Where(c => !char.IsSurrogate(c))])))
        .ListOf().Select(string.Concat).ToArbitrary();

    static Arbitrary<(TextMessage Message, bool Doubled)> Messages()
    {
        var optional = Gen.OneOf(Gen.Constant<string?>(null), Strings().Generator.Select(value => (string?)value));
        return (from m in optional
                from s in optional
                from r in optional
                from t in optional
                from p in optional
                from q in optional
                from doubled in ArbMap.Default.GeneratorFor<bool>()
                select (new TextMessage { Message = m, Sender = s, Recipient = r, Request = t, Response = p, Sequence = q }, doubled)).ToArbitrary();
    }
}
