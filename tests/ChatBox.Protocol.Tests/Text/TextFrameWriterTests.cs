using System.Buffers;
using System.Text;
using ChatBox.Protocol.Text;

namespace ChatBox.Protocol.Tests.Text;

public class TextFrameWriterTests
{
    static readonly TextMessage Every =
        new() { Sequence = "6", Response = "5", Request = "4", Recipient = "3", Sender = "2", Message = "1" };

    [Theory]
    [InlineData(TextSpelling.Single, "<m:1><s:2><r:3><t:4><p:5><q:6>")]
    [InlineData(TextSpelling.Doubled, "<<m:1>><<s:2>><<r:3>><<t:4>><<p:5>><<q:6>>")]
    public void Fields_are_written_in_the_order_of_the_old_programs(TextSpelling spelling, string expected) =>
        Assert.Equal(expected, Written(Every, spelling));

    [Fact]
    public void A_field_that_is_absent_is_left_out_and_an_empty_one_is_written() =>
        Assert.Equal("<m:><s:a>", Written(new() { Message = "", Sender = "a" }, TextSpelling.Single));

    [Fact]
    public void The_answer_of_the_captures_is_written_byte_for_byte() =>
        Assert.Equal(
            "<<m:True>><<s:server:127.0.0.1>><<r:Alon>><<p:connect_response>>",
            Written(
                new() { Message = TextWords.True, Sender = "server:127.0.0.1", Recipient = "Alon", Response = TextWords.ConnectResponse },
                TextSpelling.Doubled));

    static string Written(TextMessage message, TextSpelling spelling)
    {
        var bytes = new ArrayBufferWriter<byte>();
        TextFrameWriter.Write(message, spelling, bytes);
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
