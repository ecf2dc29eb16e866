using System.Diagnostics;
using System.Globalization;
using ChatBox.Server.Tests.Admin;
using ChatBox.Server.Tests.Support;

namespace ChatBox.Server.Tests.Serving;

/// <summary>
/// H19, and the promise of the README: no request to any other host, ever. Needs strace, which sees every call of the system.
/// </summary>
public sealed class OutgoingConnectionTests
{
    [Fact]
    public async Task A_server_with_people_who_send_links_connects_to_nobody()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "strace is of Linux.");
        using var directory = new TemporaryDirectory();
        var calls = directory["calls"];
        string[] strace = ["strace", "-f", "-qq", "-e", "trace=bind,connect,sendto,sendmsg,sendmmsg", "-e", "signal=none", "-o", calls];
        using var server = await ServerProcess.StartAsync(directory["data"], start => ServerProcess.Prefix(start, strace));
        using var traced = Process.GetProcessById(
            int.Parse(await File.ReadAllTextAsync($"/proc/{server.Id}/task/{server.Id}/children"), CultureInfo.InvariantCulture));
        try
        {
            await using var alice = await server.JoinLiveAsync("alice");
            await alice.SayAsync("http://198.51.100.1/picture.png http://[::ffff:198.51.100.1]/ https://example.org/");
            await alice.AskAsync("invite");
            await alice.SettleAsync();
        }
        finally
        {
            // strace goes with what it watches, and not the other way round.
            traced.Kill();
            await server.ExitAsync(TimeSpan.FromSeconds(20));
        }

        var lines = await File.ReadAllLinesAsync(calls);
        string[] network = [.. lines.Where(line => line.Contains("AF_INET", StringComparison.Ordinal))];
        Assert.Contains(network, line => line.Contains(" bind(", StringComparison.Ordinal));
        Assert.DoesNotContain(network, line => !line.Contains(" bind(", StringComparison.Ordinal));
    }
}
