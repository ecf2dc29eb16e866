using ChatBox.Protocol.Text;
using static ChatBox.Protocol.Tests.Text.Reading;
using static ChatBox.Protocol.Tests.Text.Some;

namespace ChatBox.Protocol.Tests.Text;

public class TextFrameReaderTests
{
    static readonly TextFrame Connect = Frame(new() { Sender = "alice", Request = "connect" });
    static readonly TextFrame Users = Frame(new() { Sender = "alice", Request = "get_user_list" });
    static readonly TextFrame Hello = Frame(Post("hello"));

    [Fact]
    public void A_newline_ends_a_message() => Assert.Equal([Connect, Users], Whole("<s:alice><t:connect>\n<s:alice><t:get_user_list>\r\n"));

    [Fact]
    public void The_end_of_the_bytes_at_hand_ends_a_complete_request() => Assert.Equal([Connect], Whole("<s:alice><t:connect>"));

    [Fact]
    public void A_repeated_key_ends_a_complete_request() =>
        Assert.Equal([Connect, Users], Whole("<s:alice><t:connect><s:alice><t:get_user_list>"));

    [Fact]
    public void A_request_ends_where_a_field_follows_that_is_none_of_its_own() =>
        Assert.Equal([Connect, Hello], Whole("<<s:alice>><<t:connect>><<m:hello>><<s:alice>><<r:all>><<t:message_request>>"));

    [Theory]
    [InlineData("<s:alice><r:all><t:message_request>")]
    [InlineData("<s:alice><t:message_request><m:hello>")]
    [InlineData("<s:alice><t:download>")]
    [InlineData("<t:connect>")]
    [InlineData("<s:alice>")]
    [InlineData("<s:alice><t:connec")]
    public void A_request_that_is_not_complete_waits(string text)
    {
        var reader = new TextFrameReader();
        Assert.Empty(Glued(reader, Bytes(text)));
        Assert.True(reader.InFrame);
        Assert.False(reader.AwaitsEnd);
    }

    [Fact]
    public void A_request_in_pieces_far_apart_is_one() =>
        Assert.Equal([Hello], Apart(new(), Bytes("<s:ali"), Bytes("ce><r:all>"), Bytes("<t:message_request>"), Bytes("<m:hello>")));

    [Fact]
    public void Single_bytes_far_apart_make_the_same_message() =>
        Assert.Equal([Hello], Apart(new(), OneByOne(Bytes(AsDocumented(Hello.Message!)))));

    [Theory]
    [InlineData("<s:alice><t:connect>", TextSpelling.Single)]
    [InlineData("<<s:alice>><<t:connect>>", TextSpelling.Doubled)]
    [InlineData("<<s:alice>><t:connect>", TextSpelling.Doubled)]
    [InlineData("<<x:1>><s:alice><t:connect>", TextSpelling.Doubled)]
    public void The_first_field_tells_the_spelling(string text, TextSpelling spelling)
    {
        var reader = new TextFrameReader();
        Glued(reader, Bytes(text));
        Assert.Equal(spelling, reader.Spelling);
    }

    [Theory]
    [InlineData("<s:alice><t:connect>\n", TextEnding.Lines)]
    [InlineData("\r\n\n<s:alice><t:connect>\r\n", TextEnding.Lines)]
    [InlineData("hello\n", TextEnding.Lines)]
    [InlineData("<s:alice><t:connect> and more\n", TextEnding.Lines)]
    [InlineData("<s:alice><t:connect>", TextEnding.Spaced)]
    [InlineData("<s:alice><t:connect><s:alice><t:get_file>\n", TextEnding.Spaced)]
    [InlineData("<s:alice>", TextEnding.Undecided)]
    [InlineData("\n", TextEnding.Undecided)]
    [InlineData("hello", TextEnding.Undecided)]
    public void The_end_of_the_first_message_tells_the_ending(string text, TextEnding ending)
    {
        var reader = new TextFrameReader();
        Glued(reader, Bytes(text));
        Assert.Equal(ending, reader.Ending);
    }

    [Fact]
    public void A_newline_that_comes_late_behind_the_first_message_is_its_end()
    {
        var reader = new TextFrameReader();
        Assert.Equal([Connect, Users], Apart(reader, OneByOne(Bytes("<s:alice><t:connect>\r\n<s:alice><t:get_user_list>\r\n"))));
        Assert.Equal(TextEnding.Lines, reader.Ending);
    }

    [Fact]
    public void In_lines_only_the_newline_ends_a_message()
    {
        var reader = new TextFrameReader();
        Assert.Equal([Connect], Glued(reader, Bytes("<s:alice><t:connect>\n")));
        Assert.Empty(Apart(reader, Bytes("<s:alice><t:get_user_list>")));
        Assert.Equal([Users], Apart(reader, Bytes("\n")));
    }

    [Fact]
    public void A_spaced_connection_may_send_a_newline_too() =>
        Assert.Equal([Connect, Users], Apart(new(), Bytes("<s:alice><t:connect>"), Bytes("<s:alice><t:get_user_list>\n")));

    [Fact]
    public void Blanks_between_fields_say_nothing() => Assert.Equal([Connect], Whole(" <s:alice> \t <t:connect> \r\n"));

    [Fact]
    public void A_sequence_behind_the_request_belongs_to_it() =>
        Assert.Equal(
            [Frame(Connect.Message! with { Sequence = "7" }), Frame(Users.Message! with { Sequence = "8" })],
            Whole("<s:alice><t:connect><q:7><s:alice><t:get_user_list><q:8>"));

    [Fact]
    public void A_sequence_that_comes_too_late_is_not_taken_for_the_next_message() =>
        Assert.Equal(
            [Connect, Frame(Users.Message! with { Sequence = "8" })],
            Apart(new(), Bytes("<s:alice><t:connect>"), Bytes("<q:7>"), Bytes("<s:alice><t:get_user_list><q:8>")));

    [Fact]
    public void A_recipient_behind_a_request_to_the_server_belongs_to_it() =>
        Assert.Equal(
            [Frame(Connect.Message! with { Recipient = "server:::1" }), Users],
            Whole("<s:alice><t:connect><r:server:::1><s:alice><t:get_user_list>"));

    [Fact]
    public void A_recipient_of_a_message_does_not_belong_to_the_request_before() =>
        Assert.Equal([Connect, Hello], Whole("<s:alice><t:connect><r:all><s:alice><t:message_request><m:hello>"));

    [Fact]
    public void A_client_that_writes_m_first_and_leaves_it_out_does_not_get_the_next_text_into_it() =>
        Assert.Equal(
            [Hello, Frame(new() { Sender = "alice", Recipient = "all", Request = "message_request" }), Frame(Post("secret", "bob"))],
            Whole("<<m:hello>><<s:alice>><<r:all>><<t:message_request>>"
                + "<<s:alice>><<r:all>><<t:message_request>>"
                + "<<m:secret>><<s:alice>><<r:bob>><<t:message_request>>"));

    [Fact]
    public void Answers_are_read_as_well() =>
        Assert.Equal(
            [Frame(new() { Message = "True", Sender = "server:127.0.0.1", Recipient = "Alon", Response = "connect_response", Sequence = "1" }),
                Frame(new() { Message = "hi", Sender = "bob", Recipient = "Alon", Response = "message_received" })],
            Whole("<<m:True>><<s:server:127.0.0.1>><<r:Alon>><<p:connect_response>><<q:1>><<m:hi>><<s:bob>><<r:Alon>><<p:message_received>>"));

    [Fact]
    public void In_the_doubled_spelling_single_brackets_are_text() =>
        Assert.Equal([Frame(Post("a > b <3 <> ><"))], Whole("<<m:a > b <3 <> ><>><<s:alice>><<r:all>><<t:message_request>>"));

    [Fact]
    public void A_request_that_nobody_knows_is_whole_with_its_sender() =>
        Assert.Equal(
            [Frame(new() { Sender = "alice", Request = "dance", Message = "hi" }), Users],
            Whole("<s:alice><t:dance><m:hi><s:alice><t:get_user_list>"));

    [Fact]
    public void The_last_line_counts_without_its_newline()
    {
        var reader = new TextFrameReader();
        Assert.Equal([Connect], Glued(reader, Bytes("<s:alice><t:connect>\n<s:alice><t:get_user_list>")));
        Assert.True(reader.TryEndStream(out var frame));
        Assert.Equal(Users, frame);
    }

    [Theory]
    [InlineData("<s:alice><t:get_user_list")]
    [InlineData("<s:alice>")]
    [InlineData("")]
    public void A_last_line_that_was_cut_is_no_message(string rest)
    {
        var reader = new TextFrameReader();
        Assert.Equal([Connect], Glued(reader, Bytes("<s:alice><t:connect>\n" + rest)));
        Assert.False(reader.TryEndStream(out _));
    }

    [Fact]
    public void An_abandoned_message_is_passed_over()
    {
        var reader = new TextFrameReader();
        Glued(reader, Bytes("<s:alice><r:al"));
        Assert.True(reader.Abandon());
        Assert.False(reader.Abandon());
        Assert.Equal([Connect], Glued(reader, Bytes("l><s:alice><t:connect>")));
        Assert.False(reader.Abandon());
    }

    [Fact]
    public void An_abandoned_line_is_passed_over_up_to_its_newline()
    {
        var reader = new TextFrameReader();
        Assert.Equal([Connect], Glued(reader, Bytes("<s:alice><t:connect>\n<s:alice><r:al")));
        Assert.True(reader.Abandon());
        Assert.Equal([Users], Glued(reader, Bytes("l><t:message_request><m:hi>\n<s:alice><t:get_user_list>\n")));
    }
}
