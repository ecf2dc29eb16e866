using ChatBox.Server.Files;
using Microsoft.Win32.SafeHandles;

namespace ChatBox.Server.Doors.Web.Files;

/// <summary>
/// Sends a part of a file as the body of an answer, in constant memory: while one buffer is on its way, the next is read. What was promised
/// by the headers is sent, or the connection is cut: a reader never gets other bytes with the right length.
/// </summary>
static class FileSending
{
    /// <summary>Bytes of a buffer. Eight TLS records: a larger one makes it no faster.</summary>
    const int BufferBytes = 128 * 1024;

    /// <summary>How often it is asked whether the reader may still read; within two of these the stream ends.</summary>
    static readonly TimeSpan AskInterval = TimeSpan.FromSeconds(0.8);

    /// <param name="identity">The file as it was when its size and tag were told.</param>
    /// <param name="mayRead">Asked while it goes on; null where nothing can change.</param>
    /// <param name="sent">Told what has gone out: from where, and up to where.</param>
    public static Task SendAsync(
        HttpContext context, SafeFileHandle file, FileIdentity identity, long offset, long length, Func<Task<bool>>? mayRead,
        TimeProvider clock, Action<long, long>? sent = null) =>
        SendAsync(context, () => CopyAsync(context, file, identity, offset, length, null, sent), mayRead, clock);

    /// <summary>The same for whatever <paramref name="copy"/> writes.</summary>
    public static async Task SendAsync(HttpContext context, Func<Task> copy, Func<Task<bool>>? mayRead, TimeProvider clock)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var watching = mayRead is null ? Task.CompletedTask : WatchAsync(context, mayRead, clock, ended.Token);
        try
        {
            await context.Response.StartAsync(context.RequestAborted);
            await copy();
        }
        catch (Exception exception) when (exception is FileChangedException or EndOfStreamException)
        {
            context.Abort();
        }
        finally
        {
            await ended.CancelAsync();
            await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <param name="seen">Shown the bytes on their way.</param>
    /// <param name="sent">Told what has gone out.</param>
    /// <exception cref="FileChangedException">The file is another now; what was sent of it is right.</exception>
    public static async Task CopyAsync(
        HttpContext context, SafeFileHandle file, FileIdentity identity, long offset, long length, Action<ReadOnlyMemory<byte>>? seen,
        Action<long, long>? sent = null)
    {
        var body = context.Response.BodyWriter;
        while (length > 0)
        {
            // Read straight into what is sent: one piece of memory of this size becomes full TLS records, and many small ones would not.
            var memory = body.GetMemory(BufferBytes)[..(int)Math.Min(length, BufferBytes)];
            Read(file, memory.Span, offset);
            // Looked at behind each reading: what was read before the change is right, and what comes after it is not sent.
            if (Native.IdentityOf(file) != identity) throw new FileChangedException();
            seen?.Invoke(memory);
            body.Advance(memory.Length);
            var flushed = await body.FlushAsync(context.RequestAborted);
            if (flushed.IsCompleted || flushed.IsCanceled)
            {
                // The reader is gone. Said, or the log would call the missing rest an error of ours.
                context.Abort();
                return;
            }

            sent?.Invoke(offset, offset + memory.Length);
            (offset, length) = (offset + memory.Length, length - memory.Length);
        }
    }

    static void Read(SafeFileHandle file, Span<byte> buffer, long offset)
    {
        while (!buffer.IsEmpty)
        {
            var read = RandomAccess.Read(file, buffer, offset);
            if (read == 0) throw new EndOfStreamException();
            buffer = buffer[read..];
            offset += read;
        }
    }

    static async Task WatchAsync(HttpContext context, Func<Task<bool>> mayRead, TimeProvider clock, CancellationToken ended)
    {
        using var timer = new PeriodicTimer(AskInterval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                if (await mayRead()) continue;
                context.Abort();
                return;
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Where nobody can say whether one may, one may not.
            context.Abort();
        }
    }
}

/// <summary>Somebody wrote to a file, or put another in its place, while it was sent.</summary>
sealed class FileChangedException : Exception;
