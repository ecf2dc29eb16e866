using ChatBox.Server.Tests.Admin;
using ChatBox.Server.Tests.Support;

namespace ChatBox.Server.Tests.Crash;

/// <summary>How soon a server that was killed is there again. That it has lost nothing <see cref="KillTests"/> shows.</summary>
[Collection(nameof(Undisturbed))]
public sealed class ReadinessTests(ITestOutputHelper output)
{
    [Fact]
    public async Task F1_a_server_that_was_killed_while_it_wrote_is_ready_within_five_seconds()
    {
        using var directory = new TemporaryDirectory();
        using (var server = await ServerProcess.StartAsync(directory["data"]))
        {
            await using var alice = await server.JoinLiveAsync("alice");
            var writing = Enumerable.Range(0, 50).Select(i => alice.SayAsync($"text {i}")).ToList();
            await Task.WhenAny(writing);
            await server.KillAsync();
            // What was not acknowledged by then fails.
            await Task.WhenAny(Task.WhenAll(writing));
        }

        using var again = await ServerProcess.StartAsync(directory["data"]);
        output.WriteLine($"ready after {again.StartTime}");
        Assert.InRange(again.StartTime, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        await using var bob = await again.JoinLiveAsync("bob");
        Assert.InRange((await bob.SayAsync("are you there?")).At("message").Number("number"), 2, 51);
    }
}
