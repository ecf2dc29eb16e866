using System.Text.Json;
using ChatBox.Server.Tests.Support;

namespace ChatBox.Server.Tests.Web;

public sealed class RoomTests
{
    const string UnknownRoom = "7zzzzzzzzzzzz";

    public static TheoryData<string> CommandsOnAConversation =>
        ["conversation", "members", "history", "send", "read", "typing", "room.join", "room.leave", "room.invite", "room.remove", "search"];

    [Fact]
    public async Task A_public_room_is_found_joined_and_left()
    {
        await using var server = await TestServer.StartAsync();
        await using var alice = await server.JoinLiveAsync("alice");
        await using var bob = await server.JoinLiveAsync("bob");
        var room = (await alice.AskAsync("room.create", ("name", "Robotics"))).At("conversation");
        var id = room.Text("id");
        await alice.SayAsync("before bob", id);

        var found = (await bob.AskAsync("find", ("text", "robo"))).At("rooms")[0];
        Assert.False(found.GetProperty("joined").GetBoolean());
        Assert.False(found.Has("last") || found.Has("lastMessage") || found.Has("read"));
        var joined = (await bob.AskAsync("room.join", ("conversation", id))).At("conversation");
        Assert.Equal((2, 1, 1), (joined.Number("members"), joined.Number("last"), joined.Number("read")));
        await bob.NextAsync("conversation");
        Assert.Equal(2, (await alice.NextAsync("members", frame => frame.Text("conversation") == id)).Number("members"));
        Assert.Equal(["alice", "bob"], await NamesAsync(alice, id));

        Assert.Equal("ok", (await bob.AskAsync("room.leave", ("conversation", id))).Type());
        Assert.Equal("left", (await bob.NextAsync("conversation.gone")).Text("reason"));
        Assert.Equal(["alice"], await NamesAsync(alice, id));
    }

    [Fact]
    public async Task A_private_room_is_seen_by_who_was_brought_in_only()
    {
        await using var server = await TestServer.StartAsync();
        await using var alice = await server.JoinLiveAsync("alice");
        await using var bob = await server.JoinLiveAsync("bob");
        await using var carol = await server.JoinLiveAsync("carol");
        var id = (await alice.AskAsync("room.create", ("name", "secret plans"), ("private", true))).At("conversation").Text("id");

        Assert.Empty((await bob.AskAsync("find", ("text", "secret"))).At("rooms").EnumerateArray());
        Assert.Equal("ok", (await alice.AskAsync("room.invite", ("conversation", id), ("person", bob.Id))).Type());
        Assert.Equal(id, (await bob.NextAsync("conversation")).At("conversation").Text("id"));
        await alice.SayAsync("for us", id);
        Assert.Equal("for us", (await bob.NextAsync("message")).At("message").Text("text"));

        await carol.SettleAsync();
        Assert.DoesNotContain(carol.Events, frame => frame.GetRawText().Contains(id, StringComparison.Ordinal));
        Assert.Empty((await carol.AskAsync("search", ("text", "for us"))).At("results").EnumerateArray());
    }

    [Theory]
    [MemberData(nameof(CommandsOnAConversation))]
    public async Task A_room_that_is_not_mine_answers_as_one_that_does_not_exist(string command)
    {
        await using var server = await TestServer.StartAsync();
        await using var alice = await server.JoinLiveAsync("alice");
        await using var eve = await server.JoinLiveAsync("eve");
        var id = (await alice.AskAsync("room.create", ("name", "secret plans"), ("private", true))).At("conversation").Text("id");
        await alice.SayAsync("hidden", id);

        var notMine = await AskAsync(eve, command, id, alice.Id);
        var unknown = await AskAsync(eve, command, UnknownRoom, alice.Id);
        var noId = await AskAsync(eve, command, "../etc/passwd", alice.Id);

        Assert.Equal("no_such_conversation", notMine.Code());
        Assert.Equal(unknown.GetRawText(), notMine.GetRawText());
        Assert.Equal(unknown.GetRawText(), noId.GetRawText());
        Assert.Equal("ok", (await alice.SayAsync("still here", id)).Type());
    }

    [Theory]
    [MemberData(nameof(CommandsOnAConversation))]
    public async Task Who_was_removed_is_refused_at_once_on_the_open_connection(string command)
    {
        await using var server = await TestServer.StartAsync();
        await using var alice = await server.JoinLiveAsync("alice");
        await using var bob = await server.JoinLiveAsync("bob");
        var id = (await alice.AskAsync("room.create", ("name", "secret plans"), ("private", true))).At("conversation").Text("id");
        await alice.AskAsync("room.invite", ("conversation", id), ("person", bob.Id));
        await bob.NextAsync("conversation");

        Assert.Equal("ok", (await alice.AskAsync("room.remove", ("conversation", id), ("person", bob.Id))).Type());

        var refused = await AskAsync(bob, command, id, alice.Id);
        Assert.Equal("no_such_conversation", refused.Code());
        Assert.Equal("removed", (await bob.NextAsync("conversation.gone")).Text("reason"));
        await alice.SayAsync("without bob", id);
        await bob.SettleAsync();
        Assert.DoesNotContain(bob.Events, frame => frame.Type() == "message");
    }

    [Fact]
    public async Task Between_being_removed_and_being_brought_in_again_nothing_of_the_room_arrives()
    {
        await using var server = await TestServer.StartAsync();
        await using var alice = await server.JoinLiveAsync("alice");
        await using var carol = await server.JoinLiveAsync("carol");
        await using var bob = await server.JoinLiveAsync("bob");
        var id = (await alice.AskAsync("room.create", ("name", "secret plans"))).At("conversation").Text("id");
        await carol.AskAsync("room.join", ("conversation", id));
        const int rounds = 60;

        async Task TalkAsync()
        {
            for (var i = 0; i < rounds; i++) await carol.SayAsync($"m{i}", id);
        }

        async Task BringInAndRemoveAsync()
        {
            for (var i = 0; i < rounds; i++)
            {
                await alice.AskAsync("room.invite", ("conversation", id), ("person", bob.Id));
                await alice.AskAsync("room.remove", ("conversation", id), ("person", bob.Id));
            }
        }

        async Task PryAsync()
        {
            for (var i = 0; i < rounds; i++)
            {
                await bob.AskAsync("history", ("conversation", id));
                var said = await bob.SayAsync("bob was here", id);
                Assert.True(said.Type() == "ok" || said.Code() == "no_such_conversation");
            }
        }

        await Task.WhenAll(TalkAsync(), BringInAndRemoveAsync(), PryAsync());
        await bob.SettleAsync();

        var isIn = false;
        foreach (var frame in bob.Events)
        {
            if (frame.Type() == "conversation") isIn = true;
            if (frame.Type() == "conversation.gone") isIn = false;
            if (frame.Type() == "message") Assert.True(isIn, "a message came while bob was not in the room");
        }

        Assert.False(isIn);
    }

    [Fact]
    public async Task Only_the_maker_removes_and_nobody_leaves_the_lobby()
    {
        await using var server = await TestServer.StartAsync();
        await using var alice = await server.JoinLiveAsync("alice");
        await using var bob = await server.JoinLiveAsync("bob");
        var id = (await alice.AskAsync("room.create", ("name", "robotics"))).At("conversation").Text("id");
        await bob.AskAsync("room.join", ("conversation", id));

        Assert.Equal("not_allowed", (await bob.AskAsync("room.remove", ("conversation", id), ("person", alice.Id))).Code());
        Assert.Equal("not_allowed", (await bob.AskAsync("room.leave", ("conversation", "lobby"))).Code());
        Assert.Equal("not_allowed", (await bob.AskAsync("room.invite", ("conversation", "lobby"), ("person", alice.Id))).Code());
        Assert.Equal("no_such_person", (await alice.AskAsync("room.invite", ("conversation", id), ("person", "nobody"))).Code());
        Assert.Equal("name_taken", (await bob.AskAsync("room.create", ("name", "ROBOTICS"))).Code());
    }

    [Fact]
    public async Task Two_who_create_the_same_public_room_at_once_get_one_room()
    {
        await using var server = await TestServer.StartAsync();
        await using var alice = await server.JoinLiveAsync("alice");
        await using var bob = await server.JoinLiveAsync("bob");
        for (var i = 0; i < 20; i++)
        {
            var both = await Task.WhenAll(
                alice.AskAsync("room.create", ("name", $"room {i}")), bob.AskAsync("room.create", ("name", $"room {i}")));
            Assert.Single(both, answer => answer.Type() == "ok");
            Assert.Single(both, answer => answer.Code() == "name_taken");
        }
    }

    [Fact]
    public async Task Two_who_open_their_direct_conversation_at_once_are_in_the_same_one()
    {
        await using var server = await TestServer.StartAsync();
        await using var alice = await server.JoinLiveAsync("alice");
        for (var i = 0; i < 10; i++)
        {
            await using var other = await server.JoinLiveAsync($"other{i}");
            var both = await Task.WhenAll(
                alice.AskAsync("direct.open", ("person", other.Id)), other.AskAsync("direct.open", ("person", alice.Id)));
            Assert.Equal(both[0].At("conversation").Text("id"), both[1].At("conversation").Text("id"));
            var said = await other.SayAsync("hello", both[1].At("conversation").Text("id"));
            Assert.Equal("ok", said.Type());
            Assert.Equal(1, (await alice.NextAsync("message")).At("message").Number("number"));
        }
    }

    static async Task<List<string>> NamesAsync(LiveClient client, string room) =>
        [.. (await client.AskAsync("members", ("conversation", room))).At("people").EnumerateArray().Select(person => person.Text("name")).Order()];

    static async Task<JsonElement> AskAsync(LiveClient client, string command, string conversation, string person)
    {
        (string, object)[] fields = command switch
        {
            "send" => [("conversation", conversation), ("clientId", "c1"), ("text", "let me in")],
            "read" => [("conversation", conversation), ("number", 1)],
            "room.invite" or "room.remove" => [("conversation", conversation), ("person", person)],
            "search" => [("conversation", conversation), ("text", "hidden")],
            _ => [("conversation", conversation)],
        };
        return await await client.BeginAsync("the same", command, fields);
    }
}
