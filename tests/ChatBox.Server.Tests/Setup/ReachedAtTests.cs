using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ChatBox.Server.Admin;
using ChatBox.Server.Doors.Web;
using ChatBox.Server.Doors.Web.Setup;
using ChatBox.Server.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace ChatBox.Server.Tests.Setup;

/// <summary>docs/operating.md, "Who may come in": which address the links of the page have.</summary>
public sealed class ReachedAtTests
{
    const string Own = null!;

    [Theory]
    // Its own certificate: by an address, be it a forwarded port's; not by this computer's own, nor by a name that others may not know.
    [InlineData("", "https", "192.168.1.20:5443", null, "https://192.168.1.20:5443")]
    [InlineData("", "https", "203.0.113.5", null, "https://203.0.113.5")]
    [InlineData("", "https", "[2001:db8::1]:5443", null, "https://[2001:db8::1]:5443")]
    [InlineData("", "https", "localhost:5443", null, Own)]
    [InlineData("", "https", "127.0.0.1:5443", null, Own)]
    [InlineData("", "https", "127.1.2.3:5443", null, Own)]
    [InlineData("", "https", "[::1]:5443", null, Own)]
    [InlineData("", "https", "0.0.0.0:5443", null, Own)]
    [InlineData("", "https", "mybox.local:5443", null, Own)]
    // What a proxy would say counts for nothing there.
    [InlineData("", "https", "chat.example", "https", Own)]
    [InlineData("", "http", "192.168.1.20:5080", null, Own)]
    // The host's certificate has a name.
    [InlineData("certificate", "https", "192.168.1.20:5443", null, Own)]
    // Behind a proxy: by its name, too. Scheme is what UseReverseProxy has made of the header.
    [InlineData("plain", "https", "chat.example", "https", "https://chat.example")]
    [InlineData("plain", "https", "chat.example:8443", "https", "https://chat.example:8443")]
    [InlineData("plain", "http", "chat.example", "http", "http://chat.example")]
    [InlineData("plain", "https", "localhost", "https", Own)]
    [InlineData("plain", "https", "chat.localhost", "https", Own)]
    // Without one.
    [InlineData("plain", "http", "192.168.1.20:5080", null, "http://192.168.1.20:5080")]
    [InlineData("plain", "http", "mybox:5080", null, Own)]
    [InlineData("plain", "http", "localhost:5080", null, Own)]
    [InlineData("plain", "http", "", null, Own)]
    [InlineData("plain", "http", "a b", null, Own)]
    [InlineData("local", "https", "192.168.1.20", "https", Own)]
    public void Links_have_the_address_that_others_reach(string mode, string scheme, string host, string? forwardedProto, string? expected)
    {
        var options = new ServeOptions
        {
            Plain = mode is "plain" or "local",
            Local = mode == "local",
            CertificateFile = mode == "certificate" ? "own.pem" : null,
        };
        var request = new DefaultHttpContext().Request;
        (request.Scheme, request.Host) = (scheme, new HostString(host));
        if (forwardedProto is not null) request.Headers["X-Forwarded-Proto"] = forwardedProto;

        Assert.Equal(expected, new ReachedAt(options).Of(request));
    }

    [Fact]
    public async Task Behind_a_proxy_both_links_and_their_codes_lead_through_it_over_HTTP_and_over_the_WebSocket()
    {
        await using var server = await TestServer.StartAsync(options => options with { Local = false, Open = true, Listen = IPAddress.Loopback });
        var alice = await server.JoinAsync("alice");
        using var http = alice.NewHttp();

        Assert.Equal($"http://127.0.0.1:{server.Http.Port}/join", (await http.GetFromJsonAsync<JsonElement>("/api/v1/invite")).Text("url"));
        var invite = await AskAsync(HttpMethod.Get, "/api/v1/invite");
        Assert.Equal("https://chat.example/join", invite.Text("url"));
        Assert.Equal(QrRows.Of("https://chat.example/join"), Rows(invite));
        Assert.StartsWith(
            "https://chat.example/link#", (await AskAsync(HttpMethod.Post, "/api/v1/links")).Text("url"), StringComparison.Ordinal);

        await using var live = await LiveClient.ConnectAsync(alice, options: socket =>
        {
            socket.SetRequestHeader("Host", "chat.example");
            socket.SetRequestHeader("X-Forwarded-Proto", "https");
        });
        Assert.Equal("https://chat.example/join", (await live.AskAsync("invite")).Text("url"));
        var link = await live.AskAsync("link.create");
        Assert.StartsWith("https://chat.example/link#", link.Text("url"), StringComparison.Ordinal);
        Assert.Equal(QrRows.Of(link.Text("url")!), Rows(link));

        async Task<JsonElement> AskAsync(HttpMethod method, string path)
        {
            using var request = new HttpRequestMessage(method, path) { Headers = { Host = "chat.example" } };
            request.Headers.Add("X-Forwarded-Proto", "https");
            using var answer = await http.SendAsync(request);
            return await answer.Content.ReadFromJsonAsync<JsonElement>();
        }

        static IEnumerable<string> Rows(JsonElement link) => link.GetProperty("qr").EnumerateArray().Select(row => row.GetString()!);
    }
}
