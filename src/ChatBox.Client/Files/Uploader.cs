namespace ChatBox.Client.Files;

/// <summary>One upload from where it is to its end, over as many connections as it takes. Not thread-safe.</summary>
sealed class Uploader(TusUpload tus, string id, UploadSource source, TransferOptions options, Persistence persistence, TimeProvider clock)
{
    // After so many refused offsets in a row two programs are at it, or the server counts wrongly.
    const int MaxWrongOffsets = 10;

    const string WrongOffset = "wrong_offset";

    long confirmed;
    Watchdog? watchdog;

    /// <summary>How many bytes were there when it began.</summary>
    public long ResumedAt { get; private set; }

    /// <param name="isNew">Whether the server has nothing yet, so that it need not be asked.</param>
    /// <param name="cancellationToken">Ends it; it can be gone on with.</param>
    /// <returns>The SHA-256 of all bytes, and how many they are.</returns>
    public async Task<(string Sha256, long Length)> RunAsync(bool isNew, CancellationToken cancellationToken)
    {
        await using IUploadBody body = source.Length is null ? new StreamBody(source) : new FileBody(source);
        if (source.Length is not null) body.LengthIsTold();
        long? known = isNew ? 0 : null;
        var (isFirst, wrongOffsets) = (true, 0);
        while (true)
        {
            try
            {
                var offset = known ?? await LookAsync(body, cancellationToken);
                if (isFirst) ResumedAt = offset;
                Confirm(offset);
                (isFirst, known) = (false, null);
                options.Progress?.Invoke(new TransferProgress(offset, source.Length));
                if (await body.FromAsync(offset, Moved, cancellationToken) is not { } part) return (body.Digest(), offset);
                known = await AppendAsync(body, offset, part, cancellationToken);
                wrongOffsets = 0;
            }
            catch (RefusedException e) when (e.Code == WrongOffset && ++wrongOffsets < MaxWrongOffsets)
            {
                // What the server has is asked for next.
            }
            catch (ChatException e)
            {
                known = null;
                await persistence.WaitAsync(e, "Trying to go on.", cancellationToken);
            }
        }
    }

    async Task<long> LookAsync(IUploadBody body, CancellationToken cancellationToken)
    {
        using var watchdog = new Watchdog(clock, cancellationToken);
        try
        {
            var (offset, hasLength) = await tus.LookAsync(id, watchdog.Token);
            if (hasLength) body.LengthIsTold();
            return offset;
        }
        catch (OperationCanceledException) when (watchdog.HasBarked)
        {
            throw Watchdog.Barked();
        }
    }

    async Task<long> AppendAsync(IUploadBody body, long offset, UploadPart part, CancellationToken cancellationToken)
    {
        using var watchdog = new Watchdog(clock, cancellationToken);
        this.watchdog = watchdog;
        try
        {
            var now = await tus.AppendAsync(id, offset, part, watchdog.Token);
            if (now < offset || now > offset + part.Content.Length) throw new ProtocolViolationException("The server counts bytes that were not sent.");
            if (part.Length is not null) body.LengthIsTold();
            return now;
        }
        catch (Exception) when (part.Content.Failure is { } failure)
        {
            throw failure;
        }
        catch (OperationCanceledException) when (watchdog.HasBarked)
        {
            throw Watchdog.Barked();
        }
        finally
        {
            await part.Content.StopAsync();
            this.watchdog = null;
        }
    }

    /// <summary>Bytes have gone out; whether they have come anywhere is another question.</summary>
    void Moved(long at)
    {
        watchdog?.Calm();
        persistence.Touched();
        options.Progress?.Invoke(new TransferProgress(at, source.Length));
    }

    void Confirm(long offset)
    {
        if (offset <= confirmed) return;
        confirmed = offset;
        persistence.Moved();
    }
}
