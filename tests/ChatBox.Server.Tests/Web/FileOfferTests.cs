using System.Text.Json;
using ChatBox.Server.Tests.Support;

namespace ChatBox.Server.Tests.Web;

/// <summary>
/// Messages with files over the WebSocket. The uploads are written as the bytes would have it; how those come is tested elsewhere.
/// </summary>
public sealed class FileOfferTests
{
    [Fact]
    public async Task A_file_is_offered_declined_offered_again_accepted_and_verified()
    {
        await using var server = await TestServer.StartAsync();
        await using var alice = await server.JoinLiveAsync("alice");
        await using var bob = await server.JoinLiveAsync("bob");
        var direct = await DirectAsync(alice, bob);
        var first = await server.UploadAsync(alice.Who, "plan.pdf", 1_200_000);

        var sent = (await alice.AskAsync("send", ("conversation", direct), ("clientId", "a1"), ("upload", first))).At("message");
        Assert.Equal(
            ("", "offered", "plan.pdf", 1_200_000),
            (sent.Text("text"), sent.At("file").Text("state"), sent.At("file").Text("name"), sent.At("file").Number("size")));
        Assert.False(sent.At("file", "ready").GetBoolean());
        var heard = (await bob.NextAsync("message")).At("message");
        Assert.Equal(sent.GetRawText(), heard.GetRawText());

        var declined = (await bob.AskAsync("file.set", ("conversation", direct), ("number", 1), ("state", "declined"))).At("message");
        Assert.Equal(("declined", 1), (declined.At("file").Text("state"), declined.Number("change")));
        Assert.False(declined.At("file").Has("received"));
        Assert.Equal(declined.GetRawText(), (await alice.NextAsync("changed")).At("message").GetRawText());
        Assert.Equal("file_state", (await bob.AskAsync("file.set", ("conversation", direct), ("number", 1), ("state", "accepted"))).Code());

        var second = await server.UploadAsync(alice.Who, "plan.pdf", 7);
        await alice.AskAsync("send", ("conversation", direct), ("clientId", "a2"), ("upload", second), ("text", "now?"));
        await bob.AskAsync("file.set", ("conversation", direct), ("number", 2), ("state", "accepted"));
        await server.FinishAsync(second, "content");
        await bob.AskAsync("file.set", ("conversation", direct), ("number", 2), ("state", "verified"));
        foreach (var (state, ready) in new[] { ("accepted", false), ("accepted", true), ("verified", true) })
        {
            var changed = (await alice.NextAsync("changed")).At("message", "file");
            Assert.Equal((state, ready, ready), (changed.Text("state"), changed.At("ready").GetBoolean(), changed.Has("sha256")));
        }

        Assert.Equal(4, (await alice.AskAsync("conversation", ("conversation", direct))).At("conversation").Number("changes"));
    }

    [Fact]
    public async Task How_far_an_upload_is_both_see_and_nobody_else()
    {
        await using var server = await TestServer.StartAsync();
        await using var alice = await server.JoinLiveAsync("alice");
        await using var bob = await server.JoinLiveAsync("bob");
        await using var carol = await server.JoinLiveAsync("carol");
        var direct = await DirectAsync(alice, bob);
        var upload = await server.UploadAsync(alice.Who, "plan.pdf", 1000);
        server.Report(upload, 100);
        var sent = await alice.AskAsync("send", ("conversation", direct), ("clientId", "a1"), ("upload", upload));
        Assert.Equal(100, sent.At("message", "file").Number("received"));
        Assert.Equal(100, (await bob.NextAsync("message")).At("message", "file").Number("received"));

        server.Report(upload, 200);
        foreach (var one in new[] { alice, bob })
        {
            var progress = await one.NextAsync("upload");
            Assert.Equal((direct, 1, 200), (progress.Text("conversation"), progress.Number("number"), progress.Number("received")));
        }

        server.Report(upload, 300);
        var page = (await bob.AskAsync("history", ("conversation", direct))).At("messages");
        Assert.Equal(300, page[0].At("file").Number("received"));
        Assert.Equal(300, (await bob.AskAsync("files", ("conversation", direct))).At("messages")[0].At("file").Number("received"));
        Assert.Equal(300, (await bob.AskAsync("conversation", ("conversation", direct))).At("conversation", "lastMessage", "file").Number("received"));
        await carol.SettleAsync();
        Assert.DoesNotContain(carol.Events, one => one.Type() is "upload" or "changed" or "message");
    }

    [Fact]
    public async Task Who_was_away_asks_for_what_has_changed_since()
    {
        await using var server = await TestServer.StartAsync();
        var bobs = await server.JoinAsync("bob");
        await using var alice = await server.JoinLiveAsync("alice");
        for (var i = 1; i <= 4; i++) await alice.SayAsync($"text {i}");
        await alice.AskAsync("delete", ("conversation", "lobby"), ("number", 3));
        await alice.AskAsync("delete", ("conversation", "lobby"), ("number", 1));
        await server.RestartAsync();

        await using var bob = await bobs.ConnectAsync();
        var lobby = (await bob.AskAsync("conversations")).At("conversations")[0];
        Assert.Equal((4, 2), (lobby.Number("last"), lobby.Number("changes")));
        var changes = await bob.AskAsync("changes", ("conversation", "lobby"), ("after", 0), ("limit", 1));
        Assert.Equal((3, 1, true, ""), Shown(changes.At("messages")[0]));
        Assert.Equal((1, 2), (changes.At("messages").GetArrayLength(), changes.Number("changes")));
        Assert.Equal((1, 2, true, ""), Shown((await bob.AskAsync("changes", ("conversation", "lobby"), ("after", 1))).At("messages")[0]));
        Assert.Equal(0, (await bob.AskAsync("changes", ("conversation", "lobby"), ("after", 2))).At("messages").GetArrayLength());
        Assert.Equal("bad_range", (await bob.AskAsync("changes", ("conversation", "lobby"), ("after", -1))).Code());

        static (long, long, bool, string) Shown(JsonElement message) =>
            (message.Number("number"), message.Number("change"), message.At("deleted").GetBoolean(), message.Text("text"));
    }

    [Fact]
    public async Task No_change_is_counted_that_was_not_told_however_many_happen_while_one_asks()
    {
        const int Count = 30;
        await using var server = await TestServer.StartAsync();
        await using var alice = await server.JoinLiveAsync("alice");
        await using var bob = await server.JoinLiveAsync("bob");
        for (var i = 1; i <= Count; i++) await alice.SayAsync($"text {i}");
        var deleting = Task.Run(async () =>
        {
            for (var i = 1; i <= Count; i++) await alice.AskAsync("delete", ("conversation", "lobby"), ("number", i));
        });

        // Asks as one who trusts the number: what an answer counts is known then.
        var (told, known) = (new List<long>(), 0L);
        while (known < Count)
        {
            var answer = await bob.AskAsync("changes", ("conversation", "lobby"), ("after", known));
            told.AddRange(answer.At("messages").EnumerateArray().Select(message => message.Number("change")));
            known = answer.Number("changes");
        }

        await deleting;
        Assert.Equal(Enumerable.Range(1, Count).Select(i => (long)i), told);
    }

    [Fact]
    public async Task A_deleted_message_shows_nowhere_any_more()
    {
        await using var server = await TestServer.StartAsync();
        await using var alice = await server.JoinLiveAsync("alice");
        await using var bob = await server.JoinLiveAsync("bob");
        var upload = await server.ReadyAsync(alice.Who, "secret.txt", "content");
        await alice.AskAsync("send", ("conversation", "lobby"), ("clientId", "a1"), ("upload", upload), ("text", "zebra"));
        Assert.Equal(1, (await bob.AskAsync("search", ("text", "secret"))).At("results").GetArrayLength());
        Assert.Equal("not_allowed", (await bob.AskAsync("delete", ("conversation", "lobby"), ("number", 1))).Code());

        await alice.AskAsync("delete", ("conversation", "lobby"), ("number", 1));

        var changed = (await bob.NextAsync("changed")).At("message");
        Assert.True(changed.At("deleted").GetBoolean());
        string[] seen =
        [
            changed.GetRawText(),
            (await bob.AskAsync("conversations")).GetRawText(),
            (await bob.AskAsync("history", ("conversation", "lobby"))).GetRawText(),
            (await bob.AskAsync("files", ("conversation", "lobby"))).GetRawText(),
            (await bob.AskAsync("changes", ("conversation", "lobby"), ("after", 0))).GetRawText(),
            (await bob.AskAsync("search", ("text", "secret"))).GetRawText(),
            (await bob.AskAsync("search", ("text", "ze"))).GetRawText(),
            (await alice.AskAsync("send", ("conversation", "lobby"), ("clientId", "a1"), ("text", "zebra"))).GetRawText(),
        ];
        Assert.All(seen, text => Assert.DoesNotContain("zebra", text, StringComparison.Ordinal));
        Assert.All(seen, text => Assert.DoesNotContain("secret", text, StringComparison.Ordinal));
    }

    // H3, W8
    [Fact]
    public async Task Who_is_not_in_the_conversation_learns_nothing_of_its_files()
    {
        await using var server = await TestServer.StartAsync();
        await using var alice = await server.JoinLiveAsync("alice");
        await using var bob = await server.JoinLiveAsync("bob");
        await using var carol = await server.JoinLiveAsync("carol");
        var direct = await DirectAsync(alice, bob);
        var upload = await server.ReadyAsync(alice.Who, "plan.pdf", "content");
        await alice.AskAsync("send", ("conversation", direct), ("clientId", "a1"), ("upload", upload));
        foreach (var conversation in new[] { direct, "0000000000042" })
        {
            Assert.Equal("no_such_conversation", (await carol.AskAsync("files", ("conversation", conversation))).Code());
            Assert.Equal("no_such_conversation", (await carol.AskAsync("changes", ("conversation", conversation), ("after", 0))).Code());
            Assert.Equal("no_such_conversation", (await carol.AskAsync("delete", ("conversation", conversation), ("number", 1))).Code());
            Assert.Equal(
                "no_such_conversation",
                (await carol.AskAsync("file.set", ("conversation", conversation), ("number", 1), ("state", "accepted"))).Code());
        }

        // The upload of another and one that nobody has answer alike.
        var another = await server.ReadyAsync(alice.Who, "plan.pdf", "content");
        var stolen = await carol.AskAsync("send", ("conversation", "lobby"), ("clientId", "c1"), ("upload", another));
        var unknown = await carol.AskAsync("send", ("conversation", "lobby"), ("clientId", "c2"), ("upload", "00000000000000000000000042"));
        Assert.Equal(("no_such_file", unknown.Text("message")), (stolen.Code(), stolen.Text("message")));
    }

    [Fact]
    public async Task Who_was_removed_from_a_room_reads_and_changes_nothing_in_it()
    {
        await using var server = await TestServer.StartAsync();
        await using var alice = await server.JoinLiveAsync("alice");
        await using var bob = await server.JoinLiveAsync("bob");
        var room = (await alice.AskAsync("room.create", ("name", "robotics"))).At("conversation").Text("id");
        await bob.AskAsync("room.join", ("conversation", room));
        var upload = await server.ReadyAsync(bob.Who, "plan.pdf", "content");
        await bob.AskAsync("send", ("conversation", room), ("clientId", "b1"), ("upload", upload));
        await alice.AskAsync("room.remove", ("conversation", room), ("person", bob.Id));
        Assert.Equal("no_such_conversation", (await bob.AskAsync("files", ("conversation", room))).Code());
        Assert.Equal("no_such_conversation", (await bob.AskAsync("delete", ("conversation", room), ("number", 1))).Code());
        await alice.AskAsync("delete", ("conversation", room), ("number", 1));
        await bob.SettleAsync();
        Assert.DoesNotContain(bob.Events, one => one.Type() == "changed");
    }

    [Fact]
    public async Task Files_are_listed_page_by_page()
    {
        await using var server = await TestServer.StartAsync();
        await using var alice = await server.JoinLiveAsync("alice");
        for (var i = 1; i <= 5; i++)
        {
            await alice.SayAsync("between");
            await alice.AskAsync("send", ("conversation", "lobby"), ("clientId", $"f{i}"), ("upload", await server.ReadyAsync(alice.Who, $"{i}.txt", $"{i}")));
        }

        List<string> names = [];
        for (var (next, isLast) = ("1000", false); !isLast;)
        {
            var page = await alice.AskAsync("files", ("conversation", "lobby"), ("limit", 2), ("before", next));
            names.AddRange(page.At("messages").EnumerateArray().Select(message => message.At("file").Text("name")));
            isLast = !page.Has("next");
            if (!isLast) next = page.Text("next");
        }

        Assert.Equal(["5.txt", "4.txt", "3.txt", "2.txt", "1.txt"], names);
    }

    [Fact]
    public async Task The_share_of_a_host_that_shares_nothing_is_empty()
    {
        await using var server = await TestServer.StartAsync();
        await using var alice = await server.JoinLiveAsync("alice");
        Assert.Equal(0, (await alice.AskAsync("share")).At("files").GetArrayLength());
        Assert.True(alice.Welcome.At("limits").Number("file") > 0);
    }

    static async Task<string> DirectAsync(LiveClient one, LiveClient other) =>
        (await one.AskAsync("direct.open", ("person", other.Id))).At("conversation").Text("id");
}
