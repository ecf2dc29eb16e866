using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ChatBox.Server.Tests.Support;

namespace ChatBox.Server.Tests.Calls;

/// <summary>Calls over the WebSocket, as docs/calls.md tells them.</summary>
public sealed class CallTests : IAsyncLifetime
{
    TestServer server = null!;
    Caller alice = null!;
    Caller bob = null!;
    string direct = "";

    public async ValueTask InitializeAsync()
    {
        server = await TestServer.StartAsync();
        (alice, bob) = (await Caller.JoinAsync(server, "alice"), await Caller.JoinAsync(server, "bob"));
        direct = await alice.DirectAsync(bob);
    }

    public async ValueTask DisposeAsync()
    {
        await alice.DisposeAsync();
        await bob.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_call_rings_on_all_devices_and_accepting_on_one_stops_the_others()
    {
        await using var phone = await bob.AgainAsync("bob-phone");
        var call = Caller.CallOf(await alice.StartAsync(direct, camera: true));
        var ringing = await bob.SeesAsync("ringing");
        Assert.Equal((call, direct, true, alice.Id), (ringing.Text("id"), ringing.Text("conversation"), ringing.At("video").GetBoolean(), ringing.At("by").Text("id")));
        await phone.SeesAsync("ringing");
        Assert.Equal("ok", (await bob.AskAsync("accept", call)).Type());
        var active = await phone.SeesAsync("active");
        Assert.Equal(["alice-1", "bob-1"], active.At("participants").EnumerateArray().Select(one => one.Text("endpoint")));
        Assert.Equal("answered_elsewhere", (await phone.AskAsync("accept", call)).Code());
        await alice.SeesAsync("active");
    }

    [Fact]
    public async Task Signals_reach_the_one_session_they_are_meant_for()
    {
        await using var phone = await bob.AgainAsync("bob-phone");
        var call = await TalkAsync();
        Assert.Equal("ok", (await alice.OfferAsync(call, bob, "v=0\r\no=- \"x\"\r\n")).Type());
        Assert.Equal("ok", (await alice.CandidateAsync(call, bob)).Type());
        var offer = await bob.Client.NextAsync("call.signal");
        Assert.Equal(
            (call, alice.Id, "alice-1", "offer", "v=0\r\no=- \"x\"\r\n"),
            (offer.Text("call"), offer.Text("from"), offer.Text("endpoint"), offer.Text("kind"), offer.Text("sdp")));
        var candidate = await bob.Client.NextAsync("call.signal");
        Assert.Equal(("candidate", "candidate:1 1 udp 1 192.0.2.1 9 typ host", "0", 0L),
            (candidate.Text("kind"), candidate.Text("candidate"), candidate.Text("mid"), candidate.Number("line")));
        await bob.OfferAsync(call, alice);
        Assert.NotEqual(offer.At("polite").GetBoolean(), (await alice.Client.NextAsync("call.signal")).At("polite").GetBoolean());
        await phone.Client.SettleAsync();
        Assert.DoesNotContain(phone.Client.Events, frame => frame.Type() == "call.signal");
    }

    [Fact]
    public async Task The_end_leaves_a_line_that_who_was_in_it_has_read()
    {
        var call = await TalkAsync();
        Assert.Equal("ok", (await bob.LeaveAsync(call)).Type());
        var ended = await alice.SeesAsync("ended");
        Assert.Equal(("answered", bob.Id), (ended.Text("outcome"), ended.Text("endedBy")));
        var message = (await alice.Client.NextAsync("message")).At("message");
        Assert.Equal((1L, "Call ended after 0 s.", alice.Id), (message.Number("number"), message.Text("text"), message.At("author").Text("id")));
        var line = message.At("call");
        Assert.Equal((call, "answered", alice.Id, 2L), (line.Text("id"), line.Text("outcome"), line.Text("by"), line.Number("people")));
        foreach (var one in new[] { alice, bob }) Assert.Equal(1, (await ConversationAsync(one)).Number("read"));
    }

    [Fact]
    public async Task A_missed_call_is_unread_durable_found_and_can_be_deleted()
    {
        var call = Caller.CallOf(await alice.StartAsync(direct));
        await alice.LeaveAsync(call);
        await bob.Client.NextAsync("message");
        await server.RestartAsync();
        await using var again = await bob.AgainAsync(server: server);
        var conversation = await ConversationAsync(again);
        Assert.Equal((1, 0), (conversation.Number("last"), conversation.Number("read")));
        Assert.Equal("cancelled", conversation.At("lastMessage", "call").Text("outcome"));
        var history = (await again.Client.AskAsync("history", ("conversation", direct))).At("messages")[0];
        Assert.Equal((call, "Missed call: cancelled."), (history.At("call").Text("id"), history.Text("text")));
        Assert.Single((await again.Client.AskAsync("search", ("text", "missed"))).At("results").EnumerateArray());
        await using var caller = await alice.AgainAsync(server: server);
        var deleted = (await caller.Client.AskAsync("delete", ("conversation", direct), ("number", 1))).At("message");
        Assert.False(deleted.Has("call"));
    }

    [Fact]
    public async Task Declined_and_busy_are_told_by_code_and_line()
    {
        var call = Caller.CallOf(await alice.StartAsync(direct));
        await bob.Client.AskAsync("call.decline", ("call", call));
        Assert.Equal("declined", (await alice.SeesAsync("ended")).Text("outcome"));
        await using var carol = await Caller.JoinAsync(server, "carol");
        await TalkAsync();
        var toBob = await carol.DirectAsync(bob);
        Assert.Equal("busy", (await carol.StartAsync(toBob)).Code());
        var missed = await bob.Client.NextAsync("message", frame => frame.At("message").Text("conversation") == toBob);
        Assert.Equal(("busy", "Missed call: busy."), (missed.At("message", "call").Text("outcome"), missed.At("message").Text("text")));
    }

    [Fact]
    public async Task Both_ring_at_once_and_it_is_one_call()
    {
        var answers = await Task.WhenAll(alice.StartAsync(direct), bob.StartAsync(direct));
        Assert.Equal(Caller.CallOf(answers[0]), Caller.CallOf(answers[1]));
        var active = await alice.SeesAsync("active");
        Assert.Equal(2, active.At("participants").GetArrayLength());
    }

    [Fact]
    public async Task Two_devices_accept_at_once_and_one_of_them_has_it()
    {
        await using var phone = await bob.AgainAsync("bob-phone");
        var call = Caller.CallOf(await alice.StartAsync(direct));
        var answers = await Task.WhenAll(bob.AskAsync("accept", call), phone.AskAsync("accept", call));
        Assert.Equal(["error", "ok"], answers.Select(answer => answer.Type()).Order());
        Assert.Equal("answered_elsewhere", answers.Single(answer => answer.Type() == "error").Code());
    }

    [Fact]
    public async Task A_lost_connection_is_away_and_back()
    {
        var call = await TalkAsync();
        bob.Client.Abort();
        await alice.SeesAsync("active", seen => seen.At("participants")[1].At("away").GetBoolean());
        Assert.Equal("peer_away", (await alice.OfferAsync(call, bob)).Code());
        await using var back = await bob.AgainAsync();
        Assert.Equal(call, back.Client.Welcome.At("calls")[0].Text("id"));
        Assert.Equal("ok", (await back.AskAsync("resume", call, muted: true)).Type());
        var whole = await alice.SeesAsync("active", seen => !seen.At("participants")[1].At("away").GetBoolean());
        Assert.Equal((true, "bob-1"), (whole.At("participants")[1].At("muted").GetBoolean(), whole.At("participants")[1].Text("endpoint")));
        Assert.Equal("ok", (await alice.OfferAsync(call, back)).Type());
        Assert.Equal("offer", (await back.Client.NextAsync("call.signal")).Text("kind"));
    }

    [Fact]
    public async Task The_call_is_whole_again_after_a_restart_of_the_server()
    {
        var call = await TalkAsync();
        await server.RestartAsync();
        await using var bobBack = await bob.AgainAsync(server: server);
        var restored = bobBack.Client.Welcome.At("calls")[0];
        Assert.Equal((call, "active", 2), (restored.Text("id"), restored.Text("state"), restored.At("participants").GetArrayLength()));
        Assert.Equal("ok", (await bobBack.AskAsync("resume", call)).Type());
        await using var aliceBack = await alice.AgainAsync(server: server);
        Assert.Equal("ok", (await aliceBack.AskAsync("resume", call)).Type());
        Assert.Equal("ok", (await aliceBack.OfferAsync(call, bobBack)).Type());
        await aliceBack.LeaveAsync(call);
        Assert.Equal("answered", (await bobBack.SeesAsync("ended")).Text("outcome"));
        Assert.Equal(call, (await bobBack.Client.NextAsync("message")).At("message", "call").Text("id"));
        await server.RestartAsync();
        await using var third = await bob.AgainAsync(server: server);
        Assert.False(third.Client.Welcome.Has("calls"));
        Assert.Equal(1, (await ConversationAsync(third)).Number("last"));
    }

    [Fact]
    public async Task A_room_has_a_call_that_its_members_join_and_see_before()
    {
        var room = (await alice.Client.AskAsync("room.create", ("name", "robotics"))).At("conversation").Text("id");
        await bob.Client.AskAsync("room.join", ("conversation", room));
        var call = Caller.CallOf(await alice.StartAsync(room, camera: true));
        var seen = (await bob.Client.AskAsync("conversation", ("conversation", room))).At("conversation", "call");
        Assert.Equal((5, 5, 6, 10), (seen.At("free", "video").GetInt32(), seen.At("free", "sound").GetInt32(),
            seen.At("limits", "video").GetInt32(), seen.At("limits", "sound").GetInt32()));
        await bob.AskAsync("join", call);
        await alice.SeesAsync("active", one => one.At("participants").GetArrayLength() == 2);
        Assert.Equal("ok", (await alice.OfferAsync(call, bob)).Type());
        Assert.Equal("ok", (await alice.Client.AskAsync("room.remove", ("conversation", room), ("person", bob.Id))).Type());
        await alice.SeesAsync("active", one => one.At("participants").GetArrayLength() == 1);
        Assert.Equal("no_such_call", (await alice.OfferAsync(call, bob)).Code());
        Assert.Equal("no_such_call", (await bob.AskAsync("join", call)).Code());
        await bob.Client.NextAsync("conversation.gone");
        Assert.False(bob.Client.Events.Last(frame => frame.Type() == "call").At("call", "participants").GetArrayLength() == 1);
    }

    [Fact]
    public async Task The_api_shows_the_call_to_members_only()
    {
        using var http = alice.Client.Who.NewHttp();
        using var none = await http.GetAsync($"/api/v1/conversations/{direct}/call");
        Assert.Equal((HttpStatusCode.NotFound, "no_such_call"), (none.StatusCode, (await none.Content.ReadFromJsonAsync<JsonElement>()).Code()));
        var call = Caller.CallOf(await alice.StartAsync(direct));
        var shown = await http.GetFromJsonAsync<JsonElement>($"/api/v1/conversations/{direct}/call");
        Assert.Equal((call, "ringing"), (shown.Text("id"), shown.Text("state")));
        using var stranger = (await server.JoinAsync("carol")).NewHttp();
        using var hidden = await stranger.GetAsync($"/api/v1/conversations/{direct}/call");
        Assert.Equal("no_such_conversation", (await hidden.Content.ReadFromJsonAsync<JsonElement>()).Code());
    }

    [Fact]
    public async Task Without_a_relay_no_server_is_named()
    {
        var call = Caller.CallOf(await alice.StartAsync(direct));
        var ice = await alice.Client.AskAsync("call.ice", ("call", call));
        Assert.Empty(ice.At("iceServers").EnumerateArray());
        Assert.False(ice.Has("expiresAt"));
        await using var carol = await Caller.JoinAsync(server, "carol");
        Assert.Equal("no_such_call", (await carol.Client.AskAsync("call.ice", ("call", call))).Code());
    }

    async Task<string> TalkAsync()
    {
        var call = Caller.CallOf(await alice.StartAsync(direct));
        Assert.Equal("ok", (await bob.AskAsync("accept", call)).Type());
        return call;
    }

    async Task<JsonElement> ConversationAsync(Caller who) => (await who.Client.AskAsync("conversation", ("conversation", direct))).At("conversation");
}
