using ChatBox.Client.Files;
using ChatBox.Core.Messages;
using ChatBox.Protocol.Json;

namespace ChatBox.Client;

public sealed partial class ChatClient
{
    const string Direct = "direct";

    // The server reads the whole file once more where it cannot go by what it hashed on the way.
    static readonly TimeSpan FinishTimeout = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Sends a file, over as many connections as it takes, and with <see cref="SendFileOptions.Uploads"/> over as many runs. In a room the
    /// message comes when the server has the file whole and checked; in a direct conversation the file is offered first, and its bytes go
    /// up meanwhile.
    /// </summary>
    /// <param name="conversation">One that one is in.</param>
    /// <param name="source">What to send. It is hashed while it goes up; the server must come to the same SHA-256.</param>
    /// <param name="options">How; default <see cref="SendFileOptions"/> as they are.</param>
    /// <param name="cancellationToken">Ends it. What has gone up waits for a day; an offer stays.</param>
    /// <exception cref="OfferEndedException">The other declined it, or it was withdrawn elsewhere.</exception>
    /// <exception cref="DamagedFileException">What the server got is not what was sent, because the file changed meanwhile,
    /// say.</exception>
    /// <exception cref="LocalFileException">The source cannot be read, or another program is sending it there.</exception>
    /// <exception cref="RefusedException">No room (<c>quota_exceeded</c>, <c>storage_full</c>), a bad name (<c>bad_file_name</c>), and
    /// others.</exception>
    public async Task<SentFile> SendFileAsync(
        ConversationObject conversation, UploadSource source, SendFileOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new SendFileOptions();
        if (options.Text.Length > 0 && !MessageText.TryParse(options.Text, out _, out var refusal))
            throw new RefusedException(refusal.Code, refusal.Message);
        using var record = OpenRecord(conversation, source, options);
        if (record?.State is { } state)
        {
            try
            {
                return await SendFileAsync(conversation, source, options, record, state, isNew: false, cancellationToken);
            }
            catch (RefusedException e) when (e.Code is "no_such_file" or "file_gone")
            {
                this.options.Notice?.Invoke("What went up before is no longer there. It begins anew.");
            }
            catch (OfferEndedException e) when (e.State == FileWords.Failed)
            {
                this.options.Notice?.Invoke($"{e.Message} It begins anew.");
            }
        }

        var made = new UploadState(
            UploadState.CurrentVersion, await CreateUploadAsync(source, options, cancellationToken), ClientMessageId.New().Value);
        record?.Keep(made);
        return await SendFileAsync(conversation, source, options, record, made, isNew: true, cancellationToken);
    }

    UploadRecord? OpenRecord(ConversationObject conversation, UploadSource source, SendFileOptions options)
    {
        if (source.Identity is null || options.Uploads is not { } store) return null;
        return store.TryOpen($"{Server.Id}\n{Me.Id}\n{conversation.Id}\n{source.Identity}\n{source.Name}\n{options.Text}")
            ?? throw new LocalFileException($"{source.Name} is being sent there by another chatbox already.");
    }

    async Task<SentFile> SendFileAsync(
        ConversationObject conversation, UploadSource source, SendFileOptions options, UploadRecord? record, UploadState state, bool isNew,
        CancellationToken cancellationToken)
    {
        try
        {
            var isOffer = conversation.Kind == Direct && conversation.Person?.Id != Me.Id;
            // Of an earlier run it may be there already: with the same client id that is what comes back.
            var message = isOffer || !isNew ? await TrySendUploadAsync(conversation.Id, state, options, cancellationToken) : null;
            var sent = message?.File is { Ready: true, Sha256: { } known, Size: { } size }
                ? new SentFile(message, known, size, size)
                : await UploadAsync(conversation.Id, source, options, state, message, isNew, cancellationToken);
            record?.Forget();
            return sent;
        }
        catch (ChatException e) when (e is OfferEndedException or DamagedFileException
            or RefusedException { Code: "no_such_file" or "file_gone" })
        {
            // There is nothing left to go on with.
            record?.Forget();
            throw;
        }
    }

    /// <returns>The message; null where it must wait until the file is whole.</returns>
    async Task<MessageObject?> TrySendUploadAsync(
        string conversation, UploadState state, SendFileOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var message = await SendUploadAsync(conversation, state.Upload, options.Text, state.ClientId, cancellationToken);
            if (OfferWatch.EndOf(message) is { } ended) throw ended;
            options.Sent?.Invoke(message);
            return message;
        }
        catch (RefusedException e) when (e.Code == "upload_unfinished")
        {
            return null;
        }
    }

    async Task<SentFile> UploadAsync(
        string conversation, UploadSource source, SendFileOptions options, UploadState state, MessageObject? offer, bool isNew,
        CancellationToken cancellationToken)
    {
        await using var watch = offer is null
            ? null
            : new OfferWatch(token => WatchAsync(conversation, offer.Number, token), cancellationToken);
        var token = watch?.Token ?? cancellationToken;
        var (tus, persistence) = (new TusUpload(door, () => joining.Token), PersistenceOf(options));
        try
        {
            var uploader = new Uploader(tus, state.Upload, source, options, persistence, this.options.TimeProvider);
            var (sha256, length) = await uploader.RunAsync(isNew, token);
            if (!await TryFinishAsync(tus, state.Upload, sha256, persistence, token))
            {
                // The server's disk has lost what it had: what it has now is asked for, and the rest sent again.
                var again = new Uploader(tus, state.Upload, source, options, persistence, this.options.TimeProvider);
                (sha256, length) = await again.RunAsync(isNew: false, token);
                if (!await TryFinishAsync(tus, state.Upload, sha256, persistence, token))
                    throw new DamagedFileException($"The server cannot keep {source.Name}.");
            }

            var message = offer is null
                ? await SendUploadAsync(conversation, state.Upload, options.Text, state.ClientId, token)
                : await GetMessageAsync(conversation, offer.Number, token);
            if (OfferWatch.EndOf(message) is { } ended) throw ended;
            if (offer is null) options.Sent?.Invoke(message);
            return new SentFile(message, sha256, length, isNew ? 0 : uploader.ResumedAt);
        }
        catch (OperationCanceledException) when (watch is { HasEnded: true, Ended: { } ended })
        {
            throw OfferWatch.EndOf(ended)!;
        }
        catch (RefusedException e) when (e.Code == "file_gone" && offer is not null)
        {
            // The news of it comes by another way, and may be behind.
            throw OfferWatch.EndOf(await GetMessageAsync(conversation, offer.Number, cancellationToken)) ?? (ChatException)e;
        }
        catch (RefusedException e) when (e.Code == "checksum_mismatch")
        {
            throw new DamagedFileException(
                $"What the server got of {source.Name} is not what was sent: it may have changed meanwhile. Send it again.");
        }
    }

    async Task<string> CreateUploadAsync(UploadSource source, TransferOptions options, CancellationToken cancellationToken)
    {
        var (tus, persistence) = (new TusUpload(door, () => joining.Token), PersistenceOf(options));
        while (true)
        {
            try
            {
                return await InTimeAsync(
                    token => tus.CreateAsync(source, FileTypes.Of(source.Name), token), Persistence.Stall, NoAnswer, cancellationToken);
            }
            catch (ChatException e)
            {
                // One that was made without our knowing is swept by the server.
                await persistence.WaitAsync(e, "Trying again.", cancellationToken);
            }
        }
    }

    /// <summary>Asking again is harmless: a file that is whole stays whole.</summary>
    /// <returns>Whether it is whole; false where the server has not all of it any more.</returns>
    async Task<bool> TryFinishAsync(
        TusUpload tus, string upload, string sha256, Persistence persistence, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await InTimeAsync(token => tus.FinishAsync(upload, sha256, token), FinishTimeout, NoAnswer, cancellationToken);
                return true;
            }
            catch (RefusedException e) when (e.Code == "upload_unfinished")
            {
                return false;
            }
            catch (ChatException e)
            {
                await persistence.WaitAsync(e, "Trying again.", cancellationToken);
            }
        }
    }
}
