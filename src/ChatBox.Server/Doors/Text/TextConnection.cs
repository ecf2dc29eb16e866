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
    readonly LogThrottle throttle;
    readonly ILogger logger;
    readonly string id;
    readonly string server;
    readonly SemaphoreSlim unanswered = new(TextLimits.MaxUnanswered);

    // What is not a message to somebody: that one has its own measure, for the person rather than the connection.
    readonly TokenBucket rate = new(ChatHost.PostBurst, ChatHost.PostsPerSecond);

    // Cancelled when there is nothing more to read: closed, stopping, or the session was ended.
    CancellationTokenSource ends = new();
    readonly Stack<CancellationTokenSource> ending = new();

    TextVisit? visit;
    bool done;
    bool fatal;

    public TextConnection(
        ConnectionContext connection, TextExchanges exchanges, ChatHost host, Admission admission, TimeProvider clock, LogThrottle throttle, ILogger logger)
    {
        (this.exchanges, this.host, this.admission, this.clock, this.throttle, this.logger) = (exchanges, host, admission, clock, throttle, logger);
        (id, input) = (connection.ConnectionId, connection.Transport.Input);
        server = TextWords.ServerPrefix + TextAddress.Of(connection.LocalEndPoint);
        output = new TextOutput(connection.Transport.Output, clock, () => unanswered.Release());
        deadlines = new TextDeadlines(clock, input);
    }

    /// <param name="closed">The connection is of no use any more, or has been closed for long enough.</param>
    /// <param name="stopping">The server is about to stop.</param>
    public async Task RunAsync(CancellationToken closed, CancellationToken stopping)
    {
        EndWith(closed, stopping);
        using var stops = stopping.Register(() => visit?.Session.End(Refusals.GoingAway));
        try
        {
            await ReadAsync();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested && visit is null && !closed.IsCancellationRequested)
        {
            await SayGoingAwayAsync(closed);
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
        output.Dispose();
        ends.Dispose();
        while (ending.TryPop(out var before)) before.Dispose();
        unanswered.Dispose();
    }

    // Each is linked to the one before, so all of them live until the connection is over.
    void EndWith(params ReadOnlySpan<CancellationToken> tokens)
    {
        ending.Push(ends);
        ends = CancellationTokenSource.CreateLinkedTokenSource([ends.Token, .. tokens]);
    }

    async Task ReadAsync()
    {
        while (!done)
        {
            deadlines.Arm(reader, connected: visit is not null);
            var read = await input.ReadAsync(ends.Token);
            var buffer = read.Buffer;
            try
            {
                if (!buffer.IsEmpty) deadlines.HandleBytes();
                while (!done && TryRead(ref buffer, out var frame)) await HandleAsync(frame);
                if (reader.Ending == TextEnding.Lines && !output.Lines) await output.TurnToLinesAsync(ends.Token);
                if (read.IsCompleted) await EndStreamAsync();
                else await HandleDeadlinesAsync();
            }
            finally
            {
                input.AdvanceTo(read.Buffer.End);
            }
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

    async Task EndStreamAsync()
    {
        while (!done && reader.TryEndStream(out var frame)) await HandleAsync(frame);
        done = true;
    }

    async Task HandleDeadlinesAsync()
    {
        if (done) return;
        if (reader.AwaitsEnd && deadlines.IsQuiet)
        {
            while (!done && reader.TryEndSegment(out var frame)) await HandleAsync(frame);
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
            if (reader.Abandon()) await ReplyAsync(null, TextReply.Error(Refusals.BadFrame(Unended)));
        }
    }

    static readonly string Unended = $"The message did not end within {TextLimits.MessageTime.TotalSeconds:0} seconds of its first byte. Send it again in one go.";

    async Task HandleAsync(TextFrame frame)
    {
        deadlines.HandleFrame();
        if (reader.Ending == TextEnding.Lines && !output.Lines) await output.TurnToLinesAsync(ends.Token);
        if (frame.Rejection is { } rejection) await HandleRejectionAsync(rejection);
        else if (TextExchanges.Check(frame.Message!) is { } refusal) await ReplyAsync(frame.Message, TextReply.Error(refusal));
        else if (visit is null) await HandleBeforeAsync(frame.Message!);
        else await HandleRequestAsync(visit, frame.Message!);
    }

    async Task HandleRejectionAsync(TextRejection rejection)
    {
        if (!rejection.IsFatal())
        {
            await ReplyAsync(null, TextReply.Error(rejection));
            return;
        }

        if (throttle.TryTake()) LogRejected(logger, id, rejection);
        done = fatal = true;
        if (visit is null) await WriteAsync(null, TextReply.Error(rejection), ends.Token);
        else visit.Session.End(TextReply.RefusalOf(rejection));
    }

    // Nobody has connected yet.
    async Task HandleBeforeAsync(TextMessage message)
    {
        await SlowDownAsync(ends.Token);
        var reply = message.Request switch
        {
            TextWords.Connect => await ConnectAsync(message),
            TextWords.Disconnect => new TextReply(TextWords.DisconnectResponse, TextWords.False),
            _ => TextReply.Error(Refusals.NotJoined),
        };
        if (reply is { } answer) await WriteAsync(message, answer, ends.Token);
    }

    // True is the first thing in the session's outbox, so that no news comes before it; anything else is returned.
    async Task<TextReply?> ConnectAsync(TextMessage message)
    {
        // Not cancelled with the connection: somebody admitted whom nobody knows of would hold the name for good.
        var (guest, refusal) = await admission.JoinAsGuestAsync(message.Sender, CancellationToken.None);
        if (guest is null) return TextReply.Failed(TextWords.ConnectResponse, refusal!);
        var dialect = new TextDialect(guest.Name.Text, server, reader.Spelling, output);
        var welcome = new TextReply(TextWords.ConnectResponse, TextWords.True).ToMessage(server, guest.Name.Text, message.Sequence);
        var session = host.Attach(guest.Id, device: 0, dialect, (_, _) => TextBytes.Encode(TextKind.Notice, welcome, reader.Spelling));
        if (session is null)
        {
            await admission.LeaveAsGuestAsync(guest, saidGoodbye: false);
            return new TextReply(TextWords.ConnectResponse, TextWords.False);
        }

        visit = new TextVisit(session, dialect, output, reader.Spelling, server, unanswered, host, admission, clock, logger);
        visit.Start();
        EndWith(session.Ended);
        return null;
    }

    async Task HandleRequestAsync(TextVisit visit, TextMessage message)
    {
        if (!TextExchanges.IsSender(message, visit.Person))
        {
            await ReplyAsync(message, TextReply.Error(Refusals.SenderMismatch));
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
        if (reply is { IsCompletedSuccessfully: true, Result.Message: TextWords.False }) await SlowDownAsync(ends.Token);
        visit.Answer(message.Sequence, reply);
    }

    static async Task<TextReply> GoodbyeAsync(TextVisit visit)
    {
        await visit.LeaveAsync(saidGoodbye: true);
        return new TextReply(TextWords.DisconnectResponse, TextWords.True);
    }

    async Task ReplyAsync(TextMessage? message, TextReply reply)
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

    async Task SayGoingAwayAsync(CancellationToken closed)
    {
        try
        {
            await WriteAsync(null, TextReply.Error(Refusals.GoingAway), closed);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ConnectionAbortedException)
        {
            // Nobody is there to be told.
        }
    }

    // A socket that is closed with bytes unread resets the connection, and the peer may never see why.
    async Task LingerAsync()
    {
        var began = clock.GetTimestamp();
        try
        {
            while (clock.GetElapsedTime(began) < TextLimits.LingerTime)
            {
                using var silence = new CancellationTokenSource(TextLimits.LingerSilence, clock);
                var read = await input.ReadAsync(silence.Token);
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

    [LoggerMessage(302, LogLevel.Warning, "Text connection {Connection} is closed: {Rejection}.")]
    static partial void LogRejected(ILogger logger, string connection, TextRejection rejection);

    [LoggerMessage(303, LogLevel.Debug, "Nobody connected in time on text connection {Connection}.")]
    static partial void LogTimeout(ILogger logger, string connection);
}
