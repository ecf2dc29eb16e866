using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using ChatBox.Server.Tests.Support;

namespace ChatBox.Server.Tests.Web;

/// <summary>Bad input at the WebSocket: a clear code, one connection at most, and a second person chats on.</summary>
public sealed class HostileSocketTests
{
    const int MaxRequest = 128 * 1024;

    static string At(int bytes, string id = "big")
    {
        var frame = $"{{\"type\":\"send\",\"id\":\"{id}\",\"conversation\":\"lobby\",\"clientId\":\"c\",\"text\":\"\"}}";
        return frame.Insert(frame.Length - 2, new string('x', bytes - frame.Length));
    }

    public static TheoryData<string, string> BadRequests => new()
    {
        { "", "bad_frame" },
        { "hello", "bad_frame" },
        { "null", "bad_frame" },
        { "[]", "bad_frame" },
        { "{}", "bad_frame" },
        { "{\"type\":\"ping\"}", "bad_frame" },
        { "{\"type\":\"ping\",\"id\":\"\"}", "bad_frame" },
        { $"{{\"type\":\"ping\",\"id\":\"{new string('i', 65)}\"}}", "bad_frame" },
        { "{\"type\":\"ping\",\"id\":7}", "bad_frame" },
        { "{\"type\":\"ping\",\"id\":\"7\"", "bad_frame" },
        { "{\"type\":\"ping\",\"id\":\"7\"}x", "bad_frame" },
        { "{\"type\":\"ping\",\"id\":\"7\",\"id\":\"8\"}", "bad_frame" },
        { "{\"type\":\"ping\",\"id\":\"7\",\"\\u0069d\":\"8\"}", "bad_frame" },
        { "{\"type\":\"ping\",\"id\":\"7\",\"more\":1}", "unknown_field" },
        { "{\"type\":\"send\",\"id\":\"7\",\"conversation\":\"lobby\",\"clientId\":\"c\",\"text\":\"hi\",\"author\":\"bob\"}", "unknown_field" },
        { "{\"type\":\"send\",\"id\":\"7\",\"conversation\":\"lobby\",\"clientId\":\"c\"}", "bad_frame" },
        { "{\"type\":\"send\",\"id\":\"7\",\"conversation\":\"lobby\",\"clientId\":\"c\",\"text\":5}", "bad_frame" },
        { "{\"type\":\"send\",\"id\":\"7\",\"conversation\":\"lobby\",\"clientId\":\"c c\",\"text\":\"hi\"}", "bad_client_id" },
        { "{\"type\":\"send\",\"id\":\"7\",\"conversation\":\"lobby\",\"clientId\":\"c\",\"text\":\" \\n\"}", "bad_text" },
        { "{\"type\":\"send\",\"id\":\"7\",\"conversation\":\"lobby\",\"clientId\":\"c\",\"text\":\"\\ud800\"}", "bad_text" },
        { "{\"type\":\"send\",\"id\":\"7\",\"conversation\":\"lobby\",\"clientId\":\"c\",\"text\":\"a\\u0000b\"}", "bad_text" },
        { "{\"type\":\"drop.tables\",\"id\":\"7\"}", "unknown_type" },
        { "{\"type\":\"ToString\",\"id\":\"7\"}", "unknown_type" },
        { "{\"type\":\"read\",\"id\":\"7\",\"conversation\":\"lobby\",\"number\":1e999}", "bad_frame" },
        { "{\"type\":\"read\",\"id\":\"7\",\"conversation\":\"lobby\",\"number\":1.5}", "bad_frame" },
        { "{\"type\":\"read\",\"id\":\"7\",\"conversation\":\"lobby\",\"number\":NaN}", "bad_frame" },
        { "{\"type\":\"read\",\"id\":\"7\",\"conversation\":\"lobby\",\"number\":-1}", "bad_range" },
        { "{\"type\":\"read\",\"id\":\"7\",\"conversation\":\"lobby\",\"number\":{}}", "bad_frame" },
        { "{\"type\":\"ping\",\"id\":\"7\",\"x\":" + new string('[', 65) + new string(']', 65) + "}", "bad_frame" },
        { "{\"type\":\"ping\",\"id\":\"7\",\"x\":" + new string('[', 60_000) + "}", "bad_frame" },
        { "{" + string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"\"f{i}\":1")) + "}", "bad_frame" },
        { "{\"type\":\"presence\",\"id\":\"7\",\"state\":\"offline\"}", "bad_frame" },
        { "{\"type\":\"room.create\",\"id\":\"7\",\"name\":\"\\u202e\"}", "bad_name" },
        { "{\"type\":\"direct.open\",\"id\":\"7\",\"person\":\"' OR 1=1 --\"}", "no_such_person" },
        { "{\"type\":\"search\",\"id\":\"7\",\"text\":\"\"}", "bad_text" },
        { "{\"type\":\"people\",\"id\":\"7\",\"after\":\"zzz\"}", "bad_range" },
    };

    [Fact]
    public async Task Every_bad_request_gets_its_code_and_the_connection_lives_on()
    {
        await using var server = await TestServer.StartAsync();
        await using var eve = await server.JoinLiveAsync("eve");
        await using var bob = await server.JoinLiveAsync("bob");
        foreach (var (request, code) in BadRequests.Select(row => row.Data))
        {
            var refused = await eve.RefusedAsync(request);
            Assert.True(code == refused.Code(), $"{(request.Length > 200 ? request[..200] : request)} gave {refused.GetRawText()}");
            Assert.DoesNotContain("   at ", refused.Text("message"), StringComparison.Ordinal);
        }

        Assert.Equal("ok", (await eve.SayAsync("sorry")).Type());
        await bob.NextAsync("message");
        Assert.Equal("ok", (await bob.SayAsync("never mind")).Type());
        Assert.Equal(2, (await bob.AskAsync("history", ("conversation", "lobby"))).Number("last"));
    }

    [Fact]
    public async Task Binary_messages_and_bytes_that_are_no_UTF8_are_refused()
    {
        await using var server = await TestServer.StartAsync();
        await using var eve = await server.JoinLiveAsync("eve");
        await using var bob = await server.JoinLiveAsync("bob");
        await eve.SendAsync("{\"type\":\"ping\",\"id\":\"7\"}"u8.ToArray(), WebSocketMessageType.Binary);
        Assert.Equal("bad_frame", (await eve.NextAsync("error")).Code());

        // Overlong, lone surrogates, beyond Unicode, and a sequence without its end.
        foreach (var bad in new[] { "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE6\xBC" })
        {
            using var raw = await RawSocket.UpgradeAsync(eve.Who);
            var json = Encoding.Latin1.GetBytes(
                $"{{\"type\":\"send\",\"id\":\"7\",\"conversation\":\"lobby\",\"clientId\":\"c\",\"text\":\"{bad}\"}}");
            await raw.WriteAsync(RawSocket.Frame(1, json));
            var goodbye = WriteForEverAsync(raw, RawSocket.Frame(8, [3, 232]), times: 1);
            var (texts, close) = await raw.ReadToEndAsync();
            await goodbye;
            // RFC 6455, section 8.1: the WebSocket itself ends the connection.
            Assert.True(close == 1007, $"{close} {string.Join('|', texts)}");
            Assert.DoesNotContain(texts, text => text.Contains("\"ok\"", StringComparison.Ordinal));
        }

        await AssertTalksOnAsync(bob);
        Assert.Equal(1, (await bob.AskAsync("history", ("conversation", "lobby"))).Number("last"));
    }

    [Fact]
    public async Task A_request_of_128_KiB_is_read_and_one_byte_more_ends_the_connection()
    {
        await using var server = await TestServer.StartAsync();
        await using var eve = await server.JoinLiveAsync("eve");
        await using var bob = await server.JoinLiveAsync("bob");

        Assert.Equal("text_too_long", (await eve.RefusedAsync(At(MaxRequest))).Code());
        await eve.SendAsync(At(MaxRequest + 1));

        Assert.Equal("too_large", (await eve.GoodbyeAsync()).Code());
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, eve.CloseStatus);
        await AssertTalksOnAsync(bob);
    }

    [Fact]
    public async Task The_longest_message_passes_however_it_is_escaped()
    {
        await using var server = await TestServer.StartAsync();
        await using var alice = await server.JoinLiveAsync("alice");
        foreach (var sign in new[] { "x", "漢", "😀", "\\ud83d\\ude00", "\\u6f22", "\\n" })
        {
            var text = "x" + string.Concat(Enumerable.Repeat(sign, 7999));
            var id = Guid.NewGuid().ToString("N");
            await alice.SendAsync(
                $"{{\"type\":\"send\",\"id\":\"{id}\",\"conversation\":\"lobby\",\"clientId\":\"{id}\",\"text\":\"{text}\"}}");
            var message = await alice.NextAsync("message");
            Assert.Equal(8000, message.At("message").Text("text").EnumerateRunes().Count());
        }

        Assert.Equal("text_too_long", (await alice.SayAsync(new string('x', 8001))).Code());
    }

    [Fact]
    public async Task A_message_that_never_ends_is_cut_at_128_KiB()
    {
        await using var server = await TestServer.StartAsync();
        await using var bob = await server.JoinLiveAsync("bob");
        using var eve = await RawSocket.UpgradeAsync(await server.JoinAsync("eve"));

        await eve.WriteAsync(RawSocket.Frame(1, "{\"type\":\""u8, final: false));
        var piece = RawSocket.Frame(0, new byte[8 * 1024], final: false);
        var writing = WriteForEverAsync(eve, piece);

        await AssertEndsAsync(eve, "too_large", 1009);
        await AssertTalksOnAsync(bob);
        await writing;
    }

    [Fact]
    public async Task A_million_empty_pieces_are_cut_early()
    {
        await using var server = await TestServer.StartAsync();
        await using var bob = await server.JoinLiveAsync("bob");
        using var eve = await RawSocket.UpgradeAsync(await server.JoinAsync("eve"));

        await eve.WriteAsync(RawSocket.Frame(1, [], final: false));
        var pieces = Enumerable.Repeat(RawSocket.Frame(0, [], final: false), 1000).SelectMany(frame => frame).ToArray();
        var writing = WriteForEverAsync(eve, pieces, times: 1000);

        await AssertEndsAsync(eve, "too_large", 1009);
        await AssertTalksOnAsync(bob);
        await writing;
    }

    [Fact]
    public async Task A_request_in_pieces_byte_by_byte_and_frame_by_frame_is_one_request()
    {
        await using var server = await TestServer.StartAsync();
        var request = Encoding.UTF8.GetBytes(
            "{\"type\":\"send\",\"id\":\"7\",\"conversation\":\"lobby\",\"clientId\":\"c\",\"text\":\"漢字\"}");
        using var raw = await RawSocket.UpgradeAsync(await server.JoinAsync("alice"));
        await raw.ReadFrameAsync();

        // One frame, a byte at a time.
        foreach (var one in RawSocket.Frame(1, request)) await raw.WriteAsync(new[] { one });
        Assert.Equal(1, await NumberAsync(raw));
        // A frame for each byte, with a ping in the middle.
        for (var i = 0; i < request.Length; i++)
        {
            if (i == request.Length / 2) await raw.WriteAsync(RawSocket.Frame(9, "are you there?"u8));
            await raw.WriteAsync(RawSocket.Frame(i == 0 ? 1 : 0, request.AsSpan(i, 1), final: i == request.Length - 1));
        }

        Assert.Equal(1, await NumberAsync(raw));
        // In two at every place.
        for (var i = 0; i <= request.Length; i++)
        {
            await raw.WriteAsync(RawSocket.Frame(1, request.AsSpan(0, i), final: false));
            await raw.WriteAsync(RawSocket.Frame(0, request.AsSpan(i)));
            Assert.Equal(1, await NumberAsync(raw));
        }

        // A hundred in one write.
        await raw.WriteAsync(Enumerable.Repeat(RawSocket.Frame(1, request), 100).SelectMany(frame => frame).ToArray());
        for (var i = 0; i < 100; i++) Assert.Equal(1, await NumberAsync(raw));
    }

    [Theory]
    [InlineData("not masked", 1, false, 0, true)]
    [InlineData("reserved opcode", 3, true, 0, true)]
    [InlineData("reserved control opcode", 11, true, 0, true)]
    [InlineData("compressed, which was not agreed on", 1, true, 4, true)]
    [InlineData("a continuation of nothing", 0, true, 0, true)]
    [InlineData("a ping in pieces", 9, true, 0, false)]
    public async Task A_frame_against_RFC_6455_ends_the_connection(string what, int opcode, bool masked, int reserved, bool final)
    {
        await using var server = await TestServer.StartAsync();
        await using var bob = await server.JoinLiveAsync("bob");
        using var eve = await RawSocket.UpgradeAsync(await server.JoinAsync("eve"));

        // Long enough for a mask: until there are so many bytes nobody can tell that it is missing.
        await eve.WriteAsync(RawSocket.Frame(opcode, "{\"type\":\"ping\"}"u8, final, masked, reserved));

        // More follows, as it does from a client that does not know yet; unread, it would reset the connection and take the close frame
        // back.
        await eve.WriteAsync(new byte[50_000]);
        var (texts, close) = await eve.ReadToEndAsync();
        Assert.True(close is 1002, $"{what}: {close}");
        Assert.DoesNotContain(texts, text => text.Contains("\"ok\"", StringComparison.Ordinal));
        await AssertTalksOnAsync(bob);
    }

    [Fact]
    public async Task The_close_frame_after_a_broken_frame_is_read_every_time()
    {
        await using var server = await TestServer.StartAsync();
        var eve = await server.JoinAsync("eve");
        await Parallel.ForEachAsync(Enumerable.Range(0, 40), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (_, _) =>
        {
            using var raw = await RawSocket.UpgradeAsync(eve);
            byte[] sent = [.. RawSocket.Frame(3, "nothing that exists"u8), .. new byte[100_000]];
            await raw.WriteAsync(sent);
            (int Opcode, byte[] Payload)? frame;
            do frame = await raw.ReadFrameAsync();
            while (frame is { Opcode: not 8 });
            Assert.Equal([0x03, 0xEA], frame?.Payload.Take(2));
        });
    }

    [Fact]
    public async Task A_frame_that_promises_more_than_there_is_memory_ends_at_the_limit()
    {
        await using var server = await TestServer.StartAsync();
        await using var bob = await server.JoinLiveAsync("bob");
        foreach (var length in new[] { int.MaxValue, long.MaxValue, -1L })
        {
            using var eve = await RawSocket.UpgradeAsync(await server.JoinAsync($"eve{length}".Replace('-', 'm')));
            var head = new byte[14];
            (head[0], head[1]) = (0x81, 0xFF);
            System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(head.AsSpan(2), length);
            await eve.WriteAsync(head);
            var writing = WriteForEverAsync(eve, new byte[8 * 1024]);
            var (texts, close) = await eve.ReadToEndAsync();
            Assert.True(close is 1009 or 1002, $"{length}: {close} {string.Join(' ', texts)}");
            await writing;
        }

        await AssertTalksOnAsync(bob);
    }

    [Fact]
    public async Task A_flood_of_pings_disturbs_nobody()
    {
        await using var server = await TestServer.StartAsync();
        await using var bob = await server.JoinLiveAsync("bob");
        using var eve = await RawSocket.UpgradeAsync(await server.JoinAsync("eve"), receiveBuffer: 4096);

        // The pongs are never read.
        var writing = WriteForEverAsync(
            eve, Enumerable.Repeat(RawSocket.Frame(9, new byte[125]), 100).SelectMany(frame => frame).ToArray(), times: 2000);
        for (var i = 0; i < 50; i++) await AssertTalksOnAsync(bob);
        eve.Dispose();
        await writing;
        await Eventually.HoldsAsync(() => server.Running.SessionCount == 1, "eve to be gone");
    }

    [Fact]
    public async Task Compression_is_not_agreed_on()
    {
        await using var server = await TestServer.StartAsync();
        using var raw = await RawSocket.UpgradeAsync(
            await server.JoinAsync("alice"), headers: "Sec-WebSocket-Extensions: permessage-deflate\r\n");

        Assert.DoesNotContain("Sec-WebSocket-Extensions", raw.Head, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("a reset", false)]
    [InlineData("a half-closed connection", true)]
    public async Task Who_goes_without_a_word_is_gone_for_the_server_too(string what, bool half)
    {
        await using var server = await TestServer.StartAsync();
        await using var bob = await server.JoinLiveAsync("bob");
        var eve = await RawSocket.UpgradeAsync(await server.JoinAsync("eve"));
        await eve.ReadFrameAsync();
        Assert.Equal(2, server.Running.SessionCount);

        if (half) eve.EndWriting();
        else eve.Dispose();

        await Eventually.HoldsAsync(() => server.Running.SessionCount == 1, what);
        eve.Dispose();
        await AssertTalksOnAsync(bob);
    }

    static async Task WriteForEverAsync(RawSocket raw, byte[] bytes, int times = 100_000)
    {
        try
        {
            for (var i = 0; i < times; i++) await raw.WriteAsync(bytes);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or TimeoutException)
        {
            // The server has cut it.
        }
    }

    static async Task AssertEndsAsync(RawSocket raw, string code, int close)
    {
        var (texts, closed) = await raw.ReadToEndAsync();
        var last = JsonSerializer.Deserialize<JsonElement>(texts[^1]);
        Assert.Equal(("goodbye", code, close), (last.Type(), last.Code(), closed));
    }

    static async Task AssertTalksOnAsync(LiveClient client)
    {
        var text = Guid.NewGuid().ToString("N");
        Assert.Equal("ok", (await client.AskAsync("typing", ("conversation", "lobby"))).Type());
        Assert.Equal("ok", (await client.AskAsync("read", ("conversation", "lobby"), ("number", 0))).Type());
        if (!client.Events.Any(frame => frame.Type() == "message"))
        {
            Assert.Equal("ok", (await client.SayAsync(text)).Type());
            await client.NextAsync("message", frame => frame.At("message").Text("text") == text);
        }
    }

    static async Task<long> NumberAsync(RawSocket raw)
    {
        while (await raw.ReadFrameAsync() is var (opcode, payload))
        {
            if (opcode != 1) continue;
            var frame = JsonSerializer.Deserialize<JsonElement>(payload);
            if (frame.Type() == "ok") return frame.At("message").Number("number");
            Assert.NotEqual("error", frame.Type());
        }

        throw new IOException("the connection ended");
    }
}
