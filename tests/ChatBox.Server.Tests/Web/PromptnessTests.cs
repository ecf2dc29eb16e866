using ChatBox.Server.Tests.Support;

namespace ChatBox.Server.Tests.Web;

/// <summary>A right that was taken away is gone from connections that are open within two seconds.</summary>
[Collection(nameof(Undisturbed))]
public sealed class PromptnessTests
{
    static readonly TimeSpan Promised = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Who_logs_out_on_a_device_is_told_so_on_all_connections_of_it()
    {
        await using var server = await TestServer.StartAsync();
        var alice = await server.JoinAsync("alice");
        await using var first = await alice.ConnectAsync();
        await using var second = await alice.ConnectAsync();

        await alice.LogOutAsync();

        Assert.Equal("logged_out", (await first.GoodbyeAsync(Promised)).Code());
        Assert.Equal("logged_out", (await second.GoodbyeAsync(Promised)).Code());
    }

    [Fact]
    public async Task Who_is_removed_from_a_private_room_is_told_so_and_hears_no_more_of_it()
    {
        await using var server = await TestServer.StartAsync();
        await using var alice = await server.JoinLiveAsync("alice");
        await using var bob = await server.JoinLiveAsync("bob");
        var id = (await alice.AskAsync("room.create", ("name", "secret plans"), ("private", true))).At("conversation").Text("id");
        await alice.AskAsync("room.invite", ("conversation", id), ("person", bob.Id));
        await bob.NextAsync("conversation");

        await alice.AskAsync("room.remove", ("conversation", id), ("person", bob.Id));

        Assert.Equal("removed", (await bob.NextAsync("conversation.gone", within: Promised)).Text("reason"));
        await alice.SayAsync("without bob", id);
        await bob.SettleAsync();
        Assert.DoesNotContain(bob.Events, frame => frame.Type() == "message");
    }
}
