using System.Text.Json;
using ChatBox.Server.Tests.Support;
using ChatBox.Testing;

namespace ChatBox.Server.Tests.Web;

public sealed class LiveChatTests
{
    [Fact]
    public async Task Who_connects_is_welcomed_by_name()
    {
        await using var server = await TestServer.StartAsync();
        await using var alice = await server.JoinLiveAsync("alice");

        Assert.Equal("alice", alice.Welcome.At("person").Text("name"));
        Assert.Equal(alice.Id, alice.Welcome.At("person").Text("id"));
        Assert.Equal("Test house", alice.Welcome.At("server").Text("name"));
        Assert.Equal(8000, alice.Welcome.At("limits").Number("text"));
        Assert.Equal("welcome", alice.Events[0].Type());
    }

    [Fact]
    public async Task A_message_is_acknowledged_with_its_number_and_reaches_everybody_in_the_lobby()
    {
        await using var server = await TestServer.StartAsync();
        await using var alice = await server.JoinLiveAsync("alice");
        await using var bob = await server.JoinLiveAsync("bob");

        var answer = await alice.SayAsync("hello", clientId: "a-1");

        Assert.Equal("ok", answer.Type());
        Assert.Equal(1, answer.At("message").Number("number"));
        Assert.False(answer.Has("repeated"));
        var heard = await bob.NextAsync("message");
        Assert.Equal("hello", heard.At("message").Text("text"));
        Assert.Equal("alice", heard.At("message", "author").Text("name"));
        Assert.Equal("a-1", (await alice.NextAsync("message")).At("message").Text("clientId"));
    }

    [Fact]
    public async Task A_repeated_client_id_gives_the_stored_message_and_nobody_hears_it_twice()
    {
        await using var server = await TestServer.StartAsync();
        await using var alice = await server.JoinLiveAsync("alice");
        await using var bob = await server.JoinLiveAsync("bob");
        await alice.SayAsync("first", clientId: "same");

        var again = await alice.SayAsync("other words", clientId: "same");
        await alice.SayAsync("second");

        Assert.True(again.GetProperty("repeated").GetBoolean());
        Assert.Equal("first", again.At("message").Text("text"));
        Assert.Equal(1, again.At("message").Number("number"));
        Assert.Equal("first", (await bob.NextAsync("message")).At("message").Text("text"));
        Assert.Equal("second", (await bob.NextAsync("message")).At("message").Text("text"));
    }

    [Fact]
    public async Task The_same_client_id_of_somebody_else_or_in_another_room_is_a_new_message()
    {
        await using var server = await TestServer.StartAsync();
        await using var alice = await server.JoinLiveAsync("alice");
        await using var bob = await server.JoinLiveAsync("bob");
        var room = (await alice.AskAsync("room.create", ("name", "robotics"))).At("conversation").Text("id");

        await alice.SayAsync("mine", clientId: "same");
        var bobs = await bob.SayAsync("his", clientId: "same");
        var inRoom = await alice.SayAsync("there", room, clientId: "same");

        Assert.Equal((2, "his"), (bobs.At("message").Number("number"), bobs.At("message").Text("text")));
        Assert.Equal((1, "there"), (inRoom.At("message").Number("number"), inRoom.At("message").Text("text")));
    }

    [Fact]
    public async Task Sixty_four_requests_at_once_are_answered_in_order_and_stored_in_order()
    {
        await using var server = await TestServer.StartAsync();
        await using var alice = await server.JoinLiveAsync("alice");
        List<Task<JsonElement>> answers = [];
        for (var i = 0; i < 64; i++)
            answers.Add(await alice.BeginAsync($"r{i}", "send", ("conversation", "lobby"), ("clientId", $"c{i}"), ("text", $"text {i}")));

        var all = await Task.WhenAll(answers);

        Assert.Equal(Enumerable.Range(0, 64).Select(i => $"r{i}"), alice.AnswerOrder);
        Assert.Equal(Enumerable.Range(1, 64).Select(i => (long)i), all.Select(answer => answer.At("message").Number("number")));
        var history = await alice.AskAsync("history", ("conversation", "lobby"), ("limit", 200));
        Assert.Equal(
            Enumerable.Range(0, 64).Select(i => $"text {i}"), history.At("messages").EnumerateArray().Select(one => one.Text("text")));
    }

    [Fact]
    public async Task A_history_asked_for_right_behind_a_message_holds_that_message()
    {
        await using var server = await TestServer.StartAsync();
        await using var alice = await server.JoinLiveAsync("alice");
        for (var i = 0; i < 20; i++)
        {
            var sent = await alice.BeginAsync($"s{i}", "send", ("conversation", "lobby"), ("clientId", $"c{i}"), ("text", $"text {i}"));
            var asked = await alice.BeginAsync($"h{i}", "history", ("conversation", "lobby"), ("limit", 1));

            var number = (await sent).At("message").Number("number");
            var history = await asked;
            Assert.Equal(number, history.Number("last"));
            Assert.Equal(number, history.At("messages")[0].Number("number"));
        }
    }

    [Fact]
    public async Task Conversations_tell_the_last_number_and_how_far_one_has_read()
    {
        await using var server = await TestServer.StartAsync();
        await using var alice = await server.JoinLiveAsync("alice");
        await using var bob = await server.JoinLiveAsync("bob");
        await alice.SayAsync("one");
        await alice.SayAsync(new string('x', 500));

        var before = (await bob.AskAsync("conversations")).At("conversations")[0];
        Assert.Equal("ok", (await bob.AskAsync("read", ("conversation", "lobby"), ("number", 2))).Type());
        var after = (await bob.AskAsync("conversation", ("conversation", "lobby"))).At("conversation");

        Assert.Equal(("lobby", "lobby", 2, 0), (before.Text("id"), before.Text("kind"), before.Number("last"), before.Number("read")));
        Assert.Equal(200, before.At("lastMessage").Text("text").Length);
        Assert.Equal(2, after.Number("read"));
    }

    [Fact]
    public async Task A_read_marker_moves_on_the_other_device_too_and_never_back()
    {
        await using var server = await TestServer.StartAsync();
        var who = await server.JoinAsync("alice");
        await using var one = await who.ConnectAsync();
        await using var two = await who.ConnectAsync();
        await using var bob = await server.JoinLiveAsync("bob");
        await bob.SayAsync("one");
        await bob.SayAsync("two");

        await one.AskAsync("read", ("conversation", "lobby"), ("number", 2));
        await one.AskAsync("read", ("conversation", "lobby"), ("number", 1));

        Assert.Equal(2, (await two.NextAsync("read")).Number("number"));
        Assert.Equal(2, (await two.AskAsync("conversation", ("conversation", "lobby"))).At("conversation").Number("read"));
        Assert.DoesNotContain(two.Events, frame => frame.Type() == "read" && frame.Number("number") == 1);
    }

    [Fact]
    public async Task Who_reloads_within_the_grace_is_not_seen_to_go_and_who_stays_away_is()
    {
        var clock = new ManualTimeProvider();
        await using var server = await TestServer.StartAsync(clock: clock);
        await using var bob = await server.JoinLiveAsync("bob");
        var alice = await server.JoinAsync("alice");

        await using (await alice.ConnectAsync())
            Assert.Equal("online", (await bob.NextAsync("person", frame => frame.At("person").Text("id") == alice.Id)).At("person").Text("presence"));
        await Eventually.HoldsAsync(() => clock.PendingTimers > 0, "the grace to begin");
        clock.Advance(TimeSpan.FromSeconds(2));
        await using (await alice.ConnectAsync())
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            await bob.SettleAsync();
            Assert.DoesNotContain(bob.Events, frame => frame.Type() == "person" && frame.At("person").Text("presence") == "offline");
            Assert.Single(bob.Events, frame => frame.Type() == "person" && frame.At("person").Text("id") == alice.Id);
        }

        await Eventually.HoldsAsync(() => clock.PendingTimers > 0, "the grace to begin again");
        clock.Advance(TimeSpan.FromSeconds(4));
        var gone = await bob.NextAsync("person", frame => frame.At("person").Text("presence") == "offline");
        Assert.Equal(alice.Id, gone.At("person").Text("id"));
        Assert.False(gone.Has("goodbye"));
    }

    [Fact]
    public async Task Somebody_is_away_when_every_device_is()
    {
        await using var server = await TestServer.StartAsync();
        await using var bob = await server.JoinLiveAsync("bob");
        var who = await server.JoinAsync("alice");
        await using var one = await who.ConnectAsync();
        await using var two = await who.ConnectAsync();

        await one.AskAsync("presence", ("state", "away"));
        Assert.DoesNotContain(bob.Events, frame => frame.Type() == "person" && frame.At("person").Text("presence") == "away");
        await two.AskAsync("presence", ("state", "away"));

        Assert.Equal(
            who.Id, (await bob.NextAsync("person", frame => frame.At("person").Text("presence") == "away")).At("person").Text("id"));
    }

    [Fact]
    public async Task Typing_is_told_to_others_once_in_three_seconds_however_often_it_is_said()
    {
        var clock = new ManualTimeProvider();
        await using var server = await TestServer.StartAsync(clock: clock);
        await using var alice = await server.JoinLiveAsync("alice");
        await using var bob = await server.JoinLiveAsync("bob");

        for (var i = 0; i < 200; i++) Assert.Equal("ok", (await alice.AskAsync("typing", ("conversation", "lobby"))).Type());
        clock.Advance(TimeSpan.FromSeconds(3));
        await alice.AskAsync("typing", ("conversation", "lobby"));
        await bob.NextAsync("typing");
        await bob.NextAsync("typing");
        await bob.SettleAsync();

        Assert.Equal(2, bob.Events.Count(frame => frame.Type() == "typing"));
        await alice.SettleAsync();
        Assert.DoesNotContain(alice.Events, frame => frame.Type() == "typing");
    }

    [Fact]
    public async Task A_direct_conversation_is_seen_by_the_other_when_there_is_something_in_it()
    {
        await using var server = await TestServer.StartAsync();
        await using var alice = await server.JoinLiveAsync("alice");
        await using var bob = await server.JoinLiveAsync("bob");

        var direct = (await alice.AskAsync("direct.open", ("person", bob.Id))).At("conversation");
        Assert.Single((await bob.AskAsync("conversations")).At("conversations").EnumerateArray());
        var same = (await bob.AskAsync("direct.open", ("person", alice.Id))).At("conversation");
        await alice.SayAsync("psst", direct.Text("id"));

        Assert.Equal(direct.Text("id"), same.Text("id"));
        Assert.Equal(("bob", "alice"), (direct.Text("name"), same.Text("name")));
        var shown = (await bob.NextAsync("conversation")).At("conversation");
        Assert.Equal(("alice", 1L, 0L), (shown.Text("name"), shown.Number("last"), shown.Number("read")));
        Assert.Equal("psst", (await bob.NextAsync("message")).At("message").Text("text"));
    }

    [Fact]
    public async Task After_a_restart_everything_is_as_it_was()
    {
        await using var server = await TestServer.StartAsync();
        var alice = await server.JoinAsync("alice");
        string room;
        await using (var live = await alice.ConnectAsync())
        {
            room = (await live.AskAsync("room.create", ("name", "robotics"), ("private", true))).At("conversation").Text("id");
            await live.SayAsync("in the room", room, "c1");
            await live.SayAsync("in the lobby");
        }

        await server.RestartAsync();
        await using var back = await alice.ConnectAsync();

        var conversations = (await back.AskAsync("conversations")).At("conversations").EnumerateArray().ToList();
        Assert.Equal(["lobby", room], conversations.Select(one => one.Text("id")));
        Assert.Equal("in the room", conversations[1].At("lastMessage").Text("text"));
        Assert.True((await back.SayAsync("in the room", room, "c1")).GetProperty("repeated").GetBoolean());
        Assert.Equal(2, (await back.SayAsync("next", room)).At("message").Number("number"));
    }
}
