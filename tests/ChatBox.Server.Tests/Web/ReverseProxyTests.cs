using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ChatBox.Server.Admin;
using ChatBox.Server.Doors.Web.Setup;
using ChatBox.Server.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ChatBox.Server.Tests.Web;

/// <summary>docs/operating.md: <c>--plain</c> behind a reverse proxy that speaks HTTPS.</summary>
public sealed class ReverseProxyTests
{
    const string Host = "chat.example";

    /// <summary>As docs/operating.md has it, and without a code.</summary>
    static readonly Func<ServeOptions, ServeOptions> Proxied = options => options with { Local = false, Open = true, Listen = IPAddress.Loopback };
    const string Origin = $"https://{Host}";
    const string Messages = "/api/v1/conversations/lobby/messages";

    [Fact]
    public async Task The_page_joins_talks_and_connects_and_its_cookie_is_one_of_HTTPS()
    {
        await using var server = await TestServer.StartAsync(Proxied);
        using var http = server.NewHttp();

        using var joined = await http.SendAsync(Post("/api/v1/people", new { name = "alice" }, Origin));
        Assert.Equal(HttpStatusCode.Created, joined.StatusCode);
        var cookie = Assert.Single(joined.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("__Host-chatbox-443=", cookie, StringComparison.Ordinal);
        Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);

        var pair = cookie.Split(';')[0];
        using var said = await http.SendAsync(Post(Messages, new { clientId = "c", text = "hello" }, Origin, pair));
        Assert.Equal(HttpStatusCode.Created, said.StatusCode);
        Assert.StartsWith("HTTP/1.1 101", await UpgradeAsync(server, pair, Origin), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("http://chat.example")]
    [InlineData("https://chat.example:8443")]
    [InlineData("https://chat.example.evil.example")]
    public async Task Another_origin_changes_nothing_and_opens_nothing(string origin)
    {
        await using var server = await TestServer.StartAsync(Proxied);
        var alice = await server.JoinAsync("alice");
        using var http = server.NewHttp();
        var pair = $"__Host-chatbox-443={alice.Token}";

        using var said = await http.SendAsync(Post(Messages, new { clientId = "c", text = "x" }, origin, pair));

        Assert.Equal(HttpStatusCode.Forbidden, said.StatusCode);
        Assert.Equal("foreign_origin", (await said.Content.ReadFromJsonAsync<JsonElement>()).Code());
        Assert.StartsWith("HTTP/1.1 403", await UpgradeAsync(server, pair, origin), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_codes_are_counted_for_who_sent_them_and_not_for_the_proxy()
    {
        await using var server = await TestServer.StartAsync(options => options with { Local = false, Listen = IPAddress.Loopback });
        using var http = server.NewHttp();

        for (var i = 0; i < 10; i++) Assert.Equal("bad_code", await GuessAsync(http, "198.51.100.7, 203.0.113.1"));
        Assert.Equal("rate_limited", await GuessAsync(http, "203.0.113.1"));
        // What the client itself wrote into the header stands before what the proxy adds, and counts for nothing.
        Assert.Equal("rate_limited", await GuessAsync(http, "198.51.100.8, 203.0.113.1"));
        Assert.Equal("bad_code", await GuessAsync(http, "203.0.113.2"));
    }

    [Fact]
    public async Task Without_plain_nobody_is_somebody_else_by_a_header()
    {
        await using var server = await TestServer.StartAsync(
            options => options with { Local = false, Plain = false, Listen = IPAddress.Loopback });
        using var http = server.NewHttp();

        for (var i = 0; i < 10; i++) Assert.Equal("bad_code", await GuessAsync(http, $"203.0.113.{i}", "localhost"));
        Assert.Equal("rate_limited", await GuessAsync(http, "203.0.113.99", "localhost"));
    }

    [Theory]
    [InlineData("127.0.0.1", "203.0.113.1")]
    [InlineData("::1", "203.0.113.1")]
    [InlineData("::ffff:127.0.0.1", "203.0.113.1")]
    [InlineData("192.168.1.30", "192.168.1.30")]
    [InlineData("::ffff:192.168.1.30", "::ffff:192.168.1.30")]
    public async Task Only_a_proxy_on_this_computer_is_believed_about_addresses(string from, string taken)
    {
        var services = new ServiceCollection().AddLogging().AddOptions().BuildServiceProvider();
        IPAddress? seen = null;
        var app = new ApplicationBuilder(services);
        app.UseReverseProxy().Run(context =>
        {
            seen = context.Connection.RemoteIpAddress;
            return Task.CompletedTask;
        });
        var context = new DefaultHttpContext { RequestServices = services };
        context.Connection.RemoteIpAddress = IPAddress.Parse(from);
        context.Request.Headers["X-Forwarded-For"] = "203.0.113.1";

        await app.Build()(context);

        Assert.Equal(IPAddress.Parse(taken), seen);
    }

    static async Task<string?> GuessAsync(HttpClient http, string forwardedFor, string host = Host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/people")
        {
            Content = JsonContent.Create(new { name = "mallory", code = "x" }),
            Headers = { Host = host },
        };
        request.Headers.Add("X-Forwarded-For", forwardedFor);
        using var answer = await http.SendAsync(request);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).Code();
    }

    static HttpRequestMessage Post(string path, object body, string origin, string? cookie = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"),
            Headers = { Host = Host },
        };
        request.Headers.Add("Origin", origin);
        request.Headers.Add("X-Forwarded-Proto", "https");
        if (cookie is not null) request.Headers.Add("Cookie", cookie);
        return request;
    }

    static async Task<string> UpgradeAsync(TestServer server, string cookie, string origin)
    {
        using var raw = await RawSocket.ConnectAsync(server.Http);
        await raw.WriteAsync(
            $"GET /ws HTTP/1.1\r\nHost: {Host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + $"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nX-Forwarded-Proto: https\r\nCookie: {cookie}\r\nOrigin: {origin}\r\n\r\n");
        return await raw.ReadHeadAsync();
    }
}
