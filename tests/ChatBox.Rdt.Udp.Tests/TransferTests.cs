using System.Security.Cryptography;
using ChatBox.Rdt.Security;

namespace ChatBox.Rdt.Udp.Tests;

/// <summary>Transfers over real sockets on loopback.</summary>
public sealed class TransferTests
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_200)]
    [InlineData(20_000_000)]
    public async Task A_file_arrives_whole(int size)
    {
        using var server = new Loopback(RandomNumberGenerator.GetBytes(size));
        var (download, handler) = await RunAsync(server, server.Options(), size);
        Assert.True(handler.IsConfirmed, $"{download.EndReason} {download.EndCode} {download.EndText} {download.Failure}");
        Assert.Equal((EndReason.ClosedByPeer, CloseCode.Done), (download.EndReason, download.EndCode));
    }

    [Fact]
    public async Task A_transfer_goes_on_at_an_offset()
    {
        const int size = 3_000_000, start = 1_234_567;
        var file = RandomNumberGenerator.GetBytes(size);
        using var server = new Loopback(file);
        var handler = new MemoryHandler(size, start);
        file.AsSpan(0, start).CopyTo(handler.File);
        using var download = new FileDownload(server.Listener.LocalEndPoint, server.Options() with { Start = start }, handler, TimeProvider.System);
        download.Start();
        await download.Ended.WaitAsync(Loopback.Long, Stop);
        Assert.True(handler.IsConfirmed);
    }

    [Fact]
    public async Task Nothing_comes_beyond_a_pause_until_it_ends()
    {
        const int size = 4_000_000;
        using var server = new Loopback(RandomNumberGenerator.GetBytes(size));
        var handler = new MemoryHandler(size);
        var paused = new TaskCompletionSource();
        var mayProceed = false;
        handler.OnRound = (now, receiver) =>
        {
            if (receiver.IsPaused) paused.TrySetResult();
            if (receiver.IsPaused && Volatile.Read(ref mayProceed)) receiver.Proceed(now);
        };
        using var download = new FileDownload(server.Listener.LocalEndPoint, server.Options() with { PauseAt = size / 2 }, handler, TimeProvider.System);
        download.Start();
        await paused.Task.WaitAsync(Loopback.Long, Stop);
        // A breath is enough for what would be on its way.
        await Task.Delay(200, Stop);
        Assert.Equal(size / 2, handler.Received);
        Assert.Equal(new byte[size / 2], handler.File[(size / 2)..]);
        Volatile.Write(ref mayProceed, true);
        download.Wake();
        await download.Ended.WaitAsync(Loopback.Long, Stop);
        Assert.True(handler.IsConfirmed);
    }

    [Fact]
    public async Task Many_at_once_all_arrive_whole()
    {
        const int size = 2_000_000;
        using var server = new Loopback(RandomNumberGenerator.GetBytes(size));
        var all = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => RunAsync(server, server.Options(), size)));
        Assert.All(all, one => Assert.True(one.Handler.IsConfirmed, $"{one.Download.EndReason} {one.Download.EndCode}"));
    }

    [Fact]
    public async Task A_server_that_stops_says_so_to_every_client()
    {
        const int size = 1_000_000;
        using var server = new Loopback(RandomNumberGenerator.GetBytes(size));
        var handler = new MemoryHandler(size);
        using var download = new FileDownload(server.Listener.LocalEndPoint, server.Options() with { PauseAt = 1_000 }, handler, TimeProvider.System);
        var begun = new TaskCompletionSource();
        handler.OnRound = (_, receiver) =>
        {
            if (receiver.IsPaused) begun.TrySetResult();
        };
        download.Start();
        await begun.Task.WaitAsync(Loopback.Long, Stop);
        await server.Listener.StopAsync(TimeSpan.FromSeconds(10)).WaitAsync(Loopback.Long, Stop);
        await download.Ended.WaitAsync(Loopback.Long, Stop);
        Assert.Equal((EndReason.ClosedByPeer, CloseCode.GoingAway), (download.EndReason, download.EndCode));
        Assert.Equal(1, server.Forgotten);
    }

    [Fact]
    public async Task F24_a_server_that_forgot_the_transfer_ends_it_by_a_reset()
    {
        const int size = 1_000_000;
        var file = RandomNumberGenerator.GetBytes(size);
        var key = RandomNumberGenerator.GetBytes(32);
        var first = new Loopback(file, new EndpointOptions { ResetKey = key });
        var handler = new MemoryHandler(size);
        var paused = new TaskCompletionSource();
        handler.OnRound = (_, receiver) =>
        {
            if (receiver.IsPaused) paused.TrySetResult();
        };
        using var download = new FileDownload(first.Listener.LocalEndPoint, first.Options() with { PauseAt = 1_000 }, handler, TimeProvider.System);
        download.Start();
        await paused.Task.WaitAsync(Loopback.Long, Stop);
        var at = first.Listener.LocalEndPoint;
        // Without a word, as after a kill.
        first.Dispose();
        using var second = new Loopback(file, new EndpointOptions { ResetKey = key }, at);
        handler.OnRound = (now, receiver) => receiver.Proceed(now);
        download.Wake();
        await download.Ended.WaitAsync(Loopback.Long, Stop);
        Assert.Equal(EndReason.Reset, download.EndReason);
    }

    [Fact]
    public async Task A_file_that_changes_ends_its_transfers_and_no_byte_of_the_other_arrives()
    {
        const int size = 4_000_000;
        using var server = new Loopback(RandomNumberGenerator.GetBytes(size));
        var handler = new MemoryHandler(size);
        var changed = false;
        handler.OnRound = (now, receiver) =>
        {
            if (!receiver.IsPaused || changed) return;
            changed = true;
            server.Source.Change();
            receiver.Proceed(now);
        };
        using var download = new FileDownload(server.Listener.LocalEndPoint, server.Options() with { PauseAt = size / 2 }, handler, TimeProvider.System);
        download.Start();
        await download.Ended.WaitAsync(Loopback.Long, Stop);
        Assert.Equal((EndReason.ClosedByPeer, CloseCode.FileChanged), (download.EndReason, download.EndCode));
        Assert.Equal(size / 2, handler.Received);
    }

    [Fact]
    public async Task A_transfer_that_the_host_closes_ends_with_its_reason()
    {
        using var server = new Loopback(new byte[1_000_000]);
        var handler = new MemoryHandler(1_000_000);
        handler.OnRound = (_, receiver) =>
        {
            if (receiver.IsPaused) server.Listener.Close(server.Source, CloseCode.GrantRefused, "not any more");
        };
        using var download = new FileDownload(server.Listener.LocalEndPoint, server.Options() with { PauseAt = 1_000 }, handler, TimeProvider.System);
        download.Start();
        await download.Ended.WaitAsync(Loopback.Long, Stop);
        Assert.Equal((EndReason.ClosedByPeer, CloseCode.GrantRefused, "not any more"), (download.EndReason, download.EndCode, download.EndText));
    }

    [Fact]
    public async Task A_client_that_cannot_write_tells_the_server_and_ends()
    {
        using var server = new Loopback(new byte[1_000_000]);
        var handler = new MemoryHandler(1_000_000) { CanWrite = false };
        using var download = new FileDownload(server.Listener.LocalEndPoint, server.Options(), handler, TimeProvider.System);
        download.Start();
        await download.Ended.WaitAsync(Loopback.Long, Stop);
        Assert.Equal((EndReason.ClosedHere, CloseCode.Storage), (download.EndReason, download.EndCode));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_given_up_in_time()
    {
        var nobody = new Loopback([]);
        var (at, options) = (nobody.Listener.LocalEndPoint, nobody.Options());
        nobody.Dispose();
        using var download = new FileDownload(at, options with { HandshakeTimeout = TimeSpan.FromMilliseconds(300) }, new MemoryHandler(0), TimeProvider.System);
        download.Start();
        await download.Ended.WaitAsync(Loopback.Long, Stop);
        Assert.Equal((EndReason.Unreachable, false), (download.EndReason, download.WasConnected));
    }

    [Fact]
    public async Task A_ticket_of_nobody_gets_no_byte()
    {
        using var server = new Loopback(new byte[100_000]);
        var handler = new MemoryHandler(100_000);
        var forged = new TicketGrant(RandomNumberGenerator.GetBytes(16), RandomNumberGenerator.GetBytes(32), Aeads.Local);
        using var download = new FileDownload(
            server.Listener.LocalEndPoint, server.Options() with { Ticket = forged, HandshakeTimeout = TimeSpan.FromMilliseconds(300) }, handler, TimeProvider.System);
        download.Start();
        await download.Ended.WaitAsync(Loopback.Long, Stop);
        Assert.Equal((EndReason.Unreachable, false), (download.EndReason, download.WasConnected));
    }

    static async Task<(FileDownload Download, MemoryHandler Handler)> RunAsync(Loopback server, ReceiverOptions options, int size)
    {
        var handler = new MemoryHandler(size);
        using var download = new FileDownload(server.Listener.LocalEndPoint, options, handler, TimeProvider.System);
        download.Start();
        await download.Ended.WaitAsync(Loopback.Long, Stop);
        return (download, handler);
    }
}
