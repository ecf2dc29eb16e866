using ChatBox.Rdt;
using ChatBox.Server.Tests.Admin;
using ChatBox.Server.Tests.Support;
using static ChatBox.Server.Tests.Files.Small;

namespace ChatBox.Server.Tests.Doors.Rdt;

/// <summary>F24: the server is killed in the middle of a file, as a process.</summary>
[Collection(nameof(Undisturbed))]
public sealed class RdtKillTests
{
    [Fact]
    public async Task F24_after_a_kill_the_client_is_reset_and_goes_on_with_another_ticket()
    {
        const int size = 3_000_000;
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory["share"]);
        var bytes = Bytes(size);
        await File.WriteAllBytesAsync(Path.Combine(directory["share"], "big.bin"), bytes);
        using var first = await ServerProcess.StartAsync(directory["data"], $"share={directory["share"]}");
        var alice = await first.JoinAsync("alice");
        await using var before = await alice.ConnectAsync();
        var answer = await OpenAsync(before);
        var port = answer.At("transfer").At("port").GetInt32();
        using var fetch = Fetch.By(answer, pauseAt: size / 2);
        await fetch.Paused.Task.Soon();

        await first.KillAsync();
        using var second = await ServerProcess.StartAsync(directory["data"], $"share={directory["share"]}", $"rdt={port}");
        fetch.Proceed();
        await fetch.EndAsync();
        Assert.Equal(EndReason.Reset, fetch.EndReason);

        await using var after = await (alice with { Server = second }).ConnectAsync();
        using var rest = Fetch.By(await OpenAsync(after), change: options => options with { Start = size / 2 });
        await rest.EndAsync();
        Assert.Equal(bytes.AsSpan(size / 2), rest.Bytes.AsSpan(size / 2));
    }

    static async Task<System.Text.Json.JsonElement> OpenAsync(LiveClient client)
    {
        System.Text.Json.JsonElement answer = default;
        await Eventually.HoldsAsync(
            () => (answer = client.AskAsync("transfer", ("path", "big.bin")).Result).Text("type") == "ok", "the share is read");
        return answer;
    }
}
