using ChatBox.Core.Conversations;
using ChatBox.Core.Messages;
using ChatBox.Protocol.Text;
using ChatBox.Testing;

namespace ChatBox.Server.Tests.Doors.Text;

public sealed class TextDoorErrorTests : IAsyncLifetime
{
    TextHouse house = null!;

    public async ValueTask InitializeAsync() => house = await TextHouse.OpenAsync(new ManualTimeProvider());

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Theory]
    [InlineData("<s:alice><r:all><t:message_request><m:hi>")]
    [InlineData("<s:alice><t:get_user_list>")]
    [InlineData("<s:alice><t:get_file>")]
    [InlineData("<s:alice><t:download><m:x>")]
    public async Task Nothing_but_connect_comes_first(string request)
    {
        var peer = house.Enter();
        await peer.SendAsync(request + "<q:1>\n");
        var line = await peer.LineAsync();
        Assert.StartsWith("<m:not_joined: ", line, StringComparison.Ordinal);
        Assert.EndsWith("><s:server:127.0.0.1><r:alice><p:error><q:1>", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_goodbye_of_nobody_is_false()
    {
        var peer = house.Enter();
        await peer.SendAsync("<s:alice><t:disconnect>\n");
        Assert.Equal("<m:False><s:server:127.0.0.1><r:alice><p:disconnect_response>", await peer.LineAsync());
    }

    [Theory]
    [InlineData("<s:alice><t:connect>", "already_joined")]
    [InlineData("<s:bob><t:connect>", "already_joined")]
    [InlineData("<s:bob><r:all><t:message_request><m:hi>", "sender_mismatch")]
    [InlineData("<s:bob><t:disconnect>", "sender_mismatch")]
    [InlineData("<s:server:127.0.0.1><t:get_file>", "sender_mismatch")]
    [InlineData("<s:><t:get_file>", "sender_mismatch")]
    [InlineData("<s:alice><t:dance>", "unknown_type")]
    [InlineData("<s:alice><r:all><t:message_request>", "bad_frame")]
    [InlineData("<s:alice><t:download>", "bad_frame")]
    [InlineData("<t:get_file>", "bad_frame")]
    [InlineData("<s:alice>", "bad_frame")]
    [InlineData("<m:hi><s:bob><r:alice><p:message_received>", "bad_frame")]
    [InlineData("hello", "bad_frame")]
    [InlineData("<s:alice><s:bob><t:get_file>", "bad_frame")]
    [InlineData("<m:hi><s:admin>", "bad_frame")]
    [InlineData("<s:alice><t:get_file><x:1>", "unknown_field")]
    public async Task What_cannot_be_done_is_told_with_its_code_and_the_connection_lives(string request, string code)
    {
        var alice = await house.EnterAsync("alice");
        var other = await house.EnterAsync("other");
        await alice.LineWithAsync("has joined");
        await alice.SendAsync(request + "\n");
        var line = await alice.LineAsync();
        Assert.StartsWith($"<m:{code}: ", line, StringComparison.Ordinal);
        Assert.EndsWith("><s:server:127.0.0.1><r:alice><p:error>", line, StringComparison.Ordinal);
        await alice.SendAsync("<s:alice><r:all><t:message_request><m:still here>\n");
        Assert.Equal("<m:still here><s:alice><r:other><p:message_received>", await other.LineAsync());
        Assert.Single(await house.Reader.HistoryAsync(ConversationId.Lobby, HistoryRange.Newest(), long.MaxValue, CancellationToken.None));
    }

    [Fact]
    public async Task Bytes_that_are_not_utf8_are_not_stored()
    {
        var alice = await house.EnterAsync("alice");
        await alice.SendAsync([.. "<s:alice><r:all><t:message_request><m:"u8, 0xC0, 0x80, .. ">\n"u8]);
        Assert.StartsWith("<m:bad_utf8: ", await alice.LineAsync(), StringComparison.Ordinal);
        Assert.Empty(await house.Reader.HistoryAsync(ConversationId.Lobby, HistoryRange.Newest(), long.MaxValue, CancellationToken.None));
    }

    [Fact]
    public async Task A_text_of_the_largest_length_passes_and_a_longer_one_is_told_so()
    {
        var alice = await house.EnterAsync("alice");
        await alice.SendAsync($"<s:alice><r:all><t:message_request><m:{new string('漢', MessageText.MaxLength)}>\n");
        Assert.Contains("<m:True>", await alice.LineWithAsync("message_response"), StringComparison.Ordinal);
        await alice.SendAsync($"<s:alice><r:all><t:message_request><m:{new string('x', MessageText.MaxLength + 1)}>\n");
        Assert.StartsWith("<m:text_too_long: ", await alice.LineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_text_of_the_page_fits_a_frame()
    {
        var alice = await house.EnterAsync("alice");
        await alice.SendAsync(
            $"<s:alice><r:all><t:message_request><m:{string.Concat(Enumerable.Repeat("&#8232;", MessageText.MaxLength - 1))}x>\n");
        Assert.Contains("<m:True>", await alice.LineWithAsync("message_response"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<s:alice><t:connect>\n")]
    public async Task A_message_that_is_too_large_is_told_so_and_ends_the_connection(string before)
    {
        var peer = house.Enter();
        await peer.SendAsync(before);
        if (before.Length > 0) await peer.LineWithAsync("has joined");
        peer.Post($"<s:alice><r:all><t:message_request><m:{new string('x', TextFrameReader.MaxFrameBytes)}>\n");
        Assert.StartsWith("<m:too_large: ", await peer.TakeAsync("<m:too_large: ".Length), StringComparison.Ordinal);
        peer.CloseOutput();
        await peer.ToEndAsync();
        await house.EnterAsync("alice");
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\n\r\n<s:alice><t:connect>\n")]
    [InlineData("\u0016\u0003\u0001\0\u0005hello")]
    public async Task Another_protocol_is_told_so_and_ends_the_connection(string text)
    {
        var peer = house.Enter();
        peer.Post(text);
        Assert.StartsWith("<m:not_http: ", await peer.TakeAsync("<m:not_http: ".Length), StringComparison.Ordinal);
        peer.CloseOutput();
        await peer.ToEndAsync();
        await house.EnterAsync("alice");
    }

    [Fact]
    public async Task A_fatal_rejection_closes_although_the_peer_stays()
    {
        var peer = house.Enter();
        peer.Post("GET / HTTP/1.1\r\n\r\n");
        await peer.ExpectAsync("<m:not_http: ");
        await peer.ToEndAsync(timePasses: true);
    }

    [Fact]
    public async Task Half_a_login_and_a_reset_leave_nothing()
    {
        for (var i = 0; i < 20; i++)
        {
            var peer = house.Enter();
            await peer.SendAsync("<s:alice><t:conn");
            peer.Reset();
            await peer.Closed;
        }

        Assert.Equal(0, house.Host.SessionCount);
        await house.EnterAsync("alice");
    }

    [Fact]
    public async Task What_was_sent_before_the_end_is_carried_out_and_answered()
    {
        var peer = house.Enter();
        peer.Post("<s:alice><t:connect>\n<s:alice><r:all><t:message_request><m:one>\n<s:alice><r:all><t:message_request><m:two>");
        peer.CloseOutput();
        var text = await peer.ToEndAsync();
        Assert.Equal(2, text.Split("<p:message_response>").Length - 1);
        Assert.Equal(2, (await house.Reader.HistoryAsync(ConversationId.Lobby, HistoryRange.Newest(), long.MaxValue, CancellationToken.None)).Count);
    }
}
