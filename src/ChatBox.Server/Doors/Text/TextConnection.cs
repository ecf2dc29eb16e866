using System.Buffers;
using System.IO.Pipelines;
using ChatBox.Core;
using ChatBox.Core.Limits;
using ChatBox.Protocol.Text;
using ChatBox.Server.Sessions;
using Microsoft.AspNetCore.Connections;

namespace ChatBox.Server.Doors.Text;

/// <summary>One connection of the text door: reads messages, hands them in, and says what they came to.</summary>
sealed partial class TextConnection : IDisposable
{
    readonly PipeReader input;
    readonly TextFrameReader reader = new();
    readonly TextOutput output;
    readonly TextDeadlines deadlines;
    readonly TextExchanges exchanges;
    readonly ChatHost host;
    readonly Admission admission;
    readonly TimeProvider clock;
    readonly ILogger logger;
    readonly string id;
    readonly string server;
    readonly SemaphoreSlim unanswered = new(TextLimits.MaxUnanswered);

    // What is not a message to somebody: that one has its own measure, for the person rather than the connection.
    readonly TokenBucket rate = new(ChatHost.PostBurst, ChatHost.PostsPerSecond);

    TextVisit? visit;
    bool done;
    bool fatal;

    public TextConnection(
        ConnectionContext connection, TextExchanges exchanges, ChatHost host, Admission admission, TimeProvider clock, ILogger logger)
    {
        (this.exchanges, this.host, this.admission, this.clock, this.logger) = (exchanges, host, admission, clock, logger);
        (id, input) = (connection.ConnectionId, connection.Transport.Input);
        server = TextWords.ServerPrefix + TextAddress.Of(connection.LocalEndPoint);
        output = new TextOutput(connection.Transport.Output, clock, () => unanswered.Release());
        deadlines = new TextDeadlines(clock, input);
    }

    /// <param name="closed">The connection is of no use any more, or has been closed for long enough.</param>
    /// <param name="stopping">The server is about to stop.</param>
    public async Task RunAsync(CancellationToken closed, CancellationToken stopping)
    {
        try
        {
            await ReadAsync(closed, stopping);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ConnectionAbortedException)
        {
            // The peer went, or the session was ended: both are the ordinary end of a connection.
        }
        catch (Exception exception)
        {
            LogFailed(logger, id, exception);
            visit?.Session.End(Refusals.Internal);
        }

        if (visit is not null) await visit.EndAsync();
        if (fatal) await LingerAsync();
    }

    public void Dispose()
    {
        deadlines.Dispose();
        visit?.Dispose();
        unanswered.Dispose();
    }

    async Task ReadAsync(CancellationToken closed, CancellationToken stopping)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(closed, stopping);
        using var stops = stopping.Register(() => visit?.Session.End(Refusals.GoingAway));
        try
        {
            while (!done)
            {
                deadlines.Arm(reader, connected: visit is not null);
                var read = await input.ReadAsync(ends.Token);
                var buffer = read.Buffer;
                try
                {
                    if (!buffer.IsEmpty) deadlines.HandleBytes();
                    while (!done && TryRead(ref buffer, out var frame)) await HandleAsync(frame, ends);
                    if (reader.Ending == TextEnding.Lines && !output.Lines) await output.TurnToLinesAsync(ends.Token);
                    if (read.IsCompleted) await EndStreamAsync(ends);
                    else if (read.Buffer.IsEmpty) await HandleSilenceAsync(ends);
                }
                finally
                {
                    input.AdvanceTo(read.Buffer.End);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested && visit is null)
        {
            await WriteAsync(null, TextReply.Error(Refusals.GoingAway), closed);
        }
    }

    bool TryRead(ref ReadOnlySequence<byte> buffer, out TextFrame frame)
    {
        while (true)
        {
            var span = buffer.FirstSpan;
            var length = span.Length;
            var isWhole = reader.TryRead(ref span, out frame);
            buffer = buffer.Slice(length - span.Length);
            if (isWhole || buffer.IsEmpty) return isWhole;
        }
    }

    async Task EndStreamAsync(CancellationTokenSource ends)
    {
        while (!done && reader.TryEndStream(out var frame)) await HandleAsync(frame, ends);
        done = true;
    }

    // Woken although nothing came.
    async Task HandleSilenceAsync(CancellationTokenSource ends)
    {
        if (reader.AwaitsEnd && deadlines.IsQuiet)
        {
            while (!done && reader.TryEndSegment(out var frame)) await HandleAsync(frame, ends);
        }
        else if (visit is null && (deadlines.IsMessageOverdue || deadlines.IsLoginOverdue))
        {
            LogTimeout(logger, id);
            await WriteAsync(null, TextReply.Error(Refusals.LoginTimeout), ends.Token);
            done = true;
        }
        else if (deadlines.IsMessageOverdue)
        {
            deadlines.HandleFrame();
            if (reader.Abandon()) await ReplyAsync(null, TextReply.Error(Refusals.BadFrame(Unended)), ends);
        }
    }

    static readonly string Unended = $"The message did not end within {TextLimits.MessageTime.TotalSeconds:0} seconds of its first byte. Send it again in one go.";

    async Task HandleAsync(TextFrame frame, CancellationTokenSource ends)
    {
        deadlines.HandleFrame();
        if (reader.Ending == TextEnding.Lines && !output.Lines) await output.TurnToLinesAsync(ends.Token);
        if (frame.Rejection is { } rejection) await HandleRejectionAsync(rejection, ends);
        else if (TextExchanges.Check(frame.Message!) is { } refusal) await ReplyAsync(frame.Message, TextReply.Error(refusal), ends);
        else if (visit is null) await HandleBeforeAsync(frame.Message!, ends);
        else await HandleRequestAsync(visit, frame.Message!, ends);
    }

    async Task HandleRejectionAsync(TextRejection rejection, CancellationTokenSource ends)
    {
        LogRejected(logger, rejection.IsFatal() ? LogLevel.Information : LogLevel.Debug, id, rejection.Code());
        if (!rejection.IsFatal())
        {
            await ReplyAsync(null, TextReply.Error(rejection), ends);
            return;
        }

        done = fatal = true;
        if (visit is null) await WriteAsync(null, TextReply.Error(rejection), ends.Token);
        else visit.Session.End(TextReply.RefusalOf(rejection));
    }

    // Nobody has connected yet.
    async Task HandleBeforeAsync(TextMessage message, CancellationTokenSource ends)
    {
        await SlowDownAsync(ends.Token);
        var reply = message.Request switch
        {
            TextWords.Connect => await ConnectAsync(message, ends),
            TextWords.Disconnect => new TextReply(TextWords.DisconnectResponse, TextWords.False),
            _ => TextReply.Error(Refusals.NotJoined),
        };
        if (reply is { } answer) await WriteAsync(message, answer, ends.Token);
    }

    // True is the first thing in the session's outbox, so that no news comes before it; anything else is returned.
    async Task<TextReply?> ConnectAsync(TextMessage message, CancellationTokenSource ends)
    {
        // Not cancelled with the connection: somebody admitted whom nobody knows of would hold the name for good.
        var (guest, refusal) = await admission.JoinAsGuestAsync(message.Sender, CancellationToken.None);
        if (guest is null) return TextReply.Failed(TextWords.ConnectResponse, refusal!);
        var dialect = new TextDialect(guest.Name.Text, server, reader.Spelling, output);
        var welcome = new TextReply(TextWords.ConnectResponse, TextWords.True).ToMessage(server, guest.Name.Text, message.Sequence);
        var session = host.Attach(guest.Id, device: 0, dialect, (_, _) => TextBytes.Encode(TextKind.Notice, welcome, reader.Spelling));
        if (session is null) return new TextReply(TextWords.ConnectResponse, TextWords.False);
        visit = new TextVisit(session, dialect, output, reader.Spelling, server, unanswered, host, admission, clock, logger);
        visit.Start();
        ends.Token.ThrowIfCancellationRequested();
        session.Ended.Register(ends.Cancel);
        return null;
    }

    async Task HandleRequestAsync(TextVisit visit, TextMessage message, CancellationTokenSource ends)
    {
        if (!TextExchanges.IsSender(message, visit.Person))
        {
            await ReplyAsync(message, TextReply.Error(Refusals.SenderMismatch), ends);
            return;
        }

        await visit.WaitForRoomAsync(ends.Token);
        if (message.Request == TextWords.Disconnect)
        {
            done = true;
            visit.Answer(message.Sequence, GoodbyeAsync(visit));
            return;
        }

        if (message.Request != TextWords.MessageRequest) await SlowDownAsync(ends.Token);
        var reply = await exchanges.BeginAsync(visit.Session, message, ends.Token);
        // What was refused at once has met no measure yet.
        if (message.Request == TextWords.MessageRequest && reply.IsCompletedSuccessfully) await SlowDownAsync(ends.Token);
        visit.Answer(message.Sequence, reply);
    }

    static async Task<TextReply> GoodbyeAsync(TextVisit visit)
    {
        await visit.LeaveAsync(saidGoodbye: true);
        return new TextReply(TextWords.DisconnectResponse, TextWords.True);
    }

    async Task ReplyAsync(TextMessage? message, TextReply reply, CancellationTokenSource ends)
    {
        await SlowDownAsync(ends.Token);
        if (visit is null)
        {
            await WriteAsync(message, reply, ends.Token);
            return;
        }

        await visit.WaitForRoomAsync(ends.Token);
        visit.Answer(message?.Sequence, Task.FromResult(reply));
    }

    // Before there is a session: one at a time, and who does not read it is not waited for.
    async Task WriteAsync(TextMessage? message, TextReply reply, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(TextLimits.GoodbyeTime, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var answer = reply.ToMessage(server, message?.Sender ?? "", message?.Sequence);
        await output.WriteAsync(TextBytes.Encode(TextKind.Notice, answer, reader.Spelling), either.Token);
    }

    Task SlowDownAsync(CancellationToken cancellationToken) =>
        rate.Take(clock.GetUtcNow()) is { Ticks: > 0 } wait ? Task.Delay(wait, clock, cancellationToken) : Task.CompletedTask;

    // A socket that is closed with bytes unread resets the connection, and the peer may never see why.
    async Task LingerAsync()
    {
        using var limit = new CancellationTokenSource(TextLimits.LingerTime, clock);
        try
        {
            while (true)
            {
                var read = await input.ReadAsync(limit.Token);
                input.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted) return;
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ConnectionAbortedException)
        {
            // It is closed now either way.
        }
    }

    [LoggerMessage(301, LogLevel.Error, "Text connection {Connection} failed.")]
    static partial void LogFailed(ILogger logger, string connection, Exception exception);

    [LoggerMessage(302, Message = "Text connection {Connection} sent what cannot be read: {Code}.")]
    static partial void LogRejected(ILogger logger, LogLevel level, string connection, string code);

    [LoggerMessage(303, LogLevel.Debug, "Nobody connected in time on text connection {Connection}.")]
    static partial void LogTimeout(ILogger logger, string connection);
}
