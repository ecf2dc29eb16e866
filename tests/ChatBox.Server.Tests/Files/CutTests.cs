using System.Globalization;
using System.Net.Sockets;
using System.Text;
using ChatBox.Server.Tests.Support;
using static ChatBox.Server.Tests.Files.Small;

namespace ChatBox.Server.Tests.Files;

/// <summary>
/// F26: the connection is cut at every edge of 64 KiB, a byte before it and a byte behind it, and anywhere else, in both directions.
/// </summary>
public sealed class CutTests
{
    const int Edge = 64 * 1024;
    const int Cuts = 200;

    [Fact]
    public async Task Two_hundred_cuts_of_an_upload_lose_nothing_that_was_said_to_be_there()
    {
        await using var server = await TestServer.StartAsync(NoFloor);
        var who = await server.JoinAsync("alice");
        using var alice = new Tus(who);
        var bytes = Bytes(Edge * (Cuts / 3 + 2), seed: 26);
        var at = await alice.CreateAsync(bytes.Length);
        var durable = 0L;
        for (var cut = 0; cut < Cuts; cut++)
        {
            var until = Math.Max(CutAt(cut), (int)durable);
            await PatchAndCutAsync(server, who, at, durable, bytes, until, isReset: cut % 2 == 0);
            var now = await alice.OffsetAsync(at);
            Assert.True(now >= durable && now <= until, $"cut {cut} at {until}: {durable} before, {now} after");
            durable = now;
        }

        // A cut that ends the sending cleanly must not cost what had arrived: most of it gets through.
        Assert.True(durable > bytes.Length / 2, $"{durable} of {bytes.Length}");
        while (durable < bytes.Length)
        {
            using var rest = await alice.PatchAsync(at, durable, bytes[(int)durable..]);
            // The last of the cut requests may come to its turn only now: who is told 409 asks again.
            if (!rest.IsSuccessStatusCode) Assert.Equal("wrong_offset", await Tus.CodeOf(rest));
            var now = await alice.OffsetAsync(at);
            Assert.True(now >= durable, $"{durable} before, {now} after");
            durable = now;
        }

        using var finished = await alice.FinishAsync(at, Tus.Hash(bytes));
        Assert.True(finished.IsSuccessStatusCode, await finished.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Two_hundred_cuts_of_a_download_give_the_same_bytes_in_the_end()
    {
        await using var server = await TestServer.StartAsync(NoFloor);
        var who = await server.JoinAsync("alice");
        using var alice = new Tus(who);
        var bytes = Bytes(Edge * (Cuts / 3 + 2), seed: 27);
        var id = await alice.UploadAsync(bytes);
        var got = new MemoryStream();
        for (var cut = 0; cut < Cuts; cut++) await GetAndCutAsync(server, who, id, got, Math.Max(CutAt(cut), (int)got.Length), Tus.Hash(bytes));
        await GetAndCutAsync(server, who, id, got, bytes.Length, Tus.Hash(bytes));
        Assert.Equal(Tus.Hash(bytes), Tus.Hash(got.ToArray()));
    }

    // 65,535, 65,536, 65,537, 131,071, ...
    static int CutAt(int cut) => (cut / 3 + 1) * Edge + cut % 3 - 1;

    static async Task PatchAndCutAsync(TestServer server, Somebody who, string at, long offset, byte[] bytes, int until, bool isReset)
    {
        using var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync("127.0.0.1", server.Http.Port);
        // Zero seconds to linger is a reset: what has not been read on the other side is lost.
        if (isReset) tcp.LingerState = new LingerOption(true, 0);
        await using var stream = tcp.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(UploadTests.RequestHead(server, who, at, offset, bytes.Length - offset)));
        await stream.WriteAsync(bytes.AsMemory((int)offset, until - (int)offset));
    }

    static async Task GetAndCutAsync(TestServer server, Somebody who, string id, MemoryStream got, int until, string hash)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", server.Http.Port);
        await using var stream = tcp.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET /api/v1/files/{id} HTTP/1.1\r\nHost: 127.0.0.1:{server.Http.Port}\r\nAuthorization: Bearer {who.Token}\r\n"
            + $"Range: bytes={got.Length.ToString(CultureInfo.InvariantCulture)}-\r\nIf-Range: \"{hash}\"\r\n\r\n"));
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one).AsTask().Soon();
            head.Append((char)one[0]);
        }

        Assert.StartsWith("HTTP/1.1 206", head.ToString(), StringComparison.Ordinal);
        var part = new byte[until - got.Length];
        await stream.ReadExactlyAsync(part).AsTask().Soon();
        got.Write(part);
    }
}
