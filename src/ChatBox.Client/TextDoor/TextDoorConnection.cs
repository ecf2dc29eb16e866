using System.Buffers;
using System.Net;
using System.Net.Sockets;
using ChatBox.Protocol.Text;

namespace ChatBox.Client;

/// <summary>A connection to a text door, in lines and in the single spelling. One request at a time.</summary>
sealed class TextDoorConnection : IDisposable
{
    /// <summary>For an answer, or for connecting.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly Socket socket;
    readonly TimeProvider clock;
    readonly TextFrameReader reader = new();
    readonly byte[] buffer = new byte[16 * 1024];
    ReadOnlyMemory<byte> unread;

    TextDoorConnection(Socket socket, TimeSpan roundTrip, TimeProvider clock)
    {
        (this.socket, RoundTrip, this.clock) = (socket, roundTrip, clock);
        var address = ((IPEndPoint)socket.RemoteEndPoint!).Address;
        Address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }

    /// <summary>Where the server is.</summary>
    public IPAddress Address { get; }

    /// <summary>What connecting took.</summary>
    public TimeSpan RoundTrip { get; }

    /// <exception cref="ConnectionException">Nobody answers.</exception>
    public static async Task<TextDoorConnection> OpenAsync(TextDoorAddress server, TimeProvider clock, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            using var late = new CancellationTokenSource(Patience, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
            var addresses = await Dns.GetHostAddressesAsync(server.Host, either.Token);
            var start = clock.GetTimestamp();
            await socket.ConnectAsync(addresses, server.Port, either.Token);
            return new TextDoorConnection(socket, clock.GetElapsedTime(start), clock);
        }
        catch (Exception e)
        {
            socket.Dispose();
            if (e is SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
                throw new ConnectionException($"{server} cannot be reached: {e.Message}", e);
            throw;
        }
    }

    /// <summary>Asks, and waits for the answer of that kind; what comes unasked is passed over.</summary>
    /// <returns>Its <c>m</c>.</returns>
    /// <exception cref="RefusedException">The server answers with an error.</exception>
    public async Task<string> AskAsync(TextMessage request, string response, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            var bytes = new ArrayBufferWriter<byte>();
            TextFrameWriter.Write(request, TextSpelling.Single, bytes);
            bytes.Write("\n"u8);
            await socket.SendAsync(bytes.WrittenMemory, either.Token);
            while (true)
            {
                var answer = await ReadAsync(either.Token);
                if (answer.Response == response) return answer.Message ?? "";
                if (answer.Response == TextWords.Error) throw Refused(answer.Message ?? "");
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ConnectionException("The text door does not answer.", e);
        }
        catch (SocketException e)
        {
            throw new ConnectionException("The connection to the text door broke.", e);
        }
    }

    public void Dispose() => socket.Dispose();

    // m = CODE ": " sentence
    static RefusedException Refused(string message)
    {
        var colon = message.IndexOf(": ", StringComparison.Ordinal);
        return colon < 0 ? new RefusedException(message, message) : new RefusedException(message[..colon], message[(colon + 2)..]);
    }

    async Task<TextMessage> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryRead(out var frame)) return frame.Message ?? throw new ProtocolViolationException("What answers there is no text door.");
            var count = await socket.ReceiveAsync(buffer, cancellationToken);
            if (count == 0) throw new ConnectionException("The text door closed the connection.");
            unread = buffer.AsMemory(0, count);
        }
    }

    bool TryRead(out TextFrame frame)
    {
        var span = unread.Span;
        var isWhole = reader.TryRead(ref span, out frame);
        unread = unread[(unread.Length - span.Length)..];
        return isWhole;
    }
}
