using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ChatBox.Client.Tests.Fakes;

/// <summary>A server that answers with whatever bytes a test wants, on a free port of this machine.</summary>
sealed class RawServer : IAsyncDisposable
{
    public const string Info = """{"id":"raw","name":"Raw","version":"0","codeRequired":false}""";
    public const string Joined = """{"id":"p1","name":"alice","token":"t1"}""";

    public const string Welcome =
        """{"type":"welcome","person":{"id":"p1","name":"alice","presence":"online","guest":false},"session":"s","server":{"id":"raw","name":"Raw","version":"0"},"time":"2030-06-15T12:00:00.000Z","limits":{"text":8000,"name":32}}""";

    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource stop = new();
    readonly SslStreamCertificateContext? certificate;
    readonly Task accepting;

    /// <param name="certificate">With it the server speaks TLS.</param>
    /// <param name="authority">Sent along.</param>
    public RawServer(X509Certificate2? certificate = null, X509Certificate2? authority = null)
    {
        this.certificate = certificate is null
            ? null
            : SslStreamCertificateContext.Create(certificate, authority is null ? [] : [authority], offline: true);
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public string Address => $"{(certificate is null ? "http" : "https")}://127.0.0.1:{Port}";

    /// <summary>What is answered to a request whose first line begins so, whole; null for the usual.</summary>
    public Func<string, byte[]?> Answer { get; set; } = _ => null;

    /// <summary>What happens after the upgrade.</summary>
    public Func<Stream, CancellationToken, Task> Script { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>The heads of all requests.</summary>
    public List<string> Heads { get; } = [];

    public static byte[] Http(string status, string body, string type = "application/json") =>
        Encoding.UTF8.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}");

    /// <summary>The head of a text frame, unmasked, as a server sends it (RFC 6455, section 5.2).</summary>
    public static byte[] Head(ulong length, byte first = 0x81)
    {
        if (length < 126) return [first, (byte)length];
        var head = new byte[10];
        (head[0], head[1]) = (first, 127);
        BinaryPrimitives.WriteUInt64BigEndian(head.AsSpan(2), length);
        return head;
    }

    public static byte[] Frame(string text) => [.. Head((ulong)Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await accepting;
        listener.Dispose();
        stop.Dispose();
    }

    async Task AcceptAsync()
    {
        var served = new List<Task>();
        try
        {
            while (true) served.Add(ServeAsync(await listener.AcceptTcpClientAsync(stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(served);
        }
    }

    async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using var stream = await OpenAsync(client);
                await ServeAsync(stream);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException
                or System.Security.Authentication.AuthenticationException)
            {
                // The client has gone, as many tests want it to.
            }
        }
    }

    async Task<Stream> OpenAsync(TcpClient client)
    {
        if (certificate is null) return client.GetStream();
        var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = certificate }, stop.Token);
        return tls;
    }

    async Task ServeAsync(Stream stream)
    {
        var head = await ReadHeadAsync(stream);
        lock (Heads) Heads.Add(head);
        if (Answer(head) is { } answer)
        {
            await stream.WriteAsync(answer, stop.Token);
            return;
        }

        if (head.StartsWith("GET /ws", StringComparison.Ordinal))
        {
            var key = head.Split("\r\n").First(
                line => line.StartsWith("Sec-WebSocket-Key:", StringComparison.OrdinalIgnoreCase)).Split(':', 2)[1].Trim();
#pragma warning disable CA5350 // RFC 6455 names SHA-1.
            var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes($"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"),
                stop.Token);
            await Script(stream, stop.Token);
            return;
        }

        await stream.WriteAsync(
            head.StartsWith("POST", StringComparison.Ordinal) ? Http("201 Created", Joined) : Http("200 OK", Info), stop.Token);
    }

    /// <summary>Up to the empty line, and the body after it.</summary>
    async Task<string> ReadHeadAsync(Stream stream)
    {
        var text = new StringBuilder();
        var one = new byte[1];
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, stop.Token) == 0) throw new IOException("closed");
            text.Append((char)one[0]);
            // The first byte of a TLS handshake: what a server of HTTP says to it.
            if (text[0] == (char)0x16)
            {
                await stream.WriteAsync(Http("400 Bad Request", ""), stop.Token);
                throw new IOException("TLS");
            }
        }

        var head = text.ToString();
        var length = head.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        if (length is not null) await stream.ReadExactlyAsync(new byte[int.Parse(length.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture)], stop.Token);
        if (head.Contains("chunked", StringComparison.OrdinalIgnoreCase))
        {
            while (!text.ToString().EndsWith("0\r\n\r\n", StringComparison.Ordinal))
            {
                if (await stream.ReadAsync(one, stop.Token) == 0) throw new IOException("closed");
                text.Append((char)one[0]);
            }
        }

        return head;
    }
}
