using System.Buffers;
using System.IO.Pipelines;
using ChatBox.Core;
using ChatBox.Server.Delivery;
using ChatBox.Server.Sessions;

namespace ChatBox.Server.Doors.Text;

/// <summary>
/// The writing side of one connection. In lines, whatever waits goes out in one write. Without, each frame goes out alone, some time after
/// the one before, so that the peer reads one at a time.
/// </summary>
/// <param name="answered">Called when an answer has been written.</param>
sealed class TextOutput(PipeWriter pipe, TimeProvider clock, Action answered) : IDisposable
{
    readonly SemaphoreSlim gate = new(1, 1);
    readonly Queue<ReadOnlyMemory<byte>> waiting = new();
    Task<bool>? more;
    long lastWrite;
    int waitingBytes;
    volatile bool lines;
    bool unended;
    bool began;

    /// <summary>Whether a newline ends each frame.</summary>
    public bool Lines => lines;

    public TextBacklog Backlog { get; } = new();

    /// <summary>From now on in lines. What was written last before it was known becomes one.</summary>
    public async ValueTask TurnToLinesAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            lines = true;
            if (!unended) return;
            unended = false;
            pipe.Write("\n"u8);
            await pipe.FlushAsync(cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Writes one frame, for as long as there is no session.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        if (!lines && UntilNext() is { Ticks: > 0 } pause) await Task.Delay(pause, clock, cancellationToken);
        await PutAsync([frame], cancellationToken);
    }

    /// <summary>Writes what comes into the session's outbox, until it is complete and empty or the token says that it is enough.</summary>
    /// <param name="lost">Makes the notice of how many messages are missing here.</param>
    public async Task RunAsync(Session session, Func<int, ReadOnlyMemory<byte>> lost, CancellationToken cancellationToken)
    {
        try
        {
            while (await HasNextAsync(session, cancellationToken))
            {
                if (lines)
                {
                    await PutAsync(TakeBatch(), cancellationToken);
                    continue;
                }

                await PauseAsync(session, cancellationToken);
                if (Backlog.TakeLost() is > 0 and var count) await PutAsync([lost(count)], cancellationToken);
                else if (waiting.Count > 0) await PutAsync([Take()], cancellationToken);
            }
        }
        catch (Exception exception) when (
            exception is OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The peer is gone or does not read: the reading side ends the connection.
        }
    }

    public void Dispose() => gate.Dispose();

    async ValueTask<bool> HasNextAsync(Session session, CancellationToken cancellationToken)
    {
        Drain(session);
        while (waiting.Count == 0 && !Backlog.HasLost)
        {
            more ??= session.Outbox.WaitAsync(cancellationToken).AsTask();
            var any = await more;
            more = null;
            if (!any) return false;
            Drain(session);
        }

        return true;
    }

    // While one frame waits for its time the outbox is emptied: its bound is for peers that do not read, not for our own waiting.
    async Task PauseAsync(Session session, CancellationToken cancellationToken)
    {
        if (UntilNext() is not { Ticks: > 0 } left) return;
        var pause = Task.Delay(left, clock, cancellationToken);
        while (!pause.IsCompleted)
        {
            more ??= session.Outbox.WaitAsync(cancellationToken).AsTask();
            if (await Task.WhenAny(pause, more) == pause) break;
            if (!await more) break;
            more = null;
            Drain(session);
        }

        await pause;
    }

    void Drain(Session session)
    {
        while (session.Outbox.TryTake(out var frame))
        {
            waiting.Enqueue(frame.Value);
            waitingBytes += frame.Value.Length;
        }

        // Private messages are not left out, but they are not gathered without end either.
        if (waiting.Count > 2 * Outbox.MaxFrames || waitingBytes > 2 * Outbox.MaxBytes) session.End(Refusals.SlowConsumer);
        if (!session.Ended.IsCancellationRequested) return;
        for (var left = waiting.Count; left > 0; left--)
        {
            var frame = waiting.Dequeue();
            if (TextBytes.KindOf(frame) != TextKind.News) waiting.Enqueue(frame);
        }
    }

    ReadOnlyMemory<byte> Take()
    {
        var frame = waiting.Dequeue();
        waitingBytes -= frame.Length;
        return frame;
    }

    List<ReadOnlyMemory<byte>> TakeBatch()
    {
        List<ReadOnlyMemory<byte>> batch = [];
        for (var bytes = 0; bytes < TextLimits.WriteBytes && waiting.Count > 0; bytes += batch[^1].Length) batch.Add(Take());
        return batch;
    }

    async Task PutAsync(List<ReadOnlyMemory<byte>> frames, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            foreach (var frame in frames)
            {
                pipe.Write(TextBytes.Wire(frame).Span);
                if (lines) pipe.Write("\n"u8);
            }

            (unended, began, lastWrite) = (!lines, true, clock.GetTimestamp());
            var flush = pipe.FlushAsync(cancellationToken);
            if (!flush.IsCompleted)
            {
                // The peer takes its time: the next one is to be apart from when this one really went.
                await flush;
                lastWrite = clock.GetTimestamp();
            }
        }
        finally
        {
            gate.Release();
        }

        foreach (var frame in frames)
        {
            if (TextBytes.KindOf(frame) == TextKind.Answer) answered();
            else if (TextBytes.KindOf(frame) == TextKind.News) Backlog.HandleWritten(frame.Length);
        }
    }

    TimeSpan UntilNext() => began ? TextLimits.Spacing - clock.GetElapsedTime(lastWrite) : TimeSpan.Zero;
}
