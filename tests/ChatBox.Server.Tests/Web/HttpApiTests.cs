using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ChatBox.Server.Tests.Support;

namespace ChatBox.Server.Tests.Web;

/// <summary>Every call of docs/protocol.md, "HTTP".</summary>
public sealed partial class HttpApiTests
{
    [Fact]
    public async Task The_server_says_that_it_is_there_that_it_is_ready_and_who_it_is()
    {
        await using var server = await TestServer.StartAsync();
        using var http = server.NewHttp();

        Assert.Equal("ok", await http.GetStringAsync("/healthz"));
        Assert.Equal("ready", await http.GetStringAsync("/readyz"));
        var info = await http.GetFromJsonAsync<JsonElement>("/api/v1/server");
        Assert.Equal(("Test house", false), (info.Text("name"), info.GetProperty("codeRequired").GetBoolean()));
        Assert.NotEmpty(info.Text("version"));
        Assert.NotEmpty(info.Text("id"));
    }

    [Fact]
    public async Task Joining_over_http_sets_a_cookie_of_this_port()
    {
        await using var server = await TestServer.StartAsync();
        using var http = server.NewHttp();

        using var response = await http.PostAsJsonAsync("/api/v1/people", new { name = "alice" });

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var token = (await BodyAsync(response)).Text("token");
        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie")).Split("; ");
        Assert.Equal($"chatbox-{server.Http.Port}={token}", cookie[0]);
        Assert.Equal(["httponly", "max-age=34560000", "path=/", "samesite=strict"], cookie[1..].Select(part => part.ToLowerInvariant()).Where(part => !part.StartsWith("expires", StringComparison.Ordinal)).Order());
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task Joining_over_https_sets_a_secure_host_cookie()
    {
        await using var server = await TestServer.StartAsync(options => options with { Plain = false });
        using var http = server.NewHttp(server.Https);

        using var response = await http.PostAsJsonAsync("/api/v1/people", new { name = "alice" });

        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith($"__Host-chatbox-{server.Https.Port}=", cookie, StringComparison.Ordinal);
        foreach (var part in new[] { "secure", "httponly", "samesite=strict", "path=/" })
            Assert.Contains(part, cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_name_that_is_none_taken_or_sent_wrongly_is_refused_with_its_code()
    {
        await using var server = await TestServer.StartAsync();
        await server.JoinAsync("alice");
        using var http = server.NewHttp();

        await AssertProblemAsync(await http.PostAsJsonAsync("/api/v1/people", new { name = "ALICE" }), 409, "name_taken");
        await AssertProblemAsync(await http.PostAsJsonAsync("/api/v1/people", new { name = "" }), 400, "bad_name");
        await AssertProblemAsync(await http.PostAsJsonAsync("/api/v1/people", new { name = new string('x', 33) }), 400, "bad_name");
        await AssertProblemAsync(await http.PostAsJsonAsync("/api/v1/people", new { }), 400, "bad_frame");
        await AssertProblemAsync(await http.PostAsJsonAsync("/api/v1/people", new { name = "bob", admin = true }), 400, "unknown_field");
        await AssertProblemAsync(
            await http.PostAsync("/api/v1/people", new StringContent("{\"name\":\"bob\"}", Encoding.UTF8, "text/plain")), 415, "bad_frame");
        await AssertProblemAsync(await http.PostAsync("/api/v1/people", Body("{\"name\":\"bob\"")), 400, "bad_frame");
        await AssertProblemAsync(await http.PostAsync("/api/v1/people", Body("")), 400, "bad_frame");
    }

    [Fact]
    public async Task Where_a_code_is_asked_for_ten_wrong_ones_close_the_door_for_a_while()
    {
        await using var server = await TestServer.StartAsync(options => options with { Local = false, Listen = IPAddress.Loopback });
        using var http = server.NewHttp();
        var code = (await server.Running.InviteUrlAsync()).Split('#')[1];
        Assert.True((await http.GetFromJsonAsync<JsonElement>("/api/v1/server")).GetProperty("codeRequired").GetBoolean());

        Assert.Equal(HttpStatusCode.Created, (await http.PostAsJsonAsync("/api/v1/people", new { name = "alice", code })).StatusCode);
        await AssertProblemAsync(await http.PostAsJsonAsync("/api/v1/people", new { name = "bob" }), 403, "bad_code");
        for (var i = 0; i < 9; i++)
            await AssertProblemAsync(await http.PostAsJsonAsync("/api/v1/people", new { name = "bob", code = $"{i}" }), 403, "bad_code");
        using var last = await http.PostAsJsonAsync("/api/v1/people", new { name = "bob", code = "x" });
        await AssertProblemAsync(last, 429, "rate_limited");
        Assert.NotNull(last.Headers.RetryAfter);
    }

    [Fact]
    public async Task Me_says_who_one_is_and_whom_one_could_come_back_as()
    {
        await using var server = await TestServer.StartAsync();
        var alice = await server.JoinAsync("alice");
        using var nobody = server.NewHttp();
        using var http = alice.NewHttp();

        await AssertProblemAsync(await nobody.GetAsync("/api/v1/me"), 401, "not_joined");
        var me = await http.GetFromJsonAsync<JsonElement>("/api/v1/me");
        Assert.Equal((alice.Id, "alice"), (me.Text("id"), me.Text("name")));
        await alice.LogOutAsync();
        var after = await AssertProblemAsync(await http.GetAsync("/api/v1/me"), 401, "not_joined");
        Assert.Equal("alice", after.Text("comeBackAs"));
    }

    [Fact]
    public async Task The_server_tells_the_owner_of_a_cookie_who_that_is_without_a_refusal()
    {
        await using var server = await TestServer.StartAsync();
        var alice = await server.JoinAsync("alice");
        using var nobody = server.NewHttp();
        using var program = alice.NewHttp();
        using var page = server.NewHttp();
        page.DefaultRequestHeaders.Add("Cookie", $"chatbox-{server.Http.Port}={alice.Token}");

        var me = (await page.GetFromJsonAsync<JsonElement>("/api/v1/server")).GetProperty("me");
        Assert.Equal((alice.Id, "alice"), (me.Text("id"), me.Text("name")));
        await alice.LogOutAsync();
        var after = await page.GetFromJsonAsync<JsonElement>("/api/v1/server");
        Assert.Equal("alice", after.Text("comeBackAs"));
        Assert.False(after.TryGetProperty("me", out _));

        foreach (var http in new[] { nobody, program })
        {
            var info = await http.GetFromJsonAsync<JsonElement>("/api/v1/server");
            Assert.False(info.TryGetProperty("me", out _));
            Assert.False(info.TryGetProperty("comeBackAs", out _));
        }
    }

    [Fact]
    public async Task The_invite_and_a_link_come_with_their_QR_codes()
    {
        await using var server = await TestServer.StartAsync(
            options => options with { Local = false, Listen = IPAddress.Loopback, Open = true });
        using var http = (await server.JoinAsync("alice")).NewHttp();

        var invite = await http.GetFromJsonAsync<JsonElement>("/api/v1/invite");
        using var created = await http.PostAsync("/api/v1/links", null);
        var link = await BodyAsync(created);

        Assert.EndsWith("/join", invite.Text("url"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        foreach (var qr in new[] { invite.At("qr"), link.At("qr") })
        {
            var size = qr.GetArrayLength();
            Assert.InRange(size, 21, 177);
            Assert.All(qr.EnumerateArray(), row => Assert.Matches($"^[01]{{{size}}}$", row.GetString()!));
            Assert.StartsWith("1111111", qr[0].GetString()!, StringComparison.Ordinal);
        }

        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", link.Text("expiresAt"));
    }

    [Fact]
    public async Task People_are_listed_page_by_page_and_found_by_a_part_of_the_name()
    {
        await using var server = await TestServer.StartAsync();
        var all = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => server.JoinLiveAsync($"person {i}")));
        await server.JoinAsync("who is not here");
        using var http = all[0].Who.NewHttp();

        List<string> names = [];
        string? next = null;
        do
        {
            var page = await http.GetFromJsonAsync<JsonElement>($"/api/v1/people?limit=2{(next is null ? "" : $"&after={next}")}");
            Assert.InRange(page.At("people").GetArrayLength(), 1, 2);
            names.AddRange(page.At("people").EnumerateArray().Select(person => person.Text("name")));
            next = page.Has("next") ? page.Text("next") : null;
        }
        while (next is not null);
        Assert.Equal(Enumerable.Range(0, 5).Select(i => $"person {i}"), names.Order());

        var found = await http.GetFromJsonAsync<JsonElement>("/api/v1/find?q=ON%203");
        Assert.Equal("person 3", Assert.Single(found.At("people").EnumerateArray()).Text("name"));
        await AssertProblemAsync(await http.GetAsync("/api/v1/people?limit=0"), 400, "bad_range");
        await AssertProblemAsync(await http.GetAsync("/api/v1/people?limit=many"), 400, "bad_frame");
        await AssertProblemAsync(await http.GetAsync("/api/v1/people?nonsense=1"), 400, "unknown_field");
        foreach (var one in all) await one.DisposeAsync();
    }

    [Fact]
    public async Task A_room_from_its_creation_to_the_last_who_leaves()
    {
        await using var server = await TestServer.StartAsync();
        var (alice, bob) = (await server.JoinAsync("alice"), await server.JoinAsync("bob"));
        using var hers = alice.NewHttp();
        using var his = bob.NewHttp();

        using var created = await hers.PostAsJsonAsync("/api/v1/conversations", new { name = "robotics", @private = true });
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var room = $"/api/v1/conversations/{(await BodyAsync(created)).Text("id")}";
        await AssertProblemAsync(await his.GetAsync(room), 404, "no_such_conversation");
        await AssertProblemAsync(await his.PostAsync($"{room}/join", null), 404, "no_such_conversation");
        await AssertProblemAsync(await his.GetAsync($"{room}/members"), 404, "no_such_conversation");
        await AssertStatusAsync(await hers.PutAsync($"{room}/members/{bob.Id}", null), 204);
        Assert.Equal(2, (await his.GetFromJsonAsync<JsonElement>($"{room}/members")).At("people").GetArrayLength());
        Assert.Equal("robotics", (await his.GetFromJsonAsync<JsonElement>(room)).Text("name"));
        await AssertProblemAsync(await his.DeleteAsync($"{room}/members/{alice.Id}"), 403, "not_allowed");
        await AssertStatusAsync(await hers.DeleteAsync($"{room}/members/{bob.Id}"), 204);
        await AssertProblemAsync(await his.GetAsync(room), 404, "no_such_conversation");
        await AssertStatusAsync(await hers.PostAsync($"{room}/leave", null), 204);
        await AssertProblemAsync(await hers.GetAsync(room), 404, "no_such_conversation");
        Assert.Single((await hers.GetFromJsonAsync<JsonElement>("/api/v1/conversations")).At("conversations").EnumerateArray());
        await AssertProblemAsync(await hers.PostAsJsonAsync("/api/v1/conversations", new { name = "" }), 400, "bad_name");
        await AssertProblemAsync(
            await hers.PostAsJsonAsync("/api/v1/conversations", new { name = "x", @private = "yes" }), 400, "bad_frame");
    }

    [Fact]
    public async Task Messages_are_sent_repeated_read_and_found()
    {
        await using var server = await TestServer.StartAsync();
        var (alice, bob) = (await server.JoinAsync("alice"), await server.JoinAsync("bob"));
        using var hers = alice.NewHttp();
        using var his = bob.NewHttp();

        using var opened = await hers.PostAsJsonAsync("/api/v1/direct", new { person = bob.Id });
        Assert.Equal(HttpStatusCode.OK, opened.StatusCode);
        var direct = $"/api/v1/conversations/{(await BodyAsync(opened)).Text("id")}";
        using var sent = await hers.PostAsJsonAsync($"{direct}/messages", new { clientId = "c1", text = "hello bob" });
        using var again = await hers.PostAsJsonAsync($"{direct}/messages", new { clientId = "c1", text = "hello bob" });

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (sent.StatusCode, again.StatusCode));
        Assert.Equal(await sent.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
        var page = await his.GetFromJsonAsync<JsonElement>($"{direct}/messages?after=0&limit=10");
        Assert.Equal((1, "hello bob"), (page.Number("last"), page.At("messages")[0].Text("text")));
        await AssertStatusAsync(await his.PutAsJsonAsync($"{direct}/read", new { number = 1 }), 204);
        Assert.Equal(1, (await his.GetFromJsonAsync<JsonElement>(direct)).Number("read"));
        var found = (await his.GetFromJsonAsync<JsonElement>("/api/v1/search?q=BOB&limit=5")).At("results")[0];
        Assert.Equal(("hello bob", "alice"), (found.At("message").Text("text"), found.Text("conversationName")));

        await AssertProblemAsync(await his.GetAsync($"{direct}/messages?after=1&before=2"), 400, "bad_range");
        await AssertProblemAsync(await his.GetAsync($"{direct}/messages?after=x"), 400, "bad_frame");
        await AssertProblemAsync(await his.GetAsync("/api/v1/search?q="), 400, "bad_text");
        await AssertProblemAsync(await his.GetAsync("/api/v1/search?q=x&before=abc"), 400, "bad_frame");
        await AssertProblemAsync(await his.GetAsync("/api/v1/search?q=x&limit=201"), 400, "bad_range");
        await AssertProblemAsync(await his.GetAsync($"/api/v1/search?q={new string('x', 201)}"), 413, "text_too_long");
        await AssertProblemAsync(await his.GetAsync("/api/v1/search?q=x&conversation=nowhere"), 404, "no_such_conversation");
        await AssertProblemAsync(
            await hers.PostAsJsonAsync($"{direct}/messages", new { clientId = "c 1", text = "x" }), 400, "bad_client_id");
        await AssertProblemAsync(await hers.PostAsJsonAsync($"{direct}/messages", new { clientId = "c2", text = " " }), 400, "bad_text");
        await AssertProblemAsync(
            await hers.PostAsJsonAsync($"{direct}/messages", new { clientId = "c2", text = new string('x', 8001) }), 413, "text_too_long");
        await AssertProblemAsync(
            await hers.PostAsJsonAsync("/api/v1/conversations/nowhere/messages", new { clientId = "c2", text = "x" }), 404,
            "no_such_conversation");
        await AssertProblemAsync(await his.PutAsJsonAsync($"{direct}/read", new { number = -1 }), 400, "bad_range");
        await AssertProblemAsync(await his.PutAsJsonAsync($"{direct}/read", new { }), 400, "bad_frame");
        await AssertProblemAsync(await hers.PostAsJsonAsync("/api/v1/direct", new { person = "nobody" }), 404, "no_such_person");
    }

    [Fact]
    public async Task Every_call_that_is_not_for_anybody_asks_who_one_is()
    {
        await using var server = await TestServer.StartAsync();
        using var nobody = server.NewHttp();
        foreach (var (method, path) in Calls().Where(call => !IsForAnybody(call.Path) && call.Method != "HEAD"))
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), Filled(path));
            if (method is "POST" or "PUT") request.Content = BodyFor(path);
            await AssertProblemAsync(await nobody.SendAsync(request), 401, "not_joined");
        }
    }

    [Fact]
    public async Task The_cookie_from_another_origin_changes_nothing_whatever_the_call()
    {
        await using var server = await TestServer.StartAsync();
        var alice = await server.JoinAsync("alice");
        using var http = server.NewHttp();
        foreach (var (method, path) in Calls().Where(call => call.Method is not ("GET" or "HEAD")))
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), Filled(path));
            request.Headers.Add("Cookie", $"chatbox-{server.Http.Port}={alice.Token}");
            request.Headers.Add("Origin", "https://evil.example");
            if (method is "POST" or "PUT") request.Content = BodyFor(path);
            await AssertProblemAsync(await http.SendAsync(request), 403, "foreign_origin");
        }

        // As a form sends it, which needs nobody's leave: not JSON by its type.
        using var form = new HttpRequestMessage(HttpMethod.Post, "/api/v1/conversations/lobby/messages");
        form.Headers.Add("Cookie", $"chatbox-{server.Http.Port}={alice.Token}");
        form.Headers.Add("Origin", "https://evil.example");
        form.Content = new StringContent("{\"clientId\":\"c\",\"text\":\"x\"}", Encoding.UTF8, "text/plain");
        Assert.False((await http.SendAsync(form)).IsSuccessStatusCode);
        using var me = alice.NewHttp();
        Assert.Equal(0, (await me.GetFromJsonAsync<JsonElement>("/api/v1/conversations/lobby")).Number("last"));
    }

    [Fact]
    public async Task The_API_describes_every_call_of_the_document()
    {
        await using var server = await TestServer.StartAsync();
        using var http = server.NewHttp();

        var description = await http.GetFromJsonAsync<JsonElement>("/openapi/v1.json");

        Assert.StartsWith("3.1", description.Text("openapi"), StringComparison.Ordinal);
        var described = description.At("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(call => (call.Name.ToUpperInvariant(), path.Name))).Order();
        Assert.Equal(Calls().Order(), described);
    }

    [Fact]
    public void Every_call_of_the_document_has_an_example()
    {
        var examples = File.ReadAllLines(Document("examples.md"));
        Assert.All(Calls().Where(call => call.Method != "HEAD" || call.Path.EndsWith("/uploads/{id}", StringComparison.Ordinal)), call =>
        {
            // A path below another may have slashes of its own.
            var path = Blank().Replace(call.Path, blank => blank.Value is "{path}" or "{directory}" ? "[^ ?]+" : "[^ ?/]+");
            Assert.Contains(examples, line => Regex.IsMatch(line, $@"^> {call.Method} {path}(\?\S+)?( |$)"));
        });
    }

    static List<(string Method, string Path)> Calls() =>
        [.. CallRow().Matches(File.ReadAllText(Document("protocol.md"))).SelectMany(row => new[] { "method", "also" }
            .Where(name => row.Groups[name].Success).Select(name => (row.Groups[name].Value, row.Groups["path"].Value)))];

    static string Document(string name)
    {
        for (var at = AppContext.BaseDirectory; at is not null; at = Path.GetDirectoryName(at))
            if (File.Exists(Path.Combine(at, "docs", name))) return Path.Combine(at, "docs", name);
        throw new FileNotFoundException(name);
    }

    // Who it is for stands in the second column; these are the ones for anybody, and come-back, which is for who has logged out.
    static bool IsForAnybody(string path) => path is "/api/v1/server" or "/api/v1/people" or "/api/v1/links/redeem";

    static string Filled(string path) => path switch
    {
        "/api/v1/search" => path + "?q=x",
        "/api/v1/conversations/{id}/changes" => "/api/v1/conversations/lobby/changes?after=0",
        _ =>
            path.Replace("{path}", "x", StringComparison.Ordinal).Replace("{directory}", "x", StringComparison.Ordinal)
                .Replace("{id}", "lobby", StringComparison.Ordinal).Replace("{person}", "0000000000002", StringComparison.Ordinal)
            .Replace("{number}", "1", StringComparison.Ordinal),
    };

    static string SampleBody(string path) => path switch
    {
        "/api/v1/people" => "{\"name\":\"mallory\"}",
        "/api/v1/links/redeem" => "{\"link\":\"x\"}",
        "/api/v1/conversations" => "{\"name\":\"a room\"}",
        "/api/v1/direct" => "{\"person\":\"0000000000002\"}",
        "/api/v1/conversations/{id}/messages" => "{\"clientId\":\"c\",\"text\":\"x\"}",
        "/api/v1/conversations/{id}/messages/{number}/file" => "{\"state\":\"accepted\"}",
        "/api/v1/conversations/{id}/read" => "{\"number\":1}",
        _ => "",
    };

    static HttpContent BodyFor(string path) =>
        path.EndsWith("/thumbnail", StringComparison.Ordinal)
            ? new ByteArrayContent([1]) { Headers = { ContentType = new("image/png") } }
            : Body(SampleBody(path));

    static StringContent Body(string json) => new(json, Encoding.UTF8, "application/json");

    static Task<JsonElement> BodyAsync(HttpResponseMessage response) => response.Content.ReadFromJsonAsync<JsonElement>();

    static async Task<JsonElement> AssertProblemAsync(HttpResponseMessage response, int status, string code)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(
            status == (int)response.StatusCode,
            $"{response.RequestMessage!.Method} {response.RequestMessage.RequestUri}: {response.StatusCode} {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonSerializer.Deserialize<JsonElement>(text);
        Assert.Equal((code, "about:blank", status), (problem.Code(), problem.Text("type"), problem.Number("status")));
        Assert.NotEmpty(problem.Text("title"));
        Assert.NotEmpty(problem.Text("detail"));
        return problem;
    }

    static async Task AssertStatusAsync(HttpResponseMessage response, int status)
    {
        Assert.True(status == (int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    [GeneratedRegex(@"^\| `(?<method>GET|POST|PUT|PATCH|HEAD|DELETE)(?:`, `(?<also>HEAD))? (?<path>/api/v1/[a-z/{}-]+)", RegexOptions.Multiline)]
    private static partial Regex CallRow();

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Blank();
}
