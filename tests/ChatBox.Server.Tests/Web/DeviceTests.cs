using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ChatBox.Server.Tests.Support;
using ChatBox.Testing;

namespace ChatBox.Server.Tests.Web;

public sealed class DeviceTests
{
    [Fact]
    public async Task Logging_out_closes_that_devices_connections_with_a_goodbye()
    {
        await using var server = await TestServer.StartAsync();
        var alice = await server.JoinAsync("alice");
        var phone = await RedeemAsync(server, await LinkAsync(alice));
        await using var first = await alice.ConnectAsync();
        await using var second = await alice.ConnectAsync();
        await using var other = await phone.ConnectAsync();
        await using var bob = await server.JoinLiveAsync("bob");

        var answer = await alice.LogOutAsync();

        Assert.Equal("logged_out", (await first.GoodbyeAsync()).Code());
        Assert.Equal("logged_out", (await second.GoodbyeAsync()).Code());
        Assert.Equal(System.Net.WebSockets.WebSocketCloseStatus.PolicyViolation, first.CloseStatus);
        Assert.Equal("alice", answer.Text("goodbye"));
        Assert.False(answer.Has("nameFree") || answer.Has("comeBackUntil"));
        Assert.Equal("ok", (await other.SayAsync("still here")).Type());
        await bob.NextAsync("message");
        Assert.DoesNotContain(bob.Events, frame => frame.Has("goodbye"));
    }

    [Fact]
    public async Task The_last_device_that_logs_out_frees_the_name_and_says_goodbye()
    {
        await using var server = await TestServer.StartAsync();
        var alice = await server.JoinAsync("alice");
        await using var live = await alice.ConnectAsync();
        await using var bob = await server.JoinLiveAsync("bob");

        var answer = await alice.LogOutAsync();

        Assert.True(answer.GetProperty("nameFree").GetBoolean());
        Assert.True(answer.Has("comeBackUntil"));
        var told = await bob.NextAsync("person", frame => frame.Has("goodbye"));
        Assert.Equal(
            ("alice", "offline", true),
            (told.At("person").Text("name"), told.At("person").Text("presence"), told.At("person", "gone").GetBoolean()));
        await live.GoodbyeAsync();
        Assert.Equal("alice", (await server.JoinAsync("alice")).Name);
    }

    [Fact]
    public async Task A_link_makes_a_second_device_once()
    {
        await using var server = await TestServer.StartAsync();
        var alice = await server.JoinAsync("alice");
        var link = await LinkAsync(alice);

        var phone = await RedeemAsync(server, link);
        using var again = await TryRedeemAsync(server, link);

        Assert.Equal((alice.Id, "alice"), (phone.Id, phone.Name));
        Assert.NotEqual(alice.Token, phone.Token);
        Assert.Equal(HttpStatusCode.Forbidden, again.StatusCode);
        Assert.Equal("bad_link", (await again.Content.ReadFromJsonAsync<JsonElement>()).Code());
    }

    [Fact]
    public async Task Of_many_who_redeem_one_link_at_once_one_gets_in()
    {
        await using var server = await TestServer.StartAsync();
        var link = await LinkAsync(await server.JoinAsync("alice"));

        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var response = await TryRedeemAsync(server, link);
            return response.StatusCode;
        }));

        Assert.Single(all, HttpStatusCode.Created);
        Assert.Equal(7, all.Count(status => status == HttpStatusCode.Forbidden));
    }

    [Theory]
    [InlineData(599, HttpStatusCode.Created)]
    [InlineData(600, HttpStatusCode.Forbidden)]
    public async Task A_link_lasts_ten_minutes(int seconds, HttpStatusCode expected)
    {
        var clock = new ManualTimeProvider();
        await using var server = await TestServer.StartAsync(clock: clock);
        var link = await LinkAsync(await server.JoinAsync("alice"));

        clock.Advance(TimeSpan.FromSeconds(seconds));
        using var response = await TryRedeemAsync(server, link);

        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData(600, true)]
    [InlineData(601, false)]
    public async Task One_may_come_back_within_ten_minutes_with_everything_as_it_was(int seconds, bool isInTime)
    {
        var clock = new ManualTimeProvider();
        await using var server = await TestServer.StartAsync(clock: clock);
        var alice = await server.JoinAsync("alice");
        string room;
        await using (var live = await alice.ConnectAsync())
            room = (await live.AskAsync("room.create", ("name", "mine"), ("private", true))).At("conversation").Text("id");
        await alice.LogOutAsync();
        clock.Advance(TimeSpan.FromSeconds(seconds));

        using var http = alice.NewHttp();
        using var response = await http.PostAsync("/api/v1/come-back", null);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>();

        if (!isInTime)
        {
            Assert.Equal((HttpStatusCode.Unauthorized, "not_joined"), (response.StatusCode, body.Code()));
            return;
        }

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal((alice.Id, "alice"), (body.Text("id"), body.Text("name")));
        await using var back = await (alice with { Token = body.Text("token") }).ConnectAsync();
        Assert.Equal(
            ["lobby", room], (await back.AskAsync("conversations")).At("conversations").EnumerateArray().Select(one => one.Text("id")));
        using var old = await http.GetAsync("/api/v1/me");
        Assert.Equal(HttpStatusCode.Unauthorized, old.StatusCode);
    }

    [Fact]
    public async Task Coming_back_works_after_a_restart_too()
    {
        await using var server = await TestServer.StartAsync();
        var alice = await server.JoinAsync("alice");
        await alice.LogOutAsync();
        await server.RestartAsync();

        using var http = alice.NewHttp();
        using var response = await http.PostAsync("/api/v1/come-back", null);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>();

        await using var back = await (alice with { Token = body.Text("token") }).ConnectAsync();
        Assert.Equal("ok", (await back.SayAsync("back")).Type());
    }

    [Fact]
    public async Task Where_somebody_else_has_taken_the_name_one_cannot_come_back()
    {
        await using var server = await TestServer.StartAsync();
        var alice = await server.JoinAsync("alice");
        await alice.LogOutAsync();
        await server.JoinAsync("Alice");

        using var http = alice.NewHttp();
        using var response = await http.PostAsync("/api/v1/come-back", null);

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal("name_taken", (await response.Content.ReadFromJsonAsync<JsonElement>()).Code());
    }

    [Fact]
    public async Task Who_takes_a_freed_name_inherits_nothing_private()
    {
        await using var server = await TestServer.StartAsync();
        var alice = await server.JoinAsync("alice");
        await using var bob = await server.JoinLiveAsync("bob");
        string room, direct;
        await using (var live = await alice.ConnectAsync())
        {
            room = (await live.AskAsync("room.create", ("name", "hers"), ("private", true))).At("conversation").Text("id");
            direct = (await live.AskAsync("direct.open", ("person", bob.Id))).At("conversation").Text("id");
            await live.SayAsync("the secret word is xylophone", direct);
            await live.SayAsync("the secret word is xylophone", room);
        }

        await alice.LogOutAsync();
        var stranger = await server.JoinAsync("alice");
        await using var eve = await stranger.ConnectAsync();

        Assert.NotEqual(alice.Id, stranger.Id);
        Assert.Equal(["lobby"], (await eve.AskAsync("conversations")).At("conversations").EnumerateArray().Select(one => one.Text("id")));
        Assert.Equal("no_such_conversation", (await eve.AskAsync("history", ("conversation", direct))).Code());
        Assert.Equal("no_such_conversation", (await eve.AskAsync("history", ("conversation", room))).Code());
        Assert.Empty((await eve.AskAsync("search", ("text", "xylophone"))).At("results").EnumerateArray());
        Assert.NotEqual(direct, (await bob.AskAsync("direct.open", ("person", stranger.Id))).At("conversation").Text("id"));
        Assert.Equal("person_left", (await bob.SayAsync("are you there?", direct)).Code());
    }

    [Fact]
    public async Task Connecting_while_logging_out_leaves_no_connection_behind()
    {
        await using var server = await TestServer.StartAsync();
        for (var i = 0; i < 15; i++)
        {
            var first = await server.JoinAsync($"alice{i}");
            var other = await RedeemAsync(server, await LinkAsync(first));
            var connecting = Enumerable.Range(0, 4).Select(async _ =>
            {
                try
                {
                    return await first.ConnectAsync();
                }
                catch (Exception exception) when (exception is System.Net.WebSockets.WebSocketException or Xunit.Sdk.XunitException)
                {
                    return null;
                }
            }).ToList();
            await first.LogOutAsync();

            foreach (var live in await Task.WhenAll(connecting))
            {
                if (live is null) continue;
                await using (live)
                    await live.Closed.WaitAsync(Eventually.Limit);
            }

            await other.LogOutAsync();
        }
    }

    internal static async Task<string> LinkAsync(Somebody who)
    {
        using var http = who.NewHttp();
        using var response = await http.PostAsync("/api/v1/links", null);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var url = (await response.Content.ReadFromJsonAsync<JsonElement>()).Text("url");
        Assert.Contains("/link#", url, StringComparison.Ordinal);
        return url[(url.IndexOf('#', StringComparison.Ordinal) + 1)..];
    }

    internal static async Task<Somebody> RedeemAsync(TestServer server, string link)
    {
        using var response = await TryRedeemAsync(server, link);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var joined = await response.Content.ReadFromJsonAsync<JsonElement>();
        return new Somebody(server, joined.Text("id"), joined.Text("name"), joined.Text("token"));
    }

    static async Task<HttpResponseMessage> TryRedeemAsync(TestServer server, string link)
    {
        using var http = server.NewHttp();
        return await http.PostAsJsonAsync("/api/v1/links/redeem", new { link });
    }
}
