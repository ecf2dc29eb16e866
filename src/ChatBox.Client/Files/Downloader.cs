using System.IO.Pipelines;
using ChatBox.Core.Files;

namespace ChatBox.Client.Files;

/// <summary>One download from the first byte to the last, over as many connections as it takes. Not thread-safe.</summary>
sealed class Downloader(RemoteFile file, IDownloadRoute route, IDownloadTarget target, DownloadOptions options, Persistence persistence)
{
    // What has come and is not written yet. Beyond it the network waits for the disk.
    const int Waiting = 4 * 1024 * 1024;
    const int ReadBytes = 64 * 1024;

    static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);
    static readonly TimeSpan LeastPatience = TimeSpan.FromSeconds(5);

    // The size is known from the answer; a part that is whole already may never have had one.
    long? size;
    string? sha256 = file.Sha256;
    bool wasAtHalf;
    long resumedAt;

    /// <param name="clock">What waiting goes by.</param>
    /// <param name="notice">Is told when it begins again.</param>
    /// <param name="cancellationToken">Ends it; what is here stays.</param>
    public async Task<DownloadResult> RunAsync(TimeProvider clock, Action<string>? notice, CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        resumedAt = target.Received;
        if (resumedAt > 0) notice?.Invoke($"{FileSize.Of(resumedAt)} are here already; going on from there.");
        while (true)
        {
            await FetchAllAsync(clock, notice, cancellationToken);
            sha256 ??= await LearnDigestAsync(clock, start, cancellationToken);
            var digest = target.Digest();
            if (sha256 is null || digest.Equals(sha256, StringComparison.OrdinalIgnoreCase))
            {
                target.Complete();
                return new DownloadResult(route.Name, target.Received, digest, sha256 is not null, resumedAt);
            }

            if (resumedAt == 0)
            {
                target.Discard();
                throw new DamagedFileException($"{file.Name} arrived damaged: its SHA-256 is {digest}, and should be {sha256}. Nothing of it is kept.");
            }

            // The part may have been harmed while it lay here: what comes in one piece has the last word.
            notice?.Invoke("With what was here before the file is damaged. It begins anew.");
            resumedAt = 0;
            target.Begin(version: null, size: null);
        }
    }

    /// <summary>
    /// The server hashes a file of the share when somebody fetches it: it may not have done so yet. It is given as long as the download took.
    /// </summary>
    async Task<string?> LearnDigestAsync(TimeProvider clock, long start, CancellationToken cancellationToken)
    {
        if (target.Version is not { } version || target.Received == 0) return null;
        var (wait, end) = (FirstWait, clock.GetElapsedTime(start) + LeastPatience);
        var asked = clock.GetTimestamp();
        try
        {
            while (true)
            {
                var (sha256, mayCome) = await route.AskDigestAsync(file, version, cancellationToken);
                if (!mayCome || clock.GetElapsedTime(asked) >= end) return sha256;
                await Task.Delay(wait, clock, cancellationToken);
                wait = wait < LongestWait ? wait * 2 : LongestWait;
            }
        }
        catch (ChatException)
        {
            // Without it the file is not called verified.
            return null;
        }
    }

    async Task FetchAllAsync(TimeProvider clock, Action<string>? notice, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                if (await FetchAsync(clock, notice, cancellationToken)) return;
            }
            catch (ChatException e)
            {
                await persistence.WaitAsync(e, $"Trying to go on from {FileSize.Of(target.Received)}.", cancellationToken);
            }
        }
    }

    /// <summary>One connection.</summary>
    /// <returns>Whether all is here; else there was a pause at half.</returns>
    async Task<bool> FetchAsync(TimeProvider clock, Action<string>? notice, CancellationToken cancellationToken)
    {
        using var watchdog = new Watchdog(clock, cancellationToken);
        try
        {
            using (var opened = await route.OpenAsync(file, target.Received, target.Version, watchdog.Token))
            {
                Accept(opened, notice);
                var end = StopAt();
                await ReceiveAsync(opened.Body, end, watchdog);
                if (end is null || end == size)
                {
                    if (size is null || target.Received == size) return true;
                    throw new ConnectionException("The connection broke.");
                }

                if (target.Received < end) throw new ConnectionException("The connection broke.");
            }
        }
        catch (OperationCanceledException) when (watchdog.HasBarked)
        {
            throw Watchdog.Barked();
        }

        // The connection is let go first: an answer may take a night.
        wasAtHalf = true;
        await target.SettleAsync();
        await options.AtHalf!(new HalfTime(target.Received, size!.Value, target.LastByte), cancellationToken);
        persistence.Moved();
        return false;
    }

    void Accept(OpenedFile opened, Action<string>? notice)
    {
        if (sha256 is not null && opened.Sha256 is not null && !sha256.Equals(opened.Sha256, StringComparison.OrdinalIgnoreCase))
        {
            if (file.Sha256 is not null) throw new DamagedFileException($"{file.Name} is not the file that was promised: the server has another SHA-256.");
            sha256 = null;
        }

        sha256 ??= opened.Sha256;
        size = opened.Size;
        if (opened.Start > 0) return;
        if (target.Received > 0)
        {
            notice?.Invoke(target.Version is null ? "The server cannot go on in the middle. It begins anew." : "The file has changed on the server. It begins anew.");
            sha256 = file.Sha256 ?? opened.Sha256;
            resumedAt = 0;
        }

        target.Begin(opened.Version, opened.Size);
    }

    /// <summary>The number of bytes at which this connection's work is done; null where that is not known before.</summary>
    long? StopAt()
    {
        if (options.AtHalf is null || wasAtHalf || this.size is not { } size || size < 2) return this.size;
        var half = size / 2;
        return target.Received <= half ? half : size;
    }

    async Task ReceiveAsync(Stream body, long? end, Watchdog watchdog)
    {
        var pipe = new Pipe(new PipeOptions(
            pauseWriterThreshold: Waiting, resumeWriterThreshold: Waiting / 2, minimumSegmentSize: ReadBytes, useSynchronizationContext: false));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(watchdog.Token);
        var filling = FillAsync(body, end - target.Received, pipe.Writer, watchdog, stop.Token);
        try
        {
            await DrainAsync(pipe.Reader);
        }
        catch
        {
            await stop.CancelAsync();
            await pipe.Reader.CompleteAsync();
            await filling.ContinueWith(static _ => { }, TaskScheduler.Default);
            throw;
        }

        await filling;
    }

    /// <summary>From the network into memory. How it ends is known when what came before is on the disk.</summary>
    static async Task FillAsync(Stream body, long? limit, PipeWriter writer, Watchdog watchdog, CancellationToken cancellationToken)
    {
        try
        {
            for (var left = limit ?? long.MaxValue; left > 0;)
            {
                var memory = writer.GetMemory(ReadBytes);
                var count = await ReadAsync(body, memory[..(int)Math.Min(memory.Length, left)], cancellationToken);
                if (count == 0) return;
                watchdog.Calm();
                writer.Advance(count);
                left -= count;
                var flushed = await writer.FlushAsync(cancellationToken);
                if (flushed.IsCompleted) return;
                // A disk that is slow is no broken connection.
                watchdog.Calm();
            }

            // Beyond the size there must be nothing; it would not be told by the hash of a file that has none.
            if (limit is null) throw new ProtocolViolationException("The file has no end.");
        }
        finally
        {
            await writer.CompleteAsync();
        }
    }

    static async ValueTask<int> ReadAsync(Stream body, Memory<byte> memory, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(memory, cancellationToken);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new ConnectionException("The connection broke.", e);
        }
    }

    async Task DrainAsync(PipeReader reader)
    {
        while (true)
        {
            var read = await reader.ReadAsync();
            foreach (var segment in read.Buffer)
            {
                if (segment.IsEmpty) continue;
                target.Write(segment.Span);
            }

            if (!read.Buffer.IsEmpty)
            {
                persistence.Moved();
                await target.CheckpointAsync();
                options.Progress?.Invoke(new TransferProgress(target.Received, size));
            }

            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) break;
        }

        await reader.CompleteAsync();
    }
}
