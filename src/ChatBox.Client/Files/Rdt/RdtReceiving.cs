using ChatBox.Rdt.Connections;
using ChatBox.Rdt.Udp;
using RdtFileInfo = ChatBox.Rdt.FileInfo;

namespace ChatBox.Client.Files.Rdt;

/// <summary>
/// Takes the bytes of one transfer from its thread to the disk, which is written and hashed by another: no datagram waits for the disk, up
/// to 1.5 MiB; beyond that the network waits, and what it drops meanwhile is sent again.
/// </summary>
/// <param name="target">Is used by the writing only, until <see cref="Write"/> has ended.</param>
/// <param name="half">Where to pause: null for nowhere, and <see cref="Anywhere"/> for half of a size that is not known yet.</param>
/// <param name="clock">What time goes by.</param>
/// <param name="diskPatience">How long the network waits for a disk that takes nothing.</param>
sealed class RdtReceiving(IScatteredTarget target, long? half, TimeProvider clock, TimeSpan diskPatience) : IDownloadHandler
{
    /// <summary>As <c>half</c>: the half of what the server will say.</summary>
    public const long Anywhere = -1;

    /// <summary>Bytes do not wait longer for others before they are written.</summary>
    static readonly TimeSpan LongestHold = TimeSpan.FromMilliseconds(50);

    readonly ChunkExchange chunks = new();
    readonly TaskCompletionSource<RdtFileInfo> info = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource atHalf = new(TaskCreationOptions.RunContinuationsAsynchronously);
    ReceivedChunk? current;
    TimeSpan currentSince;
    long? halfAt = half is >= 0 ? half : null;
    long contiguous;
    ChunkMark told;
    volatile bool mayProceed;
    volatile byte[]? digest;
    volatile Exception? failure;
    double lossRate;
    long roundTrip;

    /// <summary>Ends when half of the file is on the disk and the server waits.</summary>
    public Task AtHalf => atHalf.Task;

    /// <summary>When the hash of the whole was found right; null before.</summary>
    public long? VerifiedAt { get; private set; }

    /// <summary>The hash of the whole was wrong.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>Why the disk takes no more; null where it does.</summary>
    public Exception? Failure => failure;

    /// <summary>The pause ends; the download is to be woken.</summary>
    public void Proceed() => mayProceed = true;

    bool TryKeep(long offset, ReadOnlySpan<byte> bytes)
    {
        if (current is not null && current.TryAdd(offset, bytes)) return true;
        Hand(ChunkMark.None);
        return Take() && current!.TryAdd(offset, bytes);
    }

    public bool TryWrite(long offset, ReadOnlySpan<byte> bytes) => failure is null && TryKeep(offset, bytes);

    public void HandleRound(TimeSpan now, FileReceiver receiver)
    {
        if (failure is not null)
        {
            receiver.Close(now, ChatBox.Rdt.CloseCode.Storage, "the client cannot write");
            return;
        }

        Volatile.Write(ref lossRate, receiver.LossRate);
        Volatile.Write(ref roundTrip, receiver.RoundTrip?.Ticks ?? 0);
        if (receiver.Info is { } said && info.TrySetResult(said) && half == Anywhere) PauseAtHalf(now, receiver, said.Length);
        contiguous = receiver.ContiguousOffset;
        if (mayProceed && halfAt is not null)
        {
            halfAt = null;
            receiver.Proceed(now);
        }

        HandMarked(now, receiver);
        if (digest is not { } hash || VerifiedAt is not null || IsDamaged || receiver.IsEnded) return;
        if (receiver.Confirm(now, hash)) VerifiedAt = clock.GetTimestamp();
        else IsDamaged = true;
    }

    /// <summary>
    /// Writes what comes, until <see cref="Complete"/>. Waits without giving its thread back: for a thread of its own.
    /// </summary>
    /// <param name="begin">Is told what the file is before its first byte is written.</param>
    /// <param name="written">Is told after each chunk, with the loss and the round trip of now.</param>
    /// <param name="wake">Has <see cref="HandleRound"/> called.</param>
    public void Write(Action<RdtFileInfo> begin, Action<double, TimeSpan?> written, Action wake)
    {
        try
        {
            // Without a word about the file nothing of it is anything.
            if (Task.WaitAny(info.Task, ended.Task) != 0) return;
            begin(info.Task.Result);
            while (chunks.TakeFilled() is { } chunk)
            {
                chunk.WriteTo(target);
                var mark = chunk.Mark;
                chunks.Return(chunk);
                // A pause may last, and the computer may be switched off meanwhile.
                if (mark == ChunkMark.Half) target.SettleAsync().AsTask().GetAwaiter().GetResult();
                else target.CheckpointAsync().AsTask().GetAwaiter().GetResult();
                written(Volatile.Read(ref lossRate), Volatile.Read(ref roundTrip) is > 0 and var ticks ? TimeSpan.FromTicks(ticks) : null);
                if (mark == ChunkMark.Half) atHalf.TrySetResult();
                if (mark != ChunkMark.Whole) continue;
                digest = Convert.FromHexString(target.Digest());
                wake();
            }
        }
        catch (Exception e)
        {
            failure = e;
            // Who waits for room is to see it.
            chunks.Complete();
            wake();
        }
    }

    /// <summary>The transfer has ended: nothing more comes. What came in order is still written.</summary>
    public void Complete()
    {
        Hand(ChunkMark.None);
        chunks.Complete();
        ended.TrySetResult();
    }

    void PauseAtHalf(TimeSpan now, FileReceiver receiver, long size)
    {
        // It stands at its start, and goes on now that it is known how far.
        if (size >= 2 && receiver.ContiguousOffset <= size / 2) receiver.Pause(now, (halfAt = size / 2).Value);
        else receiver.Proceed(now);
    }

    void HandMarked(TimeSpan now, FileReceiver receiver)
    {
        var mark = receiver.IsWhole && told != ChunkMark.Whole ? ChunkMark.Whole
            : halfAt is { } at && contiguous >= at && receiver.IsConnected && told == ChunkMark.None ? ChunkMark.Half
            : ChunkMark.None;
        if (mark != ChunkMark.None)
        {
            if (current is null && !Take()) return;
            told = mark;
            Hand(mark);
            return;
        }

        if (current is null || current.IsEmpty) currentSince = now;
        else if (now - currentSince >= LongestHold) Hand(mark);
    }

    void Hand(ChunkMark mark)
    {
        if (current is null || (current.IsEmpty && mark == ChunkMark.None)) return;
        (current.Contiguous, current.Mark) = (contiguous, mark);
        chunks.Hand(current);
        current = null;
    }

    bool Take()
    {
        // Before it is known what the file is, nothing is written: waiting would be for ever.
        var patience = info.Task.IsCompleted ? diskPatience : TimeSpan.Zero;
        current ??= chunks.TakeFree(patience);
        return current is not null && failure is null;
    }
}
