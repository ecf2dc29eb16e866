using System.Buffers;
using System.Net.WebSockets;
using System.Threading.Channels;
using ChatBox.Core;
using ChatBox.Protocol.Json;
using ChatBox.Server.Sessions;
using Microsoft.AspNetCore.Connections;

namespace ChatBox.Server.Doors.Web;

/// <summary>One WebSocket of somebody who has joined: reads requests, hands them to the dispatcher, writes answers and news.</summary>
sealed partial class WebSocketDoor(
    ChatHost host, CommandDispatcher dispatcher, ServerIdentity identity, TimeProvider clock, ILogger<WebSocketDoor> logger)
{
    /// <summary>Bytes of one request: 8,000 characters of four bytes escaped as JSON, with room to spare.</summary>
    public const int MaxRequestBytes = 128 * 1024;

    /// <summary>Requests of one connection that may be on their way at once; the next is read when the first is answered.</summary>
    const int MaxInFlight = 64;

    /// <summary>Frames of pending output that are joined into one write.</summary>
    const int WriteBytes = 64 * 1024;

    /// <summary>A goodbye is written within this time or not at all.</summary>
    static readonly TimeSpan GoodbyeTime = TimeSpan.FromSeconds(2);

    public async Task RunAsync(WebSocket socket, SharedWriteStream stream, Speaker speaker, CancellationToken aborted)
    {
        var session = host.Attach(speaker.Person.Id, speaker.Device, WebDialect.Instance,
            (made, view) => WebSocketFrame.OfText(WireJson.Encode(AnswerFrames.Welcome(made, view, identity, clock.GetUtcNow()))));
        if (session is null) return;
        using var _ = session;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        var answers = Channel.CreateBounded<(string? Id, Task<Answer> Answer)>(new BoundedChannelOptions(MaxInFlight) { SingleReader = true, SingleWriter = true });
        var answering = AnswerAsync(session, answers.Reader);
        var writing = WriteAsync(session, stream, stop.Token);
        try
        {
            using var reading = CancellationTokenSource.CreateLinkedTokenSource(aborted, session.Ended);
            await ReadAsync(socket, session, speaker, answers.Writer, reading.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException or IOException or ConnectionAbortedException)
        {
            // The peer went, or the session was ended: both are the ordinary end of a connection.
        }
        catch (Exception exception)
        {
            LogFailed(logger, session.Id, exception);
            session.End(Refusals.Internal);
        }
        finally
        {
            host.Detach(session);
            answers.Writer.TryComplete();
            await answering;
            session.Outbox.Complete(default);
            stop.CancelAfter(GoodbyeTime);
            await writing;
            await CloseAsync(socket, session.Reason);
        }
    }

    async Task ReadAsync(
        WebSocket socket, Session session, Speaker speaker, ChannelWriter<(string?, Task<Answer>)> answers, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        while (true)
        {
            buffer.ResetWrittenCount();
            ValueWebSocketReceiveResult received;
            do
            {
                received = await socket.ReceiveAsync(buffer.GetMemory(4096), cancellationToken);
                if (received.MessageType == WebSocketMessageType.Close) return;
                buffer.Advance(received.Count);
                if (buffer.WrittenCount > MaxRequestBytes)
                {
                    session.End(Refusals.TooLarge);
                    return;
                }
            }
            while (!received.EndOfMessage);

            if (received.MessageType == WebSocketMessageType.Binary)
                await answers.WriteAsync((null, Refused(Refusals.BadFrame("Requests are text messages, not binary ones."))), cancellationToken);
            else if (!RequestReader.TryRead(buffer.WrittenSpan, out var id, out var command, out var refusal))
                await answers.WriteAsync((id, Refused(refusal)), cancellationToken);
            else
                await answers.WriteAsync((id, await dispatcher.BeginAsync(speaker.Person.Id, session, command, cancellationToken)), cancellationToken);
            // One that once sent something large does not keep the memory for good.
            if (buffer.Capacity > 16 * 1024) buffer = new ArrayBufferWriter<byte>(4096);
        }
    }

    async Task AnswerAsync(Session session, ChannelReader<(string? Id, Task<Answer> Answer)> answers)
    {
        await foreach (var (id, pending) in answers.ReadAllAsync())
        {
            ServerFrame frame;
            try
            {
                var answer = await pending;
                frame = id is null ? ((Answer.Refused)answer).Refusal.ToFrame(null) : answer.ToFrame(id);
            }
            catch (Exception exception)
            {
                LogFailed(logger, session.Id, exception);
                frame = Refusals.Internal.ToFrame(id);
            }

            session.Outbox.AddAnswer(WebSocketFrame.OfText(WireJson.Encode(frame)));
        }
    }

    static async Task WriteAsync(Session session, SharedWriteStream stream, CancellationToken cancellationToken)
    {
        var joined = new ArrayBufferWriter<byte>(4096);
        try
        {
            while (await session.Outbox.WaitAsync(cancellationToken))
            {
                while (joined.WrittenCount < WriteBytes && session.Outbox.TryTake(out var frame)) joined.Write(frame.Value.Span);
                await stream.WriteAsync(joined.WrittenMemory, cancellationToken);
                if (joined.Capacity > 2 * WriteBytes) joined = new ArrayBufferWriter<byte>(4096);
                else joined.ResetWrittenCount();
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ObjectDisposedException or ConnectionAbortedException)
        {
            // The peer is gone or does not read: the reading side ends the connection.
        }
    }

    static async Task CloseAsync(WebSocket socket, Refusal? reason)
    {
        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived)) return;
        var status = reason?.Kind switch
        {
            null => WebSocketCloseStatus.NormalClosure,
            RefusalKind.TooLarge => WebSocketCloseStatus.MessageTooBig,
            RefusalKind.Unavailable => WebSocketCloseStatus.EndpointUnavailable,
            _ => WebSocketCloseStatus.PolicyViolation,
        };
        using var limit = new CancellationTokenSource(GoodbyeTime);
        try
        {
            await socket.CloseOutputAsync(status, reason?.Code, limit.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException)
        {
            socket.Abort();
        }
    }

    static Task<Answer> Refused(Refusal refusal) => Task.FromResult(Answer.Refuse(refusal));

    [LoggerMessage(200, LogLevel.Error, "The WebSocket of session {Session} failed.")]
    static partial void LogFailed(ILogger logger, long session, Exception exception);
}
