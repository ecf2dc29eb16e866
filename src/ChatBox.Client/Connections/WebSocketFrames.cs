using System.Buffers;
using System.Net.WebSockets;

namespace ChatBox.Client.Connections;

/// <summary>Whole messages of a WebSocket, at most <see cref="HttpDoor.MaxReceived"/> bytes each. See <see cref="IFrameSocket"/>.</summary>
sealed class WebSocketFrames(WebSocket socket, ServerAddress address) : IFrameSocket
{
    const int ChunkBytes = 16 * 1024;

    readonly ArrayBufferWriter<byte> message = new(ChunkBytes);

    public async ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellationToken)
    {
        // A page of history may have grown the buffer; what follows is small again.
        message.ResetWrittenCount();
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(message.GetMemory(ChunkBytes), cancellationToken);
                if (part.MessageType == WebSocketMessageType.Close) return null;
                if (part.MessageType != WebSocketMessageType.Text) throw Broken("sends bytes where text is due");
                message.Advance(part.Count);
                if (message.WrittenCount > HttpDoor.MaxReceived) throw Broken("sends a frame of more than 1 MiB");
                if (part.EndOfMessage) return message.WrittenMemory;
            }
        }
        catch (WebSocketException e) when (e.WebSocketErrorCode is WebSocketError.Faulted or WebSocketError.InvalidMessageType)
        {
            // The platform checks UTF-8, reserved bits and control frames itself.
            throw Broken("sends what is no WebSocket frame", e);
        }
        catch (Exception e) when (IsBreak(e, cancellationToken))
        {
            throw new ConnectionException($"The connection to {address} broke.", e);
        }
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        try
        {
            await socket.SendAsync(frame, WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, cancellationToken);
        }
        catch (Exception e) when (IsBreak(e, cancellationToken))
        {
            throw new ConnectionException($"The connection to {address} broke.", e);
        }
    }

    public async ValueTask CloseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
        }
        catch (Exception e) when (e is OperationCanceledException || IsBreak(e, cancellationToken))
        {
            // It is closed, then.
        }
    }

    public void Dispose() => socket.Dispose();

    // The platform cancels by itself when a ping is not answered in time.
    static bool IsBreak(Exception e, CancellationToken cancellationToken) =>
        e is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException
        || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    ProtocolViolationException Broken(string what, Exception? e = null) => new($"{address} {what}. The connection was closed.", e);
}
