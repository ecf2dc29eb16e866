using System.Diagnostics;
using System.Globalization;
using ChatBox.Server.Admin;
using ChatBox.Server.Tests.Admin;
using ChatBox.Server.Tests.Crash;
using ChatBox.Server.Tests.Support;

namespace ChatBox.Server.Tests.Serving;

/// <summary>F3: the disk fails to keep what was written. Needs strace, which makes the system call fail.</summary>
[Collection(nameof(Undisturbed))]
public sealed class FailingDiskTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task After_a_failed_fsync_nothing_more_is_acknowledged_and_the_server_stops_and_starts_again_whole(int when)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "strace is of Linux.");
        using var directory = new TemporaryDirectory();
        List<Seen> acknowledged = [];
        Somebody alice;
        using (var server = await ServerProcess.StartAsync(directory["data"]))
        {
            alice = await server.JoinAsync("alice");
            await using var live = await alice.ConnectAsync();
            acknowledged.Add(Sender.Read((await live.SayAsync("before")).At("message")));
            using var strace = Process.Start(new ProcessStartInfo("/usr/bin/strace",
            [
                "-f", "-o", "/dev/null", "-p", server.Id.ToString(CultureInfo.InvariantCulture),
                "-e", "trace=fsync,fdatasync", "-e",
                string.Create(CultureInfo.InvariantCulture, $"inject=fsync,fdatasync:error=EIO:when={when}+"),
            ])
            { RedirectStandardError = true })!;
            var attached = await strace.StandardError.ReadLineAsync().Soon();
            Assert.True(attached?.Contains("attached", StringComparison.Ordinal), $"strace must be allowed to attach; it says: {attached}");

            var refused = "";
            for (var i = 0; i < 100 && refused.Length == 0; i++)
            {
                try
                {
                    var answer = await live.SayAsync($"text {i}");
                    if (answer.Type() == "ok") acknowledged.Add(Sender.Read(answer.At("message")));
                    else refused = answer.Code()!;
                }
                catch (IOException)
                {
                    refused = "the connection ended";
                }
            }

            Assert.Contains(refused, new[] { "storage_failed", "the connection ended" });
            Assert.Equal(ExitCodes.Failed, await server.ExitAsync(TimeSpan.FromSeconds(20)));
            Assert.Contains("can no longer be written safely", server.Error, StringComparison.Ordinal);
        }

        using var again = await ServerProcess.StartAsync(directory["data"]);
        await using var back = await (alice with { Server = again }).ConnectAsync();
        var history = (await back.AskAsync("history", ("conversation", "lobby"), ("limit", 200))).At("messages").EnumerateArray()
            .Select(Sender.Read).ToList();
        Assert.All(acknowledged, message => Assert.Contains(message, history));
        Assert.Equal(Enumerable.Range(1, history.Count).Select(i => (long)i), history.Select(message => message.Number));
        Assert.Equal("ok", (await back.SayAsync("after")).Type());
    }
}
