using System.Text;
using ChatBox.Protocol.Text;
using static ChatBox.Protocol.Tests.Text.Reading;
using static ChatBox.Protocol.Tests.Text.Some;

namespace ChatBox.Protocol.Tests.Text;

public class TextFrameReaderHostileTests
{
    static readonly TextFrame Connect = Frame(new() { Sender = "alice", Request = "connect" });
    static readonly TextFrame Users = Frame(new() { Sender = "alice", Request = "get_user_list" });

    [Theory]
    [InlineData("hello")]
    [InlineData("<s:alice><r:all><t:message_request><m:<s:admin>>")]
    [InlineData("<m:hi<s:admin><s:alice><r:all><t:message_request>")]
    [InlineData("<<m:hi<<s:admin>><<s:alice>><<r:all>><<t:message_request>>")]
    [InlineData(">s:alice<")]
    [InlineData("<s:alice><s:bob><t:connect>")]
    [InlineData("<s>")]
    [InlineData("<>")]
    [InlineData("<:alice>")]
    [InlineData("<<<s:alice>>>")]
    [InlineData("<<<s:alice>><<t:connect>>")]
    [InlineData("<s:alice>and<t:connect>")]
    [InlineData("<s:alice><t:connect")]
    [InlineData("<s:alice")]
    [InlineData("<s")]
    [InlineData("<")]
    [InlineData("<s:alice><t:connect>>")]
    [InlineData("{\"type\":\"ping\"}")]
    [InlineData("GET / HTTP/1.1")]
    public void A_line_that_is_no_run_of_fields_is_a_bad_frame_and_only_that_line(string line) =>
        Assert.Equal([Rejected(TextRejection.BadFrame), Users], Lines(line + "\n<s:alice><t:get_user_list>\n"));

    [Theory]
    [InlineData("<x:1>")]
    [InlineData("<S:alice><t:connect>")]
    [InlineData("<s:alice><x:1><t:connect>")]
    [InlineData("<s:alice><t:connect><name:alice>")]
    [InlineData("<<s:alice>><<t:connect>><<tt:1>>")]
    public void A_field_that_nobody_knows_rejects_its_line(string line) =>
        Assert.Equal([Rejected(TextRejection.UnknownField), Users], Lines(line + "\n<s:alice><t:get_user_list>\n"));

    [Fact]
    public void Ten_thousand_fields_are_one_rejection() =>
        Assert.Equal(
            [Rejected(TextRejection.UnknownField), Users],
            Lines(string.Concat(Enumerable.Repeat("<x:1>", 10_000)) + "\n<s:alice><t:get_user_list>\n"));

    [Fact]
    public void Junk_without_newlines_is_told_once_and_the_next_message_is_read() =>
        Assert.Equal(
            [Rejected(TextRejection.BadFrame), Connect], Apart(new(), Bytes("hello"), Bytes(" there"), Bytes("<s:alice><t:connect>")));

    [Fact]
    public void Junk_behind_a_request_spoils_neither_that_request_nor_the_next() =>
        Assert.Equal([Connect, Rejected(TextRejection.BadFrame), Users], Whole("<<s:alice>><<t:connect>>><<s:alice>><<t:get_user_list>>"));

    [Theory]
    [InlineData("<x:1>", TextRejection.UnknownField)]
    [InlineData("<q:<", TextRejection.BadFrame)]
    public void A_field_behind_a_request_that_cannot_be_read_spoils_neither_that_request_nor_the_next(string field, TextRejection rejection)
    {
        Assert.Equal([Connect, Rejected(rejection), Users], Whole($"<s:alice><t:connect>{field}<s:alice><t:get_user_list>"));
        Assert.Equal(
            [Connect, Rejected(rejection), Users],
            Apart(new(), Bytes("<s:alice><t:connect>"), Bytes(field), Bytes("<s:alice><t:get_user_list>")));
    }

    [Fact]
    public void A_message_with_a_bracket_in_its_text_is_no_message_and_the_next_one_is() =>
        Assert.Equal(
            [Rejected(TextRejection.BadFrame), Users], Whole("<s:alice><r:all><t:message_request><m:i <3 you><s:alice><t:get_user_list>"));

    [Fact]
    public void A_second_sender_inside_a_message_makes_it_none() =>
        Assert.Equal([Rejected(TextRejection.BadFrame), Users], Whole("<m:hi><s:admin><s:alice><r:all><t:message_request><s:alice><t:get_user_list>"));

    [Fact]
    public void A_first_key_that_comes_again_begins_the_next_message() =>
        Assert.Equal([Rejected(TextRejection.BadFrame), Connect], Whole("<s:alice><s:alice><t:connect>"));

    [Fact]
    public void An_unreadable_message_that_was_told_does_not_swallow_the_next() =>
        Assert.Equal([Rejected(TextRejection.UnknownField), Connect], Apart(new(), Bytes("<x:1>"), Bytes("<s:alice><t:connect>")));

    [Theory]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(new byte[] { 0xC0, 0x80 })]
    [InlineData(new byte[] { 0xE0, 0x80, 0xAF })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    [InlineData(new byte[] { 0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80 })]
    [InlineData(new byte[] { 0xF4, 0x90, 0x80, 0x80 })]
    [InlineData(new byte[] { 0xE6, 0xBC })]
    [InlineData(new byte[] { 0x80 })]
    public void Bytes_that_are_not_utf8_reject_their_message_only(byte[] bytes)
    {
        byte[] message = [.. Bytes("<s:alice><r:all><t:message_request><m:"), .. bytes, .. Bytes(">")];
        byte[] next = Bytes("<s:alice><t:get_user_list>");
        TextFrame[] expected = [Rejected(TextRejection.BadUtf8), Users];
        Assert.Equal(expected, Glued(new(), [.. message, .. next]));
        Assert.Equal(expected, Apart(new(), OneByOne([.. message, .. next])));
        Assert.Equal(expected, Glued(new(), [.. message, (byte)'\n', .. next, (byte)'\n']));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\n\r\n<s:alice><t:connect>\n")]
    [InlineData("OPTIONS * HTTP/1.1\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    [InlineData("\r\n\r\nGET / HTTP/1.1\r\n\r\n<s:alice><t:connect>\n")]
    [InlineData("\u0016\u0003\u0001\u0002\0\u0001\0\u0001<s:alice><t:connect>\n")]
    public void Another_protocol_is_not_read_at_all(string text)
    {
        TextFrame[] expected = [Rejected(TextRejection.NotHttp)];
        Assert.Equal(expected, Glued(new(), Bytes(text)));
        Assert.Equal(expected, Apart(new(), OneByOne(Bytes(text))));
    }

    [Theory]
    [InlineData("GETTING <s:alice><t:connect>")]
    [InlineData("PO<s:alice><t:connect>")]
    [InlineData("\u0016<s:alice><t:connect>")]
    public void A_beginning_of_another_protocol_that_goes_on_otherwise_is_junk(string text)
    {
        TextFrame[] expected = [Rejected(TextRejection.BadFrame), Connect];
        Assert.Equal(expected, Glued(new(), Bytes(text)));
        Assert.Equal(expected, Apart(new(), OneByOne(Bytes(text))));
    }

    [Fact]
    public void A_word_of_http_alone_on_a_line_is_a_bad_frame() =>
        Assert.Equal([Rejected(TextRejection.BadFrame), Connect], Whole("GET\n<s:alice><t:connect>\n"));

    [Theory]
    [InlineData("", "")]
    [InlineData("", "\n")]
    [InlineData("", "\r\n")]
    [InlineData("<s:alice><t:connect>\n", "\r\n")]
    public void A_message_of_the_largest_size_is_read_and_one_byte_more_is_not(string before, string end)
    {
        const string frame = "<s:alice><r:all><t:message_request><m:>";
        var largest = Sized(TextFrameReader.MaxFrameBytes - frame.Length);
        Assert.Equal(Frame(Post(new string('x', TextFrameReader.MaxFrameBytes - frame.Length))), Whole(before + largest + end)[^1]);
        Assert.Equal(Rejected(TextRejection.TooLarge), Whole(before + Sized(TextFrameReader.MaxFrameBytes - frame.Length + 1) + end)[^1]);

        Assert.Equal(Users, Whole(before + largest + end + "<s:alice><t:get_user_list>" + end)[^1]);

        static string Sized(int text) => $"<s:alice><r:all><t:message_request><m:{new string('x', text)}>";
    }

    [Theory]
    [InlineData("<m:")]
    [InlineData("<<m:")]
    [InlineData("")]
    [InlineData("<x:1>")]
    [InlineData("<s:alice><t:connect>\n")]
    [InlineData("<s:alice><t:connect>\n<m:")]
    public void A_mebibyte_without_an_end_is_too_large_and_the_rest_is_not_read(string before)
    {
        var reader = new TextFrameReader();
        var frames = Glued(reader, Bytes(before + new string('x', 1 << 20) + "\n<s:alice><t:get_user_list>\n"));
        Assert.Equal(Rejected(TextRejection.TooLarge), frames[^1]);
        Assert.DoesNotContain(Users, frames);
        Assert.Empty(Glued(reader, Bytes("<s:alice><t:get_user_list>\n")));
        Assert.False(reader.InFrame);
        Assert.False(reader.TryEndStream(out _));
    }

    [Fact]
    public void Too_large_is_told_at_the_first_byte_too_many()
    {
        var reader = new TextFrameReader();
        Assert.Empty(Glued(reader, Bytes("<m:" + new string('x', TextFrameReader.MaxFrameBytes - 3))));
        Assert.Equal([Rejected(TextRejection.TooLarge)], Glued(reader, "x"u8.ToArray()));
    }

    [Fact]
    public void A_request_before_a_field_that_is_too_large_is_carried_out() =>
        Assert.Equal([Connect, Rejected(TextRejection.TooLarge)], Whole("<s:alice><t:connect><q:" + new string('1', 1 << 20)));

    [Fact]
    public void Values_take_every_character_of_a_terminal_as_it_is() =>
        Assert.Equal(
            [Frame(Post("\0\u001b[31m\u0007\r\u2028x"))], Whole("<s:alice><r:all><t:message_request><m:\0\u001b[31m\u0007\r\u2028x>"));

    [Fact]
    public void Two_hundred_thousand_mutated_inputs_neither_throw_nor_grow()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        string[] corpus =
        [
            "<s:alice><r:server:1><t:connect>\n", "<<s:alice>><<t:connect>>", "<s:a><r:all><t:message_request><m:hi &amp; &#10;><q:1>",
            "<<m:hi>><<s:a>><<r:all>><<t:message_request>>", "<s:a><t:download><m:x>\r\n", "GET / HTTP/1.1\r\n\r\n", "\u0016\u0003\u0001",
            "<m:" + new string('x', 70_000),
        ];
        var inputs = corpus.Select(Encoding.UTF8.GetBytes).ToArray();
        for (var run = 0; run < 200_000; run++)
        {
            var input = Mutate(inputs[random.Next(inputs.Length)], inputs, random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Read(input, random);
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"seed {seed}, run {run}: {e}");
            }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        }
    }

    static void Read(byte[] input, Random random)
    {
        var reader = new TextFrameReader();
        var cut = random.Next(input.Length + 1);
        Feed(reader, input.AsSpan(0, cut));
        if (random.Next(2) == 0) reader.TryEndSegment(out _);
        if (random.Next(8) == 0) reader.Abandon();
        Feed(reader, input.AsSpan(cut));
        if (reader.AwaitsEnd) Assert.True(reader.TryEndSegment(out _));
        reader.TryEndStream(out _);

        static void Feed(TextFrameReader reader, ReadOnlySpan<byte> bytes)
        {
            while (reader.TryRead(ref bytes, out var frame)) Assert.True(frame.Message is null != frame.Rejection is null);
        }
    }

    static byte[] Mutate(byte[] input, byte[][] others, Random random)
    {
        List<byte> bytes = [.. input.AsSpan(0, Math.Min(input.Length, random.Next(20) == 0 ? input.Length : 200))];
        for (var i = random.Next(6); i >= 0; i--)
        {
            var at = random.Next(bytes.Count + 1);
            switch (random.Next(5))
            {
                case 0 when at < bytes.Count: bytes[at] = (byte)random.Next(256); break;
                case 1 when at < bytes.Count: bytes.RemoveAt(at); break;
                case 2: bytes.Insert(at, "<>:\n\r&msrtpq\0"u8[random.Next(13)]); break;
                case 3 when at < bytes.Count: bytes.RemoveRange(at, bytes.Count - at); break;
                default: bytes.AddRange(others[random.Next(others.Length - 1)]); break;
            }
        }
        return [.. bytes];
    }
}
