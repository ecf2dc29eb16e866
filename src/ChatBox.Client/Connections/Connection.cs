using System.Text.Json;
using System.Threading.Channels;
using ChatBox.Protocol.Json;

namespace ChatBox.Client.Connections;

/// <summary>
/// One connection from its welcome to its end. What is posted goes out in order; when the server does not take
/// <see cref="OutgoingCapacity"/> frames the connection ends.
/// </summary>
sealed class Connection : IDisposable
{
    /// <summary>Four times what the book of requests holds: room for those that timed out and were asked again.</summary>
    public const int OutgoingCapacity = 256;

    static readonly TimeSpan ClosingTime = TimeSpan.FromSeconds(1);

    readonly IFrameSocket socket;
    readonly Channel<ReadOnlyMemory<byte>> outgoing = Channel.CreateBounded<ReadOnlyMemory<byte>>(OutgoingCapacity);
    readonly CancellationTokenSource abort = new();

    Connection(IFrameSocket socket, WelcomeFrame welcome) => (this.socket, Welcome) = (socket, welcome);

    public WelcomeFrame Welcome { get; }

    /// <summary>What the server said before it closed; null where it said nothing.</summary>
    public GoodbyeFrame? Goodbye { get; private set; }

    /// <summary>Connects, and reads the welcome.</summary>
    /// <exception cref="ChatException">There is none.</exception>
    public static async Task<Connection> OpenAsync(IServerDoor door, string token, CancellationToken cancellationToken)
    {
        var socket = await door.ConnectAsync(token, cancellationToken);
        try
        {
            return await ReceiveAsync(socket, cancellationToken) switch
            {
                WelcomeFrame { Person: not null, Server: not null } welcome => new Connection(socket, welcome),
                GoodbyeFrame goodbye => throw new RefusedException(goodbye.Code, goodbye.Message),
                null => throw new ConnectionException("The server closed the connection at once."),
                _ => throw new ProtocolViolationException("The server does not begin with a welcome."),
            };
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Never blocks, never throws.</summary>
    public void Post(ReadOnlyMemory<byte> frame)
    {
        if (!outgoing.Writer.TryWrite(frame)) abort.Cancel();
    }

    /// <summary>Reads and writes until the connection ends, or <paramref name="stop"/> ends it in order.</summary>
    /// <returns>Why it ended.</returns>
    public async Task<ChatException> RunAsync(Action<ServerFrame> onFrame, TimeProvider clock, CancellationToken stop)
    {
        using var stopping = stop.Register(() => outgoing.Writer.TryComplete());
        var reading = ReadAsync(onFrame);
        var writing = WriteAsync();
        var reason = await await Task.WhenAny(reading, writing);
        // The server's last words: its part of the closing, or the goodbye that explains why it takes nothing more.
        if (!reading.IsCompleted) await Task.WhenAny(reading, Task.Delay(ClosingTime, clock, CancellationToken.None));
        if (reading.IsCompleted && !stop.IsCancellationRequested) reason = await reading;
        await abort.CancelAsync();
        await Task.WhenAll(reading, writing);
        return reason;
    }

    public void Dispose()
    {
        abort.Dispose();
        socket.Dispose();
    }

    async Task<ChatException> ReadAsync(Action<ServerFrame> onFrame)
    {
        try
        {
            while (await ReceiveAsync(socket, abort.Token) is { } frame)
            {
                if (frame is GoodbyeFrame goodbye) Goodbye = goodbye;
                onFrame(frame);
            }

            return new ConnectionException(Goodbye?.Message ?? "The server closed the connection.");
        }
        catch (ChatException e)
        {
            return e;
        }
        catch (OperationCanceledException)
        {
            return new ConnectionException("The server takes no more requests.");
        }
    }

    async Task<ChatException> WriteAsync()
    {
        try
        {
            await foreach (var frame in outgoing.Reader.ReadAllAsync(abort.Token))
                await socket.SendAsync(frame, abort.Token);
            await socket.CloseAsync(abort.Token);
            return new ConnectionException("The connection was closed.");
        }
        catch (ChatException e)
        {
            return e;
        }
        catch (OperationCanceledException)
        {
            return new ConnectionException("The server takes no more requests.");
        }
    }

    static async ValueTask<ServerFrame?> ReceiveAsync(IFrameSocket socket, CancellationToken cancellationToken)
    {
        if (await socket.ReceiveAsync(cancellationToken) is not { } bytes) return null;
        try
        {
            return WireJson.DecodeFrame(bytes.Span);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ProtocolViolationException("The server sends frames that cannot be read.", e);
        }
    }
}
