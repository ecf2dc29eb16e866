using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using ChatBox.Server.Tests.Support;

namespace ChatBox.Server.Tests.Web;

/// <summary>H13: frames of HTTP/2 (RFC 9113) written by hand, as no client would.</summary>
public sealed class HostileHttp2Tests
{
    const byte Headers = 1, Reset = 3, Settings = 4, GoAway = 7, Continuation = 9;
    const byte EndStream = 1, EndHeaders = 4;

    [Fact]
    public async Task Streams_that_are_opened_and_reset_at_once_end_the_connection_and_cost_nobody_else()
    {
        await using var server = await TestServer.StartAsync(options => options with { Plain = false });
        var flood = Enumerable.Range(0, 10_000).SelectMany(i => Join(
            Frame(Headers, EndHeaders | EndStream, 2 * i + 1, Request(server.Https)), Frame(Reset, 0, 2 * i + 1, [0, 0, 0, 8]))).ToArray();

        await AssertEndsAsync(server, flood);
    }

    [Fact]
    public async Task Headers_that_go_on_for_ever_end_the_connection()
    {
        await using var server = await TestServer.StartAsync(options => options with { Plain = false });
        // A literal field without indexing, again and again: 4 MiB of them.
        byte[] field = [0x00, 0x03, .. "x-y"u8, 0x7F, 0x80, 0x07, .. new byte[0x7F + 0x380].Select(_ => (byte)'v')];
        var flood = Join(
            Frame(Headers, EndStream, 1, Request(server.Https)),
            Enumerable.Range(0, 4000).SelectMany(_ => Frame(Continuation, 0, 1, field)).ToArray());

        await AssertEndsAsync(server, flood);
    }

    [Fact]
    public async Task Ten_thousand_open_streams_are_refused_beyond_a_hundred()
    {
        await using var server = await TestServer.StartAsync(options => options with { Plain = false });
        await using var connection = await ConnectAsync(server);
        // Posts whose bodies never come stay open.
        var flood = Enumerable.Range(0, 10_000).SelectMany(
            i => Frame(Headers, EndHeaders, 2 * i + 1, Request(server.Https, 0x83))).ToArray();

        var (opened, refused, ended) = await ReadWhileWritingAsync(connection, flood);

        Assert.True(ended || refused >= 1, $"{opened} answered, {refused} refused");
        await AssertServesAsync(server);
    }

    static async Task AssertEndsAsync(TestServer server, byte[] flood)
    {
        await using var connection = await ConnectAsync(server);
        var watch = Stopwatch.StartNew();

        var (_, _, ended) = await ReadWhileWritingAsync(connection, flood);

        Assert.True(ended, "the connection goes on");
        await AssertServesAsync(server);
        // What was begun is given up: the process is quiet again within 5 s.
        await Eventually.HoldsAsync(() => server.Running.SessionCount == 0, "nothing to be left");
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    static async Task AssertServesAsync(TestServer server)
    {
        using var http = server.NewHttp(server.Https);
        Assert.Equal("ok", await http.GetStringAsync("/healthz").Soon());
    }

    /// <summary>
    /// What came back: streams answered, streams reset, and whether the server ended the connection (GOAWAY, or the end of it).
    /// </summary>
    static async Task<(int Answered, int Refused, bool Ended)> ReadWhileWritingAsync(SslStream connection, byte[] flood)
    {
        var writing = WriteAsync(connection, flood);
        var (answered, refused, goAway) = (0, 0, false);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            var head = new byte[9];
            while (!goAway)
            {
                await connection.ReadExactlyAsync(head, limit.Token);
                await connection.ReadExactlyAsync(new byte[(head[0] << 16) | (head[1] << 8) | head[2]], limit.Token);
                if (head[3] == Headers) answered++;
                if (head[3] == Reset) refused++;
                goAway = head[3] == GoAway;
                if (refused > 100) return (answered, refused, false);
            }
        }
        catch (Exception exception) when (exception is IOException or EndOfStreamException)
        {
            goAway = true;
        }
        catch (OperationCanceledException)
        {
            // It goes on.
        }

        if (goAway) await writing;
        return (answered, refused, goAway);
    }

    static async Task WriteAsync(SslStream connection, byte[] bytes)
    {
        try
        {
            for (var i = 0; i < bytes.Length; i += 16_000)
                await connection.WriteAsync(bytes.AsMemory(i, Math.Min(16_000, bytes.Length - i))).AsTask().Soon();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or TimeoutException)
        {
            // The server has ended it, as it should.
        }
    }

    static async Task<SslStream> ConnectAsync(TestServer server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.Https.Host, server.Https.Port);
        var tls = new SslStream(
            new NetworkStream(socket, ownsSocket: true), leaveInnerStreamOpen: false, (_, certificate, _, _) => certificate is not null);
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = "127.0.0.1", ApplicationProtocols = [SslApplicationProtocol.Http2] });
        Assert.Equal(SslApplicationProtocol.Http2, tls.NegotiatedApplicationProtocol);
        await tls.WriteAsync(Join("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray(), Frame(Settings, 0, 0, [])));
        return tls;
    }

    /// <summary>A field block of HPACK (RFC 7541) that is the same every time: method, https, / and the authority as a literal.</summary>
    static byte[] Request(Uri at, byte method = 0x82) =>
        [method, 0x87, 0x84, 0x01, (byte)at.Authority.Length, .. Encoding.ASCII.GetBytes(at.Authority)];

    static byte[] Frame(byte type, int flags, int stream, byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        (frame[0], frame[1], frame[2]) = ((byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length);
        (frame[3], frame[4]) = (type, (byte)flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        return frame;
    }

    static byte[] Join(byte[] one, byte[] other) => [.. one, .. other];
}
