using System.Text;
using ChatBox.Client.Tests.Fakes;

namespace ChatBox.Client.Tests;

/// <summary>A server, or whatever answers at its address, that sends what it must not: a named error, little memory, no hang.</summary>
public sealed class HostileServerTests
{
    static Task<ChatClient> JoinAsync(RawServer server, string? address = null) => ChatClient.JoinAsync(new ChatClientOptions
    {
        Address = ServerAddress.Parse(address ?? server.Address),
        Name = "alice",
        RequestTimeout = TimeSpan.FromSeconds(20),
    });

    /// <summary>
    /// The welcome and these bytes, the last of them when the client has asked; the connection stays open until the client closes.
    /// </summary>
    static Func<Stream, CancellationToken, Task> After(params byte[][] parts) => async (stream, stop) =>
    {
        var rest = new byte[1024];
        await stream.WriteAsync(RawServer.Frame(RawServer.Welcome), stop);
        foreach (var part in parts.SkipLast(1)) await stream.WriteAsync(part, stop);
        if (await stream.ReadAsync(rest, stop) > 0 && parts.Length > 0) await stream.WriteAsync(parts[^1], stop);
        while (await stream.ReadAsync(rest, stop) > 0)
        {
            // What else the client says does not matter.
        }
    };

    static async Task<ChatException> FailureAfterAsync(params byte[][] parts)
    {
        await using var server = new RawServer { Script = After(parts) };
        await using var client = await JoinAsync(server);
        return await Assert.ThrowsAnyAsync<ChatException>(() => client.GetPeopleAsync());
    }

    public static TheoryData<string> NoFrames =>
    [
        "", "{", "[]", "null", "1", "\"a\"", "{\"type\":\"welcome\",\"person\":1}", "{\"type\":\"ok\",\"people\":{}}",
        "{\"type\":\"message\",\"message\":{\"number\":\"x\"}}", "{\"type\":\"message\",\"message\":{\"number\":1e999}}",
        "{\"type\":\"ok\",\"id\":\"\\ud800\"}",
        new string('[', 100), "{\"a\":1}}",
    ];

    [Theory]
    [MemberData(nameof(NoFrames))]
    public async Task What_is_no_frame_ends_the_client(string frame) =>
        Assert.IsType<ProtocolViolationException>(await FailureAfterAsync(RawServer.Frame(frame)));

    [Fact]
    public async Task A_frame_of_1_MiB_passes_and_one_more_byte_does_not()
    {
        var padding = new string('x', 1024 * 1024 - """{"type":"new","pad":""}""".Length);
        await using var server = new RawServer
        {
            Script = After(
                RawServer.Frame($$"""{"type":"new","pad":"{{padding}}"}"""),
                RawServer.Frame("""{"type":"ok","id":"1","people":[]}""")),
        };
        await using (var client = await JoinAsync(server)) Assert.Empty(await client.GetPeopleAsync());

        server.Script = After(RawServer.Frame($$"""{"type":"new","pad":"{{padding}}x"}"""));
        await using var refusing = await JoinAsync(server);
        Assert.Contains(
            "1 MiB", (await Assert.ThrowsAsync<ProtocolViolationException>(() => refusing.GetPeopleAsync())).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_frame_of_1_GiB_costs_little_memory()
    {
        const int Chunk = 64 * 1024;
        await using var server = new RawServer
        {
            Script = async (stream, stop) =>
            {
                await stream.WriteAsync(RawServer.Frame(RawServer.Welcome), stop);
                await stream.WriteAsync(RawServer.Head(1 << 30), stop);
                for (var sent = 0; sent < 1 << 30; sent += Chunk) await stream.WriteAsync(new byte[Chunk], stop);
            },
        };
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await using var client = await JoinAsync(server);
        await Assert.ThrowsAsync<ProtocolViolationException>(() => client.GetPeopleAsync());
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 64 * 1024 * 1024);
    }

    [Fact]
    public async Task Endless_fragments_are_bounded_too()
    {
        await using var server = new RawServer
        {
            Script = async (stream, stop) =>
            {
                await stream.WriteAsync(RawServer.Frame(RawServer.Welcome), stop);
                await stream.WriteAsync(RawServer.Head(1, first: 0x01).Concat("{"u8.ToArray()).ToArray(), stop);
                while (true) await stream.WriteAsync(RawServer.Head(10_000, first: 0x00).Concat(new byte[10_000]).ToArray(), stop);
            },
        };
        await using var client = await JoinAsync(server);
        await Assert.ThrowsAsync<ProtocolViolationException>(() => client.GetPeopleAsync());
    }

    [Theory]
    [InlineData(new byte[] { 0x81, 0x02, 0xC3, 0x28 })]
    [InlineData(new byte[] { 0x81, 0x02, 0xC0, 0x80 })]
    [InlineData(new byte[] { 0x82, 0x02, 0x7B, 0x7D })]
    [InlineData(new byte[] { 0xC1, 0x02, 0x7B, 0x7D })]
    [InlineData(new byte[] { 0x83, 0x00 })]
    [InlineData(new byte[] { 0x81, 0x82, 0, 0, 0, 0, 0x7B, 0x7D })]
    [InlineData(new byte[] { 0x80, 0x00 })]
    public async Task Bad_UTF8_binary_and_broken_frames_end_the_client(byte[] bytes) =>
        Assert.IsType<ProtocolViolationException>(await FailureAfterAsync(bytes));

    [Theory]
    [InlineData("""{"type":"new.event","x":[1,2,{"y":null}]}""")]
    [InlineData("""{"x":1}""")]
    [InlineData("""{"type":"message"}""")]
    [InlineData("""{"type":"message","message":{"conversation":"lobby","number":1}}""")]
    [InlineData("""{"type":"conversation.gone"}""")]
    [InlineData("""{"type":"ok"}""")]
    [InlineData("""{"type":"error"}""")]
    [InlineData("""{"type":"ok","id":"99999999999999999999"}""")]
    [InlineData("""{"type":"person","person":null,"new":true}""")]
    public async Task Unknown_and_incomplete_events_are_passed_over(string frame)
    {
        await using var server = new RawServer
        {
            Script = After(RawServer.Frame(frame), RawServer.Frame("""{"type":"ok","id":"1","people":[],"new":1}""")),
        };
        await using var client = await JoinAsync(server);
        Assert.Empty(await client.GetPeopleAsync());
    }

    [Theory]
    [InlineData("""{"type":"ok","id":"1"}""")]
    [InlineData("""{"type":"ok","id":"1","people":[null]}""")]
    [InlineData("""{"type":"ok","id":"1","people":[{"id":"x"}]}""")]
    public async Task An_answer_without_what_it_promises_is_named(string frame) =>
        Assert.IsType<ProtocolViolationException>(await FailureAfterAsync(RawServer.Frame(frame)));

    [Fact]
    public async Task A_list_without_an_end_is_given_up()
    {
        await using var server = new RawServer
        {
            Script = async (stream, stop) =>
            {
                await stream.WriteAsync(RawServer.Frame(RawServer.Welcome), stop);
                var request = new byte[1024];
                // Requests come one after the other, each in a frame of its own.
                for (var id = 1; await stream.ReadAsync(request, stop) > 0; id++)
                    await stream.WriteAsync(RawServer.Frame($$"""{"type":"ok","id":"{{id}}","people":[],"next":"x"}"""), stop);
            },
        };
        await using var client = await JoinAsync(server);
        await Assert.ThrowsAsync<ProtocolViolationException>(() => client.GetPeopleAsync());
    }

    [Fact]
    public async Task A_connection_that_closes_at_each_byte_of_the_welcome_is_a_named_error()
    {
        var welcome = RawServer.Frame(RawServer.Welcome);
        for (var length = 0; length < welcome.Length; length++)
        {
            var cut = welcome[..length];
            await using var server = new RawServer { Script = (stream, stop) => stream.WriteAsync(cut, stop).AsTask() };
            await Assert.ThrowsAsync<ConnectionException>(() => JoinAsync(server));
        }
    }

    [Fact]
    public async Task A_connection_that_closes_at_each_byte_of_an_HTTP_answer_is_a_named_error()
    {
        var whole = RawServer.Http("200 OK", RawServer.Info);
        for (var length = 0; length < whole.Length; length++)
        {
            var cut = whole[..length];
            await using var server = new RawServer { Answer = _ => cut };
            await Assert.ThrowsAnyAsync<ChatException>(() => JoinAsync(server));
        }
    }

    [Theory]
    [InlineData("200 OK", "<html>hello</html>")]
    [InlineData("200 OK", "null")]
    [InlineData("200 OK", "{}")]
    [InlineData("404 Not Found", "nothing")]
    [InlineData("404 Not Found", "{}")]
    public async Task What_is_not_ChatBox_is_named(string status, string body)
    {
        await using var server = new RawServer { Answer = _ => RawServer.Http(status, body) };
        await Assert.ThrowsAsync<ProtocolViolationException>(() => JoinAsync(server));
    }

    [Fact]
    public async Task An_answer_of_HTTP_without_an_end_is_bounded()
    {
        await using var server = new RawServer
        {
            Answer = _ => [.. "HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), .. Encoding.ASCII.GetBytes(new string('x', 3 * 1024 * 1024))],
        };
        await Assert.ThrowsAsync<ProtocolViolationException>(() => JoinAsync(server));
    }

    [Fact]
    public async Task Another_protocol_at_the_port_is_named()
    {
        await using var server = new RawServer { Answer = _ => "SSH-2.0-OpenSSH_9.2\r\n"u8.ToArray() };
        await Assert.ThrowsAsync<ProtocolViolationException>(() => JoinAsync(server));
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var other = new RawServer();
        await using var server = new RawServer
        {
            Answer = _ =>
                Encoding.ASCII.GetBytes($"HTTP/1.1 307 Temporary Redirect\r\nLocation: {other.Address}/\r\nContent-Length: 0\r\n\r\n"),
        };
        Assert.Contains(
            other.Address, (await Assert.ThrowsAsync<ProtocolViolationException>(() => JoinAsync(server))).Message,
            StringComparison.Ordinal);
        Assert.Empty(other.Heads);
    }

    [Fact]
    public async Task A_problem_document_gives_its_code()
    {
        await using var server = new RawServer
        {
            Answer = head => head.StartsWith("POST", StringComparison.Ordinal)
                ? RawServer.Http(
                    "409 Conflict",
                    """{"type":"about:blank","title":"Taken.","status":409,"code":"name_taken","detail":"Choose another."}""",
                    "application/problem+json")
                : null,
        };
        var refused = await Assert.ThrowsAsync<RefusedException>(() => JoinAsync(server));
        Assert.Equal(("name_taken", "Choose another."), (refused.Code, refused.Message));
    }

    [Fact]
    public async Task A_server_that_is_busy_at_the_moment_is_a_matter_of_the_network()
    {
        await using var server = new RawServer { Answer = _ => RawServer.Http("503 Service Unavailable", "later", "text/plain") };
        await Assert.ThrowsAsync<ConnectionException>(() => JoinAsync(server));
    }

    [Fact]
    public async Task The_token_goes_in_a_header_and_never_in_the_address()
    {
        await using var server = new RawServer { Script = After() };
        await (await JoinAsync(server)).DisposeAsync();
        var upgrade = Assert.Single(server.Heads, head => head.StartsWith("GET /ws", StringComparison.Ordinal));
        Assert.Contains("Authorization: Bearer t1\r\n", upgrade, StringComparison.Ordinal);
        Assert.StartsWith("GET /ws HTTP/1.1\r\n", upgrade, StringComparison.Ordinal);
    }
}
