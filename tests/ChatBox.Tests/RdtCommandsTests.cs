using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;

namespace ChatBox.Tests;

/// <summary><c>chatbox get</c> by RDT, against a real server.</summary>
public sealed class RdtCommandsTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    const int Size = 3_000_000;

    static int names;

    readonly string alice = $"alice {Interlocked.Increment(ref names)}r";
    readonly string directory = server.NewDirectory();
    readonly string name = $"{Guid.NewGuid():N}.bin";
    readonly byte[] bytes = RandomNumberGenerator.GetBytes(Size);

    string InDirectory(string file) => Path.Combine(directory, file);

    Task<(int ExitCode, Shell Shell)> RunAsync(params string[] more) => PipeAsync("", server.Address, ["--as", alice, .. more]);

    Task<(int ExitCode, Shell Shell)> PipeAsync(string input, string address, params string[] more) =>
        Shell.RunAsync(server.Config, input, ["get", address, $"sub/{name}", .. more]);

    async Task ShareAsync()
    {
        Directory.CreateDirectory(Path.Combine(server.Share, "sub"));
        await File.WriteAllBytesAsync(Path.Combine(server.Share, "sub", name), bytes);
        // It is offered when the server has seen it.
        while (!(await Shell.RunAsync(server.Config, "", "files", server.Address, "--as", alice)).Shell.Output.ToString().Contains(name, StringComparison.Ordinal))
            await Task.Delay(50);
    }

    void AssertReport(Shell shell, long resumedAt = 0)
    {
        var report = JsonDocument.Parse(shell.OutputLines[^1]).RootElement;
        Assert.Equal(["via", "bytes", "sha256", "seconds", "resumedAt", "retransmitted"], report.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("rdt", Size, Convert.ToHexStringLower(SHA256.HashData(bytes)), resumedAt), (report.GetProperty("via").GetString(), report.GetProperty("bytes").GetInt64(), report.GetProperty("sha256").GetString(), report.GetProperty("resumedAt").GetInt64()));
        Assert.InRange(report.GetProperty("seconds").GetDouble(), 0, 60);
        Assert.InRange(report.GetProperty("retransmitted").GetInt64(), 0, Size);
        Assert.Equal(bytes, File.ReadAllBytes(InDirectory("got")));
    }

    [Theory]
    [InlineData("rdt")]
    [InlineData("auto")]
    public async Task A_file_comes_by_RDT_and_the_report_has_these_members(string way)
    {
        await ShareAsync();
        var (exitCode, shell) = await RunAsync("-o", InDirectory("got"), "--via", way, "--json");
        Assert.True(exitCode == 0, shell.ToString());
        AssertReport(shell);
    }

    [Fact]
    public async Task A_no_at_half_keeps_what_is_here_and_the_next_run_goes_on_from_there()
    {
        await ShareAsync();
        string[] get = ["--as", alice, "-o", InDirectory("got"), "--via", "rdt", "--confirm-half", "--json"];
        var (exitCode, shell) = await PipeAsync("no\n", server.Address, get);
        Assert.True(exitCode == 1, shell.ToString());
        Assert.Contains($"The last byte received is number {Size / 2} (0x{bytes[(Size / 2) - 1]:x2})", shell.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal(bytes[..(Size / 2)], await File.ReadAllBytesAsync(InDirectory("got.part")));
        var (again, resumed) = await PipeAsync("yes\n", server.Address, get);
        Assert.True(again == 0, resumed.ToString());
        AssertReport(resumed, Size / 2);
    }

    [Fact]
    public async Task A_yes_at_half_proceeds()
    {
        await ShareAsync();
        var (exitCode, shell) = await PipeAsync("yes\n", server.Address, "--as", alice, "-o", InDirectory("got"), "--via", "rdt", "--confirm-half", "--json");
        Assert.True(exitCode == 0, shell.ToString());
        AssertReport(shell);
    }

    [Fact]
    public async Task Where_UDP_is_blocked_auto_says_so_and_takes_HTTP()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere 127.0.0.2 is no address of this machine");
        await ShareAsync();
        // At this address TCP gets through to the server, and UDP to nobody.
        using var elsewhere = new TcpListener(IPAddress.Parse("127.0.0.2"), 0);
        elsewhere.Start();
        using var stop = new CancellationTokenSource();
        var forwarding = ForwardAsync(elsewhere, new Uri(server.Address).Port, stop.Token);
        var (exitCode, shell) = await PipeAsync(
            "", $"http://127.0.0.2:{((IPEndPoint)elsewhere.LocalEndpoint).Port}", "--as", alice, "-o", InDirectory("got"), "--via", "auto", "--json");
        Assert.True(exitCode == 0, shell.ToString());
        Assert.Equal("http", JsonDocument.Parse(shell.OutputLines[^1]).RootElement.GetProperty("via").GetString());
        Assert.Contains("UDP is blocked", shell.Error.ToString(), StringComparison.Ordinal);
        Assert.Contains("over HTTP", shell.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(InDirectory("got")));
        await stop.CancelAsync();
        await forwarding;
    }

    [Fact]
    public async Task The_text_door_gives_a_file_to_a_guest()
    {
        await ShareAsync();
        var (exitCode, shell) = await PipeAsync("yes\n", server.TextDoor, "-o", InDirectory("got"), "--confirm-half", "--json");
        Assert.True(exitCode == 0, shell.ToString());
        AssertReport(shell);
        Assert.Contains("Paused at 50 %", shell.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_text_door_does_not_have_ends_with_3_and_leaves_nothing()
    {
        var (exitCode, shell) = await PipeAsync("", server.TextDoor, "-o", InDirectory("got"), "--as", alice);
        Assert.True(exitCode == 3, shell.ToString());
        Assert.Empty(Directory.GetFiles(directory));
    }

    [Fact]
    public async Task A_name_that_is_taken_at_the_text_door_ends_with_4()
    {
        await ShareAsync();
        var (exitCode, shell) = await PipeAsync("", server.TextDoor, "-o", InDirectory("got"), "--as", alice);
        Assert.True(exitCode == 4, shell.ToString());
    }

    static async Task ForwardAsync(TcpListener from, int to, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                var accepted = await from.AcceptTcpClientAsync(stop);
                _ = Task.Run(
                    async () =>
                    {
                        using var one = accepted;
                        using var other = new TcpClient();
                        await other.ConnectAsync(IPAddress.Loopback, to, stop);
                        await Task.WhenAny(one.GetStream().CopyToAsync(other.GetStream(), stop), other.GetStream().CopyToAsync(one.GetStream(), stop));
                    },
                    stop);
            }
        }
        catch (OperationCanceledException)
        {
            // The end of the test.
        }
    }
}
