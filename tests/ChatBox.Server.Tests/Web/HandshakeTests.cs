using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using ChatBox.Server.Tests.Support;

namespace ChatBox.Server.Tests.Web;

/// <summary>Who may open a WebSocket, and over what.</summary>
public sealed class HandshakeTests
{
    public static TheoryData<string> ForeignOrigins =>
    [
        "https://evil.example", "null", "", "http://127.0.0.1", "http://127.0.0.1:{port}0", "http://127.0.0.1:{port}.evil.example",
        "http://evil127.0.0.1:{port}",
        "https://127.0.0.1:{port}", "http://127.0.0.1:{port}/", "http://127.0.0.1:{port} http://evil.example", "http://localhost:{port}",
        "file://",
    ];

    [Theory]
    [MemberData(nameof(ForeignOrigins))]
    public async Task The_cookie_from_another_origin_opens_nothing(string origin)
    {
        await using var server = await TestServer.StartAsync();
        var alice = await server.JoinAsync("alice");

        Assert.StartsWith(
            "HTTP/1.1 403", await UpgradeAsync(server, Cookie(alice) + $"Origin: {Fill(origin, server)}\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_cookie_with_our_origin_opens_and_without_any_does_not()
    {
        await using var server = await TestServer.StartAsync();
        var alice = await server.JoinAsync("alice");

        Assert.StartsWith(
            "HTTP/1.1 101", await UpgradeAsync(server, Cookie(alice) + $"Origin: {Fill("http://127.0.0.1:{port}", server)}\r\n"),
            StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 403", await UpgradeAsync(server, Cookie(alice)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bearer_token_needs_no_origin()
    {
        await using var server = await TestServer.StartAsync();
        var alice = await server.JoinAsync("alice");

        Assert.StartsWith("HTTP/1.1 101", await UpgradeAsync(server, $"Authorization: Bearer {alice.Token}\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_an_unknown_token_and_one_that_logged_out_are_told_401_before_the_upgrade()
    {
        await using var server = await TestServer.StartAsync();
        var alice = await server.JoinAsync("alice");
        await alice.LogOutAsync();

        foreach (var header in new[] { "", "Authorization: Bearer x\r\n", "Authorization: Bearer\r\n", $"Authorization: Bearer {alice.Token}\r\n", $"Authorization: Bearer {new string('a', 4000)}\r\n" })
            Assert.StartsWith("HTTP/1.1 401", await UpgradeAsync(server, header), StringComparison.Ordinal);
        Assert.StartsWith(
            "HTTP/1.1 401", await UpgradeAsync(server, Cookie(alice) + $"Origin: {Fill("http://127.0.0.1:{port}", server)}\r\n"),
            StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 401", await UpgradeAsync(server, "", $"/ws?token={alice.Token}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plain_GET_is_told_to_upgrade()
    {
        await using var server = await TestServer.StartAsync();
        using var http = server.NewHttp();

        using var response = await http.GetAsync("/ws");

        Assert.Equal(HttpStatusCode.UpgradeRequired, response.StatusCode);
        Assert.Equal("bad_frame", JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync()).Code());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Over_HTTPS_a_WebSocket_opens_with_either_version_of_HTTP(int version)
    {
        await using var server = await TestServer.StartAsync(options => options with { Plain = false });
        var alice = await server.JoinAsync("alice");
        var invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null },
        });

        await using var live = await LiveClient.ConnectAsync(alice, server.Https, options =>
        {
            options.HttpVersion = version == 2 ? HttpVersion.Version20 : HttpVersion.Version11;
            options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        }, invoker);
        await using var bob = await server.JoinLiveAsync("bob");

        Assert.Equal(1, (await live.SayAsync(new string('x', 8000))).At("message").Number("number"));
        await bob.SayAsync("hello");
        await live.NextAsync("message", frame => frame.At("message").Text("text") == "hello");
        await alice.LogOutAsync();
        Assert.Equal("logged_out", (await live.GoodbyeAsync()).Code());
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, live.CloseStatus);
    }

    static string Cookie(Somebody who) => $"Cookie: chatbox-{who.Server.Http.Port}={who.Token}\r\n";

    static string Fill(string origin, TestServer server) => origin.Replace("{port}", $"{server.Http.Port}", StringComparison.Ordinal);

    static async Task<string> UpgradeAsync(TestServer server, string headers, string path = "/ws")
    {
        using var raw = await RawSocket.ConnectAsync(server.Http);
        await raw.WriteAsync(
            $"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.Http.Port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + $"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{headers}\r\n");
        return await raw.ReadHeadAsync();
    }
}
