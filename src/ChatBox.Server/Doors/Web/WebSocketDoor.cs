using System.Buffers;
using System.Net.WebSockets;
using System.Threading.Channels;
using ChatBox.Core;
using ChatBox.Core.Commands;
using ChatBox.Core.Files;
using ChatBox.Protocol.Json;
using ChatBox.Server.Sessions;
using Microsoft.AspNetCore.Connections;

namespace ChatBox.Server.Doors.Web;

/// <summary>One WebSocket of somebody who has joined: reads requests, hands them to the dispatcher, writes answers and news.</summary>
sealed partial class WebSocketDoor(
    ChatHost host, CommandDispatcher dispatcher, ServerIdentity identity, FileLimits files, TimeProvider clock,
    ILogger<WebSocketDoor> logger)
{
    /// <summary>Bytes of one request: 8,000 characters of four bytes escaped as JSON, with room to spare.</summary>
    public const int MaxRequestBytes = 128 * 1024;

    /// <summary>Requests of one connection that may be on their way at once; the next is read when the first is answered.</summary>
    const int MaxInFlight = 64;

    /// <summary>Frames of pending output that are joined into one write.</summary>
    const int WriteBytes = 64 * 1024;

    /// <summary>A goodbye is written within this time or not at all.</summary>
    static readonly TimeSpan GoodbyeTime = TimeSpan.FromSeconds(2);

    /// <summary>Who is closed for reading slowly is given longer to read why.</summary>
    static readonly TimeSpan SlowGoodbyeTime = TimeSpan.FromSeconds(10);

    /// <summary>Empty frames that begin or continue a message: each says nothing, so nobody needs many.</summary>
    const int MaxEmptyFrames = 16;

    /// <returns>True where the peer was told the end; false where it does not read and the connection has to be cut.</returns>
    public async Task<bool> RunAsync(WebSocket socket, SharedWriteStream stream, Speaker speaker, Func<Task<bool>> stillKnown, ConnectionOrigin? origin, CancellationToken aborted)
    {
        var session = host.Attach(speaker.Person.Id, speaker.Device, WebDialect.Instance,
            (made, view, calls) => WebSocketFrame.OfText(WireJson.Encode(AnswerFrames.Welcome(made, view, calls, identity, files, clock.GetUtcNow()))));
        if (session is null) return await CloseAsync(socket, Refusals.NotJoined, GoodbyeTime);
        using var _ = session;
        session.Origin = origin;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        var answers = Channel.CreateBounded<(string? Id, Task<Answer> Answer)>(
            new BoundedChannelOptions(MaxInFlight) { SingleReader = true, SingleWriter = true });
        var answering = AnswerAsync(session, answers.Reader, stop.Token);
        var writing = WriteAsync(session, stream, stop.Token);
        var reading = ReadToEndAsync(socket, session, speaker, stillKnown, answers.Writer, stop.Token);
        // A pending receive is not cancelled: that would abort the WebSocket, and the goodbye with it.
        await Task.WhenAny(reading, EndOf(session.Ended));
        host.Detach(session);
        answers.Writer.TryComplete();
        var goodbyeTime = session.Reason == Refusals.SlowConsumer ? SlowGoodbyeTime : GoodbyeTime;
        stop.CancelAfter(goodbyeTime);
        await answering;
        session.Outbox.Complete(default);
        await writing;
        var told = !stop.IsCancellationRequested && await CloseAsync(socket, session.Reason, goodbyeTime);
        // What the peer sends meanwhile ends with its own close, or with the connection.
        if (!told) socket.Abort();
        stop.CancelAfter(GoodbyeTime);
        await reading;
        // A broken frame was answered by the WebSocket itself, which then reads no further.
        if (told && socket.State == WebSocketState.Aborted) await stream.DrainAsync(GoodbyeTime, aborted);
        return told;
    }

    async Task ReadToEndAsync(
        WebSocket socket, Session session, Speaker speaker, Func<Task<bool>> stillKnown, ChannelWriter<(string?, Task<Answer>)> answers,
        CancellationToken cancellationToken)
    {
        try
        {
            // The device may have logged out after it was recognized and before the session was there to be ended.
            if (!await stillKnown()) session.End(Refusals.LoggedOut);
            await ReadAsync(socket, session, speaker, answers, cancellationToken);
        }
        catch (Exception exception) when (exception
            is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException or ChannelClosedException
                or ConnectionAbortedException)
        {
            // The peer went, or the session was ended: both are the ordinary end of a connection.
        }
        catch (Exception exception)
        {
            LogFailed(logger, session.Id, exception);
            session.End(Refusals.Internal);
        }
    }

    async Task ReadAsync(
        WebSocket socket, Session session, Speaker speaker, ChannelWriter<(string?, Task<Answer>)> answers,
        CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        var lastSend = Task.CompletedTask;
        while (true)
        {
            buffer.ResetWrittenCount();
            if (await ReceiveAsync(socket, buffer, cancellationToken) is not var (type, isWhole)) return;
            // What comes after the end is read, so that the peer's close is seen, and not looked at.
            if (session.Reason is not null) continue;
            if (!isWhole)
            {
                session.End(Refusals.TooLarge);
            }
            else if (type == WebSocketMessageType.Binary)
            {
                await answers.WriteAsync(
                    (null, Refused(Refusals.BadFrame("Requests are text messages, not binary ones."))), cancellationToken);
            }
            else if (!RequestReader.TryRead(buffer.WrittenSpan, out var id, out var command, out var refusal))
            {
                await answers.WriteAsync((id, Refused(refusal)), cancellationToken);
            }
            else
            {
                // Sends may be on their way together; everything else sees what was sent before it.
                if (command is not SendMessage) await lastSend.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                var answer = await BeginAsync(speaker, session, command, cancellationToken);
                if (command is SendMessage) lastSend = answer;
                await answers.WriteAsync((id, answer), cancellationToken);
            }

            // One that once sent something large does not keep the memory for good.
            if (buffer.Capacity > 16 * 1024) buffer = new ArrayBufferWriter<byte>(4096);
        }
    }

    /// <summary>One whole message; not whole where it is too large, or in too many pieces. Null where the peer closed.</summary>
    static async Task<(WebSocketMessageType Type, bool IsWhole)?> ReceiveAsync(
        WebSocket socket, ArrayBufferWriter<byte> buffer, CancellationToken cancellationToken)
    {
        for (var empty = 0; ;)
        {
            var received = await socket.ReceiveAsync(buffer.GetMemory(4096), cancellationToken);
            if (received.MessageType == WebSocketMessageType.Close) return null;
            buffer.Advance(received.Count);
            if (received.Count == 0 && !received.EndOfMessage) empty++;
            if (buffer.WrittenCount > MaxRequestBytes || empty > MaxEmptyFrames) return (received.MessageType, false);
            if (received.EndOfMessage) return (received.MessageType, true);
        }
    }

    // A request that failed costs its own answer, not the connection.
    async Task<Task<Answer>> BeginAsync(Speaker speaker, Session session, Command command, CancellationToken cancellationToken)
    {
        try
        {
            return await dispatcher.BeginAsync(speaker.Person.Id, session, command, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return Task.FromException<Answer>(exception);
        }
    }

    async Task AnswerAsync(Session session, ChannelReader<(string? Id, Task<Answer> Answer)> answers, CancellationToken cancellationToken)
    {
        await foreach (var (id, pending) in answers.ReadAllAsync(CancellationToken.None))
        {
            ServerFrame frame;
            try
            {
                var answer = await pending;
                if (answer is Answer.Link link) answer = link.At(session.Origin?.ReachedAt);
                frame = id is null ? ((Answer.Refused)answer).Refusal.ToFrame(null) : answer.ToFrame(id);
            }
            catch (Exception exception)
            {
                LogFailed(logger, session.Id, exception);
                frame = Refusals.Internal.ToFrame(id);
            }

            // Who asks on without reading the answers is not read on: the requests in flight are then at their limit.
            await session.Outbox.WaitForAnswersAsync(cancellationToken).AsTask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ObjectDisposedException
            or ConnectionAbortedException)
        {
            // The peer is gone or does not read: the reading side ends the connection.
        }
    }

    static async Task<bool> CloseAsync(WebSocket socket, Refusal? reason, TimeSpan time)
    {
        // Already told, where it broke the protocol, or already gone.
        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived)) return true;
        var status = reason?.Kind switch
        {
            null => WebSocketCloseStatus.NormalClosure,
            RefusalKind.TooLarge => WebSocketCloseStatus.MessageTooBig,
            RefusalKind.Unavailable => WebSocketCloseStatus.EndpointUnavailable,
            _ => WebSocketCloseStatus.PolicyViolation,
        };
        using var limit = new CancellationTokenSource(time);
        try
        {
            await socket.CloseOutputAsync(status, reason?.Code, limit.Token);
            return true;
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException or IOException
            or ObjectDisposedException)
        {
            return false;
        }
    }

    static async Task EndOf(CancellationToken ended)
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = ended.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), end);
        await end.Task;
    }

    static Task<Answer> Refused(Refusal refusal) => Task.FromResult(Answer.Refuse(refusal));

    [LoggerMessage(200, LogLevel.Error, "The WebSocket of session {Session} failed.")]
    static partial void LogFailed(ILogger logger, long session, Exception exception);
}
