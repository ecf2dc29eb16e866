using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace ChatBox.Server.Tests.Support;

/// <summary>A TCP connection on which a test writes whatever bytes it likes, WebSocket frames by hand among them.</summary>
sealed class RawSocket : IDisposable
{
    readonly TcpClient tcp = new() { NoDelay = true };
    NetworkStream stream = null!;

    public static async Task<RawSocket> ConnectAsync(Uri at, int receiveBuffer = 0)
    {
        var raw = new RawSocket();
        if (receiveBuffer > 0) raw.tcp.ReceiveBufferSize = receiveBuffer;
        await raw.tcp.ConnectAsync(at.Host, at.Port);
        raw.stream = raw.tcp.GetStream();
        return raw;
    }

    /// <summary>A connection that has become a WebSocket.</summary>
    public static async Task<RawSocket> UpgradeAsync(Somebody who, int receiveBuffer = 0, string headers = "")
    {
        var raw = await ConnectAsync(who.Server.Http, receiveBuffer);
        await raw.WriteAsync(
            $"GET /ws HTTP/1.1\r\nHost: 127.0.0.1:{who.Server.Http.Port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + $"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer {who.Token}\r\n{headers}\r\n");
        raw.Head = await raw.ReadHeadAsync();
        Assert.StartsWith("HTTP/1.1 101", raw.Head, StringComparison.Ordinal);
        return raw;
    }

    /// <summary>Status line and headers of the answer to the upgrade.</summary>
    public string Head { get; private set; } = "";

    public Task WriteAsync(string text) => WriteAsync(Encoding.UTF8.GetBytes(text));

    public Task WriteAsync(ReadOnlyMemory<byte> bytes) => stream.WriteAsync(bytes).AsTask().Soon();

    /// <summary>One frame, masked with zeros (which is a mask like any other) unless told otherwise.</summary>
    public static byte[] Frame(int opcode, ReadOnlySpan<byte> payload, bool final = true, bool masked = true, int reserved = 0)
    {
        var frame = new MemoryStream();
        frame.WriteByte((byte)((final ? 0x80 : 0) | (reserved << 4) | opcode));
        var mask = masked ? 0x80 : 0;
        if (payload.Length < 126)
        {
            frame.WriteByte((byte)(mask | payload.Length));
        }
        else if (payload.Length <= ushort.MaxValue)
        {
            Span<byte> length = stackalloc byte[2];
            BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)payload.Length);
            frame.WriteByte((byte)(mask | 126));
            frame.Write(length);
        }
        else
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64BigEndian(length, (ulong)payload.Length);
            frame.WriteByte((byte)(mask | 127));
            frame.Write(length);
        }

        if (masked) frame.Write(stackalloc byte[4]);
        frame.Write(payload);
        return frame.ToArray();
    }

    /// <summary>The next frame from the server; null where the connection has ended.</summary>
    public async Task<(int Opcode, byte[] Payload)?> ReadFrameAsync()
    {
        try
        {
            var head = await ReadExactlyAsync(2);
            long length = head[1] & 0x7f;
            if (length == 126) length = BinaryPrimitives.ReadUInt16BigEndian(await ReadExactlyAsync(2));
            else if (length == 127) length = BinaryPrimitives.ReadInt64BigEndian(await ReadExactlyAsync(8));
            return (head[0] & 0x0f, await ReadExactlyAsync((int)length));
        }
        catch (Exception exception) when (exception is IOException or EndOfStreamException)
        {
            return null;
        }
    }

    /// <summary>The text frames until the connection ends, and the code of the close frame; null where there was none.</summary>
    public async Task<(List<string> Texts, int? CloseCode)> ReadToEndAsync()
    {
        List<string> texts = [];
        int? code = null;
        while (await ReadFrameAsync() is var (opcode, payload))
        {
            if (opcode == 1) texts.Add(Encoding.UTF8.GetString(payload));
            if (opcode == 8) code = payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(payload) : 1005;
        }

        return (texts, code);
    }

    /// <summary>Whatever comes until the connection ends.</summary>
    public async Task<string> ReadAllAsync()
    {
        var all = new MemoryStream();
        try
        {
            await stream.CopyToAsync(all).Soon();
        }
        catch (IOException)
        {
            // A reset ends it as well.
        }

        return Encoding.UTF8.GetString(all.ToArray());
    }

    /// <summary>Status line and headers, and not a byte more.</summary>
    public async Task<string> ReadHeadAsync()
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal)) head.Append((char)(await ReadExactlyAsync(1))[0]);
        return head.ToString();
    }

    public void EndWriting() => tcp.Client.Shutdown(SocketShutdown.Send);

    public void Dispose() => tcp.Dispose();

    async Task<byte[]> ReadExactlyAsync(int count)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes).AsTask().Soon();
        return bytes;
    }
}
