using ChatBox.Server.Admin;
using ChatBox.Server.Tests.Admin;

namespace ChatBox.Server.Tests.Support;

/// <summary>A whole server on free ports of loopback and on data of its own, with what a test needs to speak to it.</summary>
sealed class TestServer : IServed, IAsyncDisposable
{
    readonly TemporaryDirectory? ownData;
    readonly TimeProvider clock;
    RunningServer running;

    TestServer(RunningServer running, TimeProvider clock, TemporaryDirectory? ownData) =>
        (this.running, this.clock, this.ownData) = (running, clock, ownData);

    public RunningServer Running => running;

    public Uri Http => new($"http://127.0.0.1:{running.Ports.Http}");

    public Uri Https => new($"https://127.0.0.1:{running.Ports.Https}");

    public string Database => running.Data.Database;

    /// <summary>For this computer only and without HTTPS, unless <paramref name="change"/> says otherwise.</summary>
    public static async Task<TestServer> StartAsync(
        Func<ServeOptions, ServeOptions>? change = null, TimeProvider? clock = null, string? data = null)
    {
        var ownData = data is null ? new TemporaryDirectory() : null;
        var options = new ServeOptions
        {
            Local = true,
            Plain = true,
            HttpPort = 0,
            HttpsPort = 0,
            TextPort = 0,
            RdtPort = 0,
            DataDirectory = data ?? ownData!["data"],
            HouseName = "Test house",
        };
        clock ??= TimeProvider.System;
        try
        {
            return new TestServer(
                await RunningServer.StartAsync(change?.Invoke(options) ?? options, clock, CancellationToken.None), clock, ownData);
        }
        catch
        {
            ownData?.Dispose();
            throw;
        }
    }

    /// <summary>Stops and starts again on the same data; the ports change.</summary>
    public Task RestartAsync() => StopForAsync(() => { });

    /// <summary>The same, with something done to the data between.</summary>
    public async Task StopForAsync(Action between)
    {
        var options = running.Options;
        await running.DisposeAsync();
        between();
        running = await RunningServer.StartAsync(options, clock, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await running.DisposeAsync();
        ownData?.Dispose();
    }
}
