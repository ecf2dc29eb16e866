using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using ChatBox.Server.Admin;
using ChatBox.Server.Tests.Admin;
using ChatBox.Server.Tests.Crash;
using ChatBox.Server.Tests.Support;

namespace ChatBox.Server.Tests.Serving;

/// <summary>How a server starts, refuses to start and stops, as a process.</summary>
[Collection(nameof(Undisturbed))]
public sealed class ServingTests
{
    [Theory]
    [InlineData("http", "--http-port")]
    [InlineData("text", "--text-port")]
    public async Task A_port_in_use_exits_5_and_the_line_names_the_flag(string port, string flag)
    {
        using var directory = new TemporaryDirectory();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var taken = ((IPEndPoint)other.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        var (exitCode, error) = await ServerProcess.RunAsync(directory["data"], $"{port}={taken}");

        Assert.Equal(ExitCodes.PortInUse, exitCode);
        var line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        Assert.Contains(flag, line, StringComparison.Ordinal);
        Assert.Contains(taken, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_UDP_port_in_use_exits_5_too_and_nothing_stays_open()
    {
        using var directory = new TemporaryDirectory();
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        other.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var taken = ((IPEndPoint)other.LocalEndPoint!).Port;

        var refused = await Assert.ThrowsAsync<StartupException>(
            () => TestServer.StartAsync(options => options with { RdtPort = taken }, data: directory["data"]));

        Assert.Equal(ExitCodes.PortInUse, refused.ExitCode);
        Assert.Contains("--rdt-port", refused.Message, StringComparison.Ordinal);
        await using var server = await TestServer.StartAsync(data: directory["data"]);
        await server.JoinAsync("alice");
    }

    [Fact]
    public async Task The_HTTPS_port_in_use_is_named_too_and_nothing_stays_open()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var taken = ((IPEndPoint)other.LocalEndpoint).Port;
        using var directory = new TemporaryDirectory();

        var refused = await Assert.ThrowsAsync<StartupException>(
            () => TestServer.StartAsync(options => options with { Plain = false, HttpsPort = taken }, data: directory["data"]));

        Assert.Equal(ExitCodes.PortInUse, refused.ExitCode);
        Assert.Contains("--https-port", refused.Message, StringComparison.Ordinal);
        // The data is free again.
        await using var server = await TestServer.StartAsync(data: directory["data"]);
        await server.JoinAsync("alice");
    }

    [Fact]
    public async Task A_second_server_on_the_same_data_exits_3_and_the_first_serves_on()
    {
        using var directory = new TemporaryDirectory();
        using var first = await ServerProcess.StartAsync(directory["data"]);

        var (exitCode, error) = await ServerProcess.RunAsync(directory["data"]);

        Assert.Equal(ExitCodes.Data, exitCode);
        Assert.Contains(
            "--data", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)),
            StringComparison.Ordinal);
        Assert.Equal("alice", (await first.JoinAsync("alice")).Name);
    }

    [Fact]
    public async Task Data_that_is_a_file_exits_3_and_flags_that_contradict_each_other_2()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory["file"], "not a directory");

        Assert.Equal(ExitCodes.Data, (await ServerProcess.RunAsync(directory["file"])).ExitCode);
        Assert.Equal(ExitCodes.Settings, (await ServerProcess.RunAsync(directory["data"], "http=70000")).ExitCode);
        Assert.Equal(ExitCodes.Settings, (await ServerProcess.RunAsync(directory["data"], "http=5099", "text=5099")).ExitCode);
        Assert.False(Directory.Exists(directory["data"]));
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_under_load_ends_in_order_and_loses_nothing_that_was_acknowledged(string signal)
    {
        using var directory = new TemporaryDirectory();
        using var server = await ServerProcess.StartAsync(directory["data"], ServerProcess.HearSignals);
        var people = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => server.JoinAsync($"sender{i}")));
        var senders = people.Select(person => new Sender(person, ["lobby"])).ToList();
        await using var listener = await server.JoinLiveAsync("listener");
        // Somebody who does not read must not hold up the end.
        using var frozen = await RawSocket.UpgradeAsync(await server.JoinAsync("frozen"), receiveBuffer: 4096);
        using var never = new CancellationTokenSource();
        var sending = Task.WhenAll(senders.Select(sender => Task.Run(() => sender.RunAsync(server, () => { }, never.Token))));
        await listener.NextAsync("message", frame => frame.At("message").Number("number") == 200);

        var watch = Stopwatch.StartNew();
        server.Signal(signal);
        var goodbye = await listener.GoodbyeAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(ExitCodes.Stopped, await server.ExitAsync(TimeSpan.FromSeconds(20)));

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Equal("going_away", goodbye.Code());
        Assert.InRange(goodbye.Number("retryAfter"), 1, 60);
        await sending.Soon();
        Assert.Equal("", server.Error.Trim());

        using var again = await ServerProcess.StartAsync(directory["data"]);
        await using var reader = await again.JoinLiveAsync("reader");
        List<Seen> history = [];
        for (long known = 0, last = 1; known < last;)
        {
            var page = await reader.AskAsync("history", ("conversation", "lobby"), ("after", known), ("limit", 200));
            history.AddRange(page.At("messages").EnumerateArray().Select(Sender.Read));
            (known, last) = (history[^1].Number, page.Number("last"));
        }

        var stored = history.ToHashSet();
        Assert.All(senders.SelectMany(sender => sender.Acknowledged), message => Assert.Contains(message, stored));
        Assert.All(senders.SelectMany(sender => sender.Pushed), message => Assert.Contains(message, stored));
    }

    [Fact]
    public async Task A_server_with_nobody_on_it_stops_at_once()
    {
        using var directory = new TemporaryDirectory();
        using var server = await ServerProcess.StartAsync(directory["data"]);
        // A browser keeps its connection open between requests.
        using var http = server.NewHttp();
        await http.GetStringAsync("/healthz");

        var watch = Stopwatch.StartNew();
        server.Signal("TERM");

        Assert.Equal(ExitCodes.Stopped, await server.ExitAsync(TimeSpan.FromSeconds(20)));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Over_the_network_plain_HTTP_serves_the_setup_page_and_a_redirect_only()
    {
        var outside = Dns.GetHostAddresses(Dns.GetHostName(), AddressFamily.InterNetwork).FirstOrDefault(
            address => !IPAddress.IsLoopback(address));
        Assert.SkipWhen(outside is null, "this machine has no address but loopback");
        await using var server = await TestServer.StartAsync(
            options => options with { Local = false, Plain = false, Listen = IPAddress.IPv6Any });
        using var http = server.NewHttp(new Uri($"http://{outside}:{server.Http.Port}"));

        using var redirect = await http.GetAsync("/some/page?x=1");
        Assert.Equal(HttpStatusCode.TemporaryRedirect, redirect.StatusCode);
        Assert.Equal($"https://{outside}:{server.Https.Port}/some/page?x=1", redirect.Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/setup")).StatusCode);
        using var refused = await http.PostAsync(
            "/api/v1/people", new StringContent("{\"name\":\"alice\"}", System.Text.Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal("https_required", JsonSerializer.Deserialize<JsonElement>(await refused.Content.ReadAsStringAsync()).Code());

        using var here = server.NewHttp();
        Assert.Equal("ok", await here.GetStringAsync("/healthz"));
        using var safely = server.NewHttp(new Uri($"https://{outside}:{server.Https.Port}"));
        Assert.Equal("ok", await safely.GetStringAsync("/healthz"));
    }
}
