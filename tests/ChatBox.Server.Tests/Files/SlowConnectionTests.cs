using System.Net;
using ChatBox.Server.Tests.Support;
using static ChatBox.Server.Tests.Files.Small;

namespace ChatBox.Server.Tests.Files;

/// <summary>H10: who sends a byte a second keeps nothing: Kestrel ends bodies below 240 B/s after 5 s, and heads that take longer than 10 s.</summary>
public sealed class SlowConnectionTests
{
    const int Heads = 500;
    const int Bodies = 500 - Transfers;

    /// <summary>All that one person may have.</summary>
    const int Transfers = 16;

    static readonly TimeSpan Limit = TimeSpan.FromSeconds(25);

    [Fact]
    public async Task A_thousand_connections_that_drip_are_cut_off_and_meanwhile_others_are_served()
    {
        await using var server = await TestServer.StartAsync(NoFloor);
        var eveIs = await server.JoinAsync("eve");
        using var eve = new Tus(eveIs);
        using var alice = new Tus(await server.JoinAsync("alice"));
        var uploads = await Task.WhenAll(Enumerable.Range(0, Transfers).Select(_ => eve.CreateAsync(1000)));
        var host = $"Host: 127.0.0.1:{server.Http.Port}\r\n";
        string[] beginnings =
        [
            .. uploads.Select(at => UploadTests.RequestHead(server, eveIs, at, 0, 1000)),
            .. Enumerable.Repeat($"POST /api/v1/people HTTP/1.1\r\n{host}Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n", Bodies),
            .. Enumerable.Repeat($"GET / HTTP/1.1\r\n{host}X-Slow: ", Heads),
        ];
        var slow = new List<RawSocket>();
        foreach (var beginning in beginnings)
        {
            slow.Add(await RawSocket.ConnectAsync(server.Http));
            await slow[^1].WriteAsync(beginning);
        }

        using var enough = new CancellationTokenSource();
        var dripping = DripAsync(slow, enough.Token);
        var answering = Task.WhenAll(slow.Select(raw => raw.ReadAllAsync()));

        // While all of them are open somebody else sends and fetches a file.
        var bytes = Bytes(3_000_000);
        var id = await alice.UploadAsync(bytes).Soon();
        Assert.Equal(bytes, await alice.Http.GetByteArrayAsync($"/api/v1/files/{id}").Soon());
        Assert.False(answering.IsCompleted);

        var answers = await answering.WaitAsync(Limit);
        await enough.CancelAsync();
        await dripping;
        Assert.All(answers.Take(Transfers + Bodies), answer => Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal), answer));
        Assert.All(answers.Skip(Transfers + Bodies), answer => Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal));
        foreach (var raw in slow) raw.Dispose();

        // The places are free again, and what had come is kept.
        foreach (var at in uploads)
        {
            var offset = (int)await eve.OffsetAsync(at);
            Assert.InRange(offset, 1, 40);
            using var rest = await eve.PatchAsync(at, offset, new byte[1000 - offset]).Soon();
            Assert.Equal(HttpStatusCode.NoContent, rest.StatusCode);
        }
    }

    static async Task DripAsync(IEnumerable<RawSocket> slow, CancellationToken enough)
    {
        using var second = new PeriodicTimer(TimeSpan.FromSeconds(1));
        var open = slow.ToHashSet();
        do
        {
            foreach (var raw in open.ToList())
            {
                try
                {
                    await raw.WriteAsync("x");
                }
                catch (IOException)
                {
                    open.Remove(raw);
                }
            }
        }
        while (await WaitAsync(second, enough));
    }

    static async Task<bool> WaitAsync(PeriodicTimer second, CancellationToken enough)
    {
        try
        {
            return await second.WaitForNextTickAsync(enough);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
