using System.Net;
using System.Net.Http.Json;
using ChatBox.Server.Sessions;
using ChatBox.Server.Tests.Support;
using ChatBox.Server.Tests.Web;
using ChatBox.Testing;

namespace ChatBox.Server.Tests.Serving;

/// <summary>The wall clock is set while the server runs: what is shown follows it, what is measured does not (F15).</summary>
public sealed class SetClockTests
{
    public static TheoryData<TimeSpan> Jumps { get; } = new(TimeSpan.FromDays(1), TimeSpan.FromHours(-1), TimeSpan.FromSeconds(-1));

    [Theory]
    [MemberData(nameof(Jumps))]
    public async Task The_grace_of_presence_is_neither_cut_nor_stretched(TimeSpan jump)
    {
        var clock = NewClock();
        await using var server = await TestServer.StartAsync(clock: clock);
        await using var bob = await server.JoinLiveAsync("bob");
        await using (await server.JoinLiveAsync("alice"))
            await bob.NextAsync("person", frame => frame.At("person").Text("presence") == "online");
        await Eventually.HoldsAsync(() => clock.PendingTimers > 0, "the grace to begin");

        Set(clock, jump);
        clock.Advance(TimeSpan.FromSeconds(2));
        await bob.SettleAsync();
        Assert.DoesNotContain(bob.Events, frame => frame.Type() == "person" && frame.At("person").Text("presence") == "offline");

        clock.Advance(TimeSpan.FromSeconds(1));
        await bob.NextAsync("person", frame => frame.At("person").Text("presence") == "offline");
    }

    [Theory]
    [MemberData(nameof(Jumps))]
    public void A_flood_is_slowed_as_before(TimeSpan jump)
    {
        var clock = NewClock();
        using var host = new ChatHost(new Core.Chat(ChatHost.NewId), clock);
        var person = new Core.People.PersonId(2);
        for (var i = 0; i < host.PostLimit.Burst; i++) Assert.Equal(TimeSpan.Zero, host.TakePost(person));

        Set(clock, jump);

        Assert.Equal(TimeSpan.FromSeconds(1.0 / host.PostLimit.PerSecond), host.TakePost(person));
        clock.Advance(TimeSpan.FromSeconds(2.0 / host.PostLimit.PerSecond));
        Assert.Equal(TimeSpan.Zero, host.TakePost(person));
    }

    [Theory]
    [MemberData(nameof(Jumps))]
    public async Task Typing_is_told_once_in_three_seconds(TimeSpan jump)
    {
        var clock = NewClock();
        await using var server = await TestServer.StartAsync(clock: clock);
        await using var alice = await server.JoinLiveAsync("alice");
        await using var bob = await server.JoinLiveAsync("bob");

        await alice.AskAsync("typing", ("conversation", "lobby"));
        Set(clock, jump);
        await alice.AskAsync("typing", ("conversation", "lobby"));
        await bob.SettleAsync();
        Assert.Single(bob.Events, frame => frame.Type() == "typing");

        clock.Advance(TimeSpan.FromSeconds(3));
        await alice.AskAsync("typing", ("conversation", "lobby"));
        await bob.SettleAsync();
        Assert.Equal(2, bob.Events.Count(frame => frame.Type() == "typing"));
    }

    [Theory]
    [MemberData(nameof(Jumps))]
    public async Task A_link_and_coming_back_last_ten_minutes(TimeSpan jump)
    {
        var clock = NewClock();
        await using var server = await TestServer.StartAsync(clock: clock);
        var bob = await server.JoinAsync("bob");
        var (early, late) = (await LinkAsync(bob), await LinkAsync(bob));
        var (inTime, tooLate) = (await server.JoinAsync("alice"), await server.JoinAsync("carol"));
        await inTime.LogOutAsync();
        await tooLate.LogOutAsync();

        Set(clock, jump);
        // Making a link and logging out sweep what is past.
        await LinkAsync(bob);
        await (await server.JoinAsync("dora")).LogOutAsync();

        clock.Advance(TimeSpan.FromSeconds(599));
        Assert.Equal(HttpStatusCode.Created, await RedeemAsync(server, early));
        Assert.Equal(HttpStatusCode.OK, await ComeBackAsync(inTime));
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(HttpStatusCode.Forbidden, await RedeemAsync(server, late));
        Assert.Equal(HttpStatusCode.Unauthorized, await ComeBackAsync(tooLate));
    }

    [Theory]
    [MemberData(nameof(Jumps))]
    public async Task Messages_keep_their_order_and_show_the_time_that_the_clock_shows(TimeSpan jump)
    {
        var clock = NewClock();
        await using var server = await TestServer.StartAsync(clock: clock);
        await using var alice = await server.JoinLiveAsync("alice");
        await alice.SayAsync("before");
        Set(clock, jump);
        await alice.SayAsync("after");

        var messages = (await alice.AskAsync("history", ("conversation", "lobby"))).At("messages").EnumerateArray().ToList();

        Assert.Equal([("before", 1L), ("after", 2L)], messages.Select(message => (message.Text("text")!, message.Number("number"))));
        Assert.Equal(clock.GetUtcNow(), DateTimeOffset.Parse(messages[1].Text("time")!, System.Globalization.CultureInfo.InvariantCulture));
    }

    // Seconds before a 32-bit count of them overflows.
    static ManualTimeProvider NewClock() => new(new DateTimeOffset(2038, 1, 19, 3, 14, 0, TimeSpan.Zero));

    static void Set(ManualTimeProvider clock, TimeSpan jump) => clock.SetUtcNow(clock.GetUtcNow() + jump);

    static Task<string> LinkAsync(Somebody who) => DeviceTests.LinkAsync(who);

    static async Task<HttpStatusCode> ComeBackAsync(Somebody who)
    {
        using var http = who.NewHttp();
        using var response = await http.PostAsync("/api/v1/come-back", null);
        return response.StatusCode;
    }

    static async Task<HttpStatusCode> RedeemAsync(TestServer server, string link)
    {
        using var http = server.NewHttp();
        using var response = await http.PostAsJsonAsync("/api/v1/links/redeem", new { link });
        return response.StatusCode;
    }
}
