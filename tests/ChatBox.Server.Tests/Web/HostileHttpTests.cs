using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ChatBox.Server.Tests.Support;

namespace ChatBox.Server.Tests.Web;

public sealed class HostileHttpTests
{
    [Theory]
    [InlineData("both lengths", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("two lengths", "Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef")]
    [InlineData("a length that is none", "Content-Length: -5\r\n\r\nabcde")]
    [InlineData("a bare line feed in a chunk's extension", "Transfer-Encoding: chunked\r\n\r\n2;\nxx\r\n{}\r\n0\r\n\r\n")]
    [InlineData("an unknown coding", "Transfer-Encoding: gzip\r\n\r\n0\r\n\r\n")]
    [InlineData("a folded header", "X: a\r\n b\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("a space before the colon", "Content-Length : 5\r\n\r\nabcde")]
    public async Task Two_readings_of_one_request_are_refused_and_the_connection_ends(string what, string rest)
    {
        await using var server = await TestServer.StartAsync();
        using var raw = await RawSocket.ConnectAsync(server.Http);

        await raw.WriteAsync(
            $"POST /api/v1/people HTTP/1.1\r\nHost: 127.0.0.1:{server.Http.Port}\r\nContent-Type: application/json\r\n{rest}");
        var answer = await raw.ReadAllAsync();

        Assert.True(answer.StartsWith("HTTP/1.1 400", StringComparison.Ordinal), $"{what}: {answer}");
        Assert.Equal(1, answer.Split("HTTP/1.1 ").Length - 1);
        await AssertServesAsync(server);
    }

    [Theory]
    [InlineData("30 KiB of headers", 1, 30_000)]
    [InlineData("101 headers", 101, 10)]
    public async Task Too_many_headers_are_refused(string what, int count, int length)
    {
        await using var server = await TestServer.StartAsync();
        using var raw = await RawSocket.ConnectAsync(server.Http);

        var headers = string.Concat(Enumerable.Range(0, count).Select(i => $"X-{i}: {new string('x', length)}\r\n"));
        await raw.WriteAsync($"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:{server.Http.Port}\r\n{headers}\r\n");

        Assert.True((await raw.ReadAllAsync()).StartsWith("HTTP/1.1 431", StringComparison.Ordinal), what);
        await AssertServesAsync(server);
    }

    [Fact]
    public async Task Forty_cookies_are_read()
    {
        await using var server = await TestServer.StartAsync();
        var alice = await server.JoinAsync("alice");
        using var http = server.NewHttp();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/me");
        request.Headers.Add("Cookie", string.Join("; ", Enumerable.Range(0, 39).Select(i => $"c{i}=x").Append($"chatbox-{server.Http.Port}={alice.Token}")));

        Assert.Equal(HttpStatusCode.OK, (await http.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task A_body_of_10_MiB_is_refused_with_413_whether_it_says_so_or_not()
    {
        await using var server = await TestServer.StartAsync();
        var alice = await server.JoinAsync("alice");
        foreach (var isChunked in new[] { false, true })
        {
            using var http = alice.NewHttp();
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/conversations/lobby/messages")
            {
                Content = new StringContent(
                    $"{{\"clientId\":\"c\",\"text\":\"{new string('x', 10 * 1024 * 1024)}\"}}", Encoding.UTF8, "application/json"),
            };
            request.Headers.TransferEncodingChunked = isChunked;
            request.Headers.ExpectContinue = true;
            try
            {
                using var response = await http.SendAsync(request);
                Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
                Assert.Equal("too_large", (await response.Content.ReadFromJsonAsync<JsonElement>()).Code());
            }
            catch (HttpRequestException) when (isChunked)
            {
                // It is cut off while it is still writing, and may not see the answer.
            }
        }

        await AssertServesAsync(server);
    }

    [Theory]
    [InlineData(65536, HttpStatusCode.RequestEntityTooLarge, "text_too_long")]
    [InlineData(65537, HttpStatusCode.RequestEntityTooLarge, "too_large")]
    public async Task A_body_of_64_KiB_is_read_and_one_byte_more_is_not(int bytes, HttpStatusCode status, string code)
    {
        await using var server = await TestServer.StartAsync();
        using var http = (await server.JoinAsync("alice")).NewHttp();
        const string frame = "{\"clientId\":\"c\",\"text\":\"\"}";
        var body = frame.Insert(frame.Length - 2, new string('x', bytes - frame.Length));

        using var response = await http.PostAsync(
            "/api/v1/conversations/lobby/messages", new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal((status, code), (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonElement>()).Code()));
    }

    [Theory]
    [InlineData("GET", "/api/v1/logout", 405)]
    [InlineData("GET", "/api/v1/come-back", 405)]
    [InlineData("GET", "/api/v1/links", 405)]
    [InlineData("GET", "/api/v1/conversations/lobby/join", 405)]
    [InlineData("HEAD", "/api/v1/logout", 405)]
    [InlineData("DELETE", "/api/v1/people", 405)]
    [InlineData("TRACE", "/", 405)]
    [InlineData("PUT", "/index.html", 405)]
    [InlineData("POST", "/", 405)]
    [InlineData("POST", "/ws", 405)]
    [InlineData("POST", "/healthz", 405)]
    [InlineData("GET", "/api/v1/nothing", 404)]
    [InlineData("POST", "/api/v1/nothing", 404)]
    [InlineData("GET", "/api/v2/people", 404)]
    public async Task What_there_is_answers_to_its_methods_only(string method, string path, int status)
    {
        await using var server = await TestServer.StartAsync();
        using var http = (await server.JoinAsync("alice")).NewHttp();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var response = await http.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
        if (status == 405) Assert.NotEmpty(response.Content.Headers.Allow);
        if (path.StartsWith("/api/", StringComparison.Ordinal))
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/api/v1/me")).StatusCode);
    }

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/admin")]
    [InlineData("/.git/config")]
    [InlineData("/chatbox.db")]
    [InlineData("/index.html.bak")]
    [InlineData("/assets/..%2f..%2fetc%2fpasswd")]
    [InlineData("/..%2f..%2fetc%2fpasswd")]
    [InlineData("/%00")]
    [InlineData("/swagger")]
    public async Task Of_the_inside_nothing_is_served(string path)
    {
        await using var server = await TestServer.StartAsync();
        using var http = server.NewHttp();

        using var response = await http.GetAsync(path);

        // An address inside the page is the page's; where it was not built there is nothing at all.
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode is 400 or 404
            || response.Content.Headers.ContentType?.MediaType == "text/html", $"{response.StatusCode}");
        Assert.DoesNotContain("root:", text, StringComparison.Ordinal);
        Assert.DoesNotContain("SQLite", text, StringComparison.Ordinal);
        Assert.Equal("ok", await http.GetStringAsync("/healthz"));
    }

    [Theory]
    [InlineData("evil.example", 400)]
    [InlineData("127.0.0.1.evil.example", 400)]
    [InlineData("localhost", 200)]
    [InlineData("203.0.113.9", 200)] // behind a forwarded port
    public async Task Another_name_in_the_Host_is_refused_an_address_is_not_and_what_a_proxy_would_say_is_ignored(string host, int status)
    {
        await using var server = await TestServer.StartAsync(options => options with { Plain = false });
        using var raw = await RawSocket.ConnectAsync(server.Http);

        await raw.WriteAsync($"GET /healthz HTTP/1.1\r\nHost: {host}:{server.Http.Port}\r\nX-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Host: localhost\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n\r\n");

        Assert.StartsWith($"HTTP/1.1 {status}", await raw.ReadAllAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_answer_carries_the_headers_that_protect_the_page()
    {
        await using var server = await TestServer.StartAsync();
        using var http = server.NewHttp();
        foreach (var path in new[] { "/", "/api/v1/me", "/api/v1/nothing", "/healthz", "/ws" })
        {
            using var response = await http.GetAsync(path);
            Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
            Assert.Contains(
                "frame-ancestors 'none'", Assert.Single(response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
            Assert.False(response.Headers.Contains("Server"));
        }
    }

    static async Task AssertServesAsync(TestServer server)
    {
        using var http = server.NewHttp();
        Assert.Equal("ok", await http.GetStringAsync("/healthz"));
    }
}
