using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using ChatBox.Core;

namespace ChatBox.Server.Files.Uploads;

/// <summary>How receiving ended.</summary>
/// <param name="IsWhole">The body came to its end; false where it was cut off, or had to be stopped.</param>
/// <param name="Refusal">Why it was stopped; null where it was not.</param>
readonly record struct Received(bool IsWhole, Refusal? Refusal);

/// <summary>
/// Brings a request's body into an upload in constant memory: while one buffer is written and hashed, the other is filled from the network.
/// From time to time what has been written is made durable beside that, so that a crash takes little back.
/// </summary>
sealed class UploadReceiver(UploadPart part, TimeProvider clock)
{
    /// <summary>Bytes of a buffer: large enough that the system calls do not count, small enough for many uploads at once.</summary>
    const int BufferBytes = 256 * 1024;

    /// <summary>
    /// A checkpoint after so many bytes, or so much time, whichever comes first: what a kill or a power cut can take back.
    /// </summary>
    const long CheckpointBytes = 32 * ByteSize.MiB;

    static readonly TimeSpan CheckpointTime = TimeSpan.FromSeconds(5);

    readonly byte[][] buffers = [ArrayPool<byte>.Shared.Rent(BufferBytes), ArrayPool<byte>.Shared.Rent(BufferBytes)];
    readonly long start = part.Written;
    Task writing = Task.CompletedTask;
    Task checkpointing = Task.CompletedTask;
    long checkpointedAt = clock.GetTimestamp();
    long checkpointedTo = part.Written;
    int current;
    int filled;

    /// <summary>The hash of this body, where one was announced: then nothing of it is kept unless all of it is right.</summary>
    public IncrementalHash? Checksum { get; init; }

    /// <summary>Bytes that the upload may still take.</summary>
    public required long Room { get; init; }

    /// <summary>Told that the body broke off and nothing can be read or answered any more.</summary>
    public required Action Broken { get; init; }

    /// <summary>Asked before each write with the length that the upload will have; what it answers stops the upload.</summary>
    public required Func<long, ValueTask<Refusal?>> Allow { get; init; }

    /// <summary>
    /// Reads to the end of the body. What came before it was cut off is kept; <see cref="FinishAsync"/> makes it durable.
    /// </summary>
    public async Task<Received> ReceiveAsync(PipeReader body, CancellationToken stop)
    {
        // Not a token for each read: a reader whose read has thrown cannot be read to its end any more.
        await using var stopping = stop.UnsafeRegister(static reader => Cancel((PipeReader)reader!), body);
        var taken = 0L;
        while (true)
        {
            ReadResult read;
            try
            {
                if (!body.TryRead(out read))
                {
                    // Nothing more has arrived yet: what is there is written meanwhile, if the last write is done.
                    if (filled > 0 && writing.IsCompleted && await WriteAsync() is { } full) return new Received(false, full);
                    read = await body.ReadAsync(CancellationToken.None);
                }
            }
            catch (Exception exception) when (IsCut(exception))
            {
                Broken();
                return new Received(false, await WriteAsync());
            }

            taken += read.Buffer.Length;
            if (taken > Room)
            {
                body.AdvanceTo(read.Buffer.End);
                return new Received(false, Refusals.BadUpload("The body is longer than what the upload has left."));
            }

            Refusal? refusal = null;
            try
            {
                foreach (var segment in read.Buffer)
                    if ((refusal = await TakeAsync(segment)) is not null) break;
            }
            finally
            {
                body.AdvanceTo(read.Buffer.End);
            }

            if (refusal is not null) return new Received(false, refusal);
            if (read.IsCanceled) return new Received(false, await WriteAsync());
            if (!read.IsCompleted) continue;
            var refused = await WriteAsync();
            // Who compares the checksum needs the last bytes in it.
            await writing;
            return new Received(true, refused);
        }
    }

    /// <summary>
    /// Waits for what is on its way to the disk and makes it durable, or takes all of this body back. To be called once, however receiving
    /// ended.
    /// </summary>
    /// <exception cref="IOException">The disk did not take all of it. What is durable is kept.</exception>
    public async Task FinishAsync(bool keep)
    {
        try
        {
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await checkpointing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!keep) part.RollBack(start);
            else await Task.Run(CheckpointOrRollBack);
            await writing;
        }
        finally
        {
            foreach (var buffer in buffers) ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // After a failed flush nobody knows which of the newer bytes are on the disk, whatever a second one says: the last checkpoint is what
    // counts.
    void CheckpointOrRollBack()
    {
        try
        {
            if (checkpointing.IsFaulted) checkpointing.GetAwaiter().GetResult();
            part.Checkpoint();
        }
        catch (IOException)
        {
            part.RollBack(part.Durable);
            throw;
        }
    }

    async ValueTask<Refusal?> TakeAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var count = Math.Min(bytes.Length, BufferBytes - filled);
            bytes.Span[..count].CopyTo(buffers[current].AsSpan(filled));
            filled += count;
            bytes = bytes[count..];
            if (filled == BufferBytes && await WriteAsync() is { } refusal) return refusal;
        }

        return null;
    }

    /// <summary>Hands the filled buffer to the disk, when the one before is done.</summary>
    async ValueTask<Refusal?> WriteAsync()
    {
        await writing;
        if (checkpointing.IsFaulted) await checkpointing;
        if (filled == 0) return null;
        if (await Allow(part.Written + filled) is { } refusal) return refusal;
        var (buffer, count) = (buffers[current], filled);
        (current, filled) = (1 - current, 0);
        writing = Task.Run(() =>
        {
            part.Append(buffer.AsSpan(0, count), hashed: Checksum is null);
            Checksum?.AppendData(buffer, 0, count);
            if (Checksum is null) BeginCheckpoint();
        });
        return null;
    }

    void BeginCheckpoint()
    {
        if (!checkpointing.IsCompletedSuccessfully) return;
        var isDue = part.Written - checkpointedTo >= CheckpointBytes || clock.GetElapsedTime(checkpointedAt) >= CheckpointTime;
        if (!isDue) return;
        (checkpointedTo, checkpointedAt) = (part.Written, clock.GetTimestamp());
        checkpointing = Task.Run(part.Checkpoint);
    }

    static void Cancel(PipeReader body)
    {
        try
        {
            body.CancelPendingRead();
        }
        catch (Exception exception) when (IsCut(exception) || exception is InvalidOperationException)
        {
            // The connection has ended already: the read tells.
        }
    }

    // The peer went, or was too slow.
    static bool IsCut(Exception exception) =>
        exception is IOException or OperationCanceledException or ObjectDisposedException;
}
