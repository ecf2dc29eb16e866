using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using ChatBox.EndToEnd.Tests.Hosting;

namespace ChatBox.EndToEnd.Tests;

/// <summary>A network that is really cut: no reset, no goodbye, nothing that either end could notice but the silence.</summary>
public sealed class PulledCableTests
{
    [Fact]
    public async Task Who_loses_the_network_is_offline_for_the_others_within_30_seconds_and_misses_nothing_when_it_is_back()
    {
        using var machine = NetworkNamespace.Create();
        await using var server = await ChatBoxServer.StartAsync("--plain", "--open");
        using var bob = await ApiPerson.JoinAsync(server, "bob");
        using var config = new TemporaryDirectory();
        var address = $"http://{machine.HostAddress}:{server.Address.Port}";
        var start = machine.Start(BuiltWith.ChatBoxExecutable, "tail", address, "--as", "alice", "--json", "-n", "100");
        start.Environment["XDG_CONFIG_HOME"] = config.Path;
        using var tail = Process.Start(start)!;
        try
        {
            var received = Channel.CreateUnbounded<string>();
            tail.OutputDataReceived += (_, line) =>
            {
                if (line.Data is { } json) received.Writer.TryWrite(TextOf(json));
            };
            tail.BeginOutputReadLine();
            var said = tail.StandardError.ReadToEndAsync();
            await UntilAsync(bob, "alice", "online", TimeSpan.FromSeconds(30));
            await bob.SayAsync("before");
            Assert.Equal("before", await NextAsync(received, tail, said));

            machine.PullOut();
            var watch = Stopwatch.StartNew();
            await bob.SayAsync("while it was out");
            await UntilAsync(bob, "alice", "gone", TimeSpan.FromSeconds(60));
            Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(30));
            await bob.SayAsync("and after that");

            machine.PlugIn();
            await UntilAsync(bob, "alice", "online", TimeSpan.FromSeconds(90));
            await bob.SayAsync("back again");
            Assert.Equal("while it was out", await NextAsync(received, tail, said));
            Assert.Equal("and after that", await NextAsync(received, tail, said));
            Assert.Equal("back again", await NextAsync(received, tail, said));
            Assert.False(tail.HasExited);
        }
        finally
        {
            tail.Kill(entireProcessTree: true);
            await tail.WaitForExitAsync();
        }
    }

    [Fact]
    public async Task Who_came_by_the_text_door_and_loses_the_network_is_gone_within_30_seconds_also_while_others_talk()
    {
        using var machine = NetworkNamespace.Create();
        await using var server = await ChatBoxServer.StartAsync("--plain", "--open");
        using var bob = await ApiPerson.JoinAsync(server, "bob");
        var start = machine.Start("nc", machine.HostAddress, server.TextPort.ToString(CultureInfo.InvariantCulture));
        start.RedirectStandardInput = true;
        using var nc = Process.Start(start)!;
        try
        {
            await nc.StandardInput.WriteAsync("<s:alice><t:connect>\n");
            await nc.StandardInput.FlushAsync();
            await UntilAsync(bob, "alice", "online", TimeSpan.FromSeconds(30));

            machine.PullOut();
            var watch = Stopwatch.StartNew();
            // What is on its way keeps the system from asking whether the other end is still there (RFC 9293, section 3.8.4).
            await bob.SayAsync("on its way for ever");
            await UntilAsync(bob, "alice", "gone", TimeSpan.FromSeconds(60));
            Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(30));
        }
        finally
        {
            nc.Kill(entireProcessTree: true);
            await nc.WaitForExitAsync();
        }
    }

    static async Task<string> NextAsync(Channel<string> received, Process tail, Task<string> said)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            return await received.Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            // Not compared with what was expected: that would cut short what the command says of itself.
            var ended = tail.HasExited ? $"had ended with {tail.ExitCode}" : "went on";
            tail.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"Nothing came for a minute from a tail that {ended}: {await said}");
        }
    }

    static string TextOf(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty("text").GetString()!;
    }

    /// <summary>Asks until the person is so for the others: in the list of who is here, or not.</summary>
    static async Task UntilAsync(ApiPerson asking, string name, string presence, TimeSpan limit)
    {
        var watch = Stopwatch.StartNew();
        while (await asking.PresenceOfAsync(name) != presence)
        {
            Assert.True(watch.Elapsed < limit, $"{name} is not {presence} after {limit}");
            await Task.Delay(100);
        }
    }
}
