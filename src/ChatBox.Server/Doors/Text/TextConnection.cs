using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using ChatBox.Core;
using ChatBox.Core.Limits;
using ChatBox.Protocol.Text;
using ChatBox.Server.Sessions;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace ChatBox.Server.Doors.Text;

/// <summary>One connection of the text door: reads messages, hands them in, and says what they came to.</summary>
sealed partial class TextConnection : IDisposable
{
    static readonly string Unended =
        $"The message did not end within {TextLimits.MessageTime.TotalSeconds:0} seconds of its first byte. Send it again in one go.";

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
    readonly ConnectionOrigin? origin;
    readonly SemaphoreSlim unanswered = new(TextLimits.MaxUnanswered);

    // What is not a message to somebody: that one has its own measure, for the person rather than the connection.
    readonly TokenBucket rate;

    // Cancelled when there is nothing more to read: closed, stopping, or the session was ended.
    CancellationTokenSource ends = new();
    readonly Stack<CancellationTokenSource> ending = new();

    TextVisit? visit;
    bool done;
    bool fatal;

    public TextConnection(
        ConnectionContext connection, TextExchanges exchanges, ChatHost host, Admission admission, TimeProvider clock, LogThrottle throttle,
        ILogger logger)
    {
        (this.exchanges, this.host, this.admission) = (exchanges, host, admission);
        rate = host.PostLimit.NewBucket();
        (this.clock, this.throttle, this.logger) = (clock, throttle, logger);
        (id, input) = (connection.ConnectionId, connection.Transport.Input);
        server = TextWords.ServerPrefix + TextAddress.Of(connection.LocalEndPoint);
        origin = connection.RemoteEndPoint is IPEndPoint { Address: var peer }
            ? new ConnectionOrigin(peer, () => TcpRoundTrip.Of(connection.Features.Get<IConnectionSocketFeature>()?.Socket))
            : null;
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
                else if (!done) await HandleDeadlinesAsync(isSilent: read.Buffer.IsEmpty);
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

    async Task HandleDeadlinesAsync(bool isSilent)
    {
        if (isSilent && reader.AwaitsEnd && deadlines.IsQuiet)
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
