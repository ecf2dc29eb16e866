using ChatBox.Protocol.Json;

namespace ChatBox.Client.Files;

/// <summary>Ends an upload at once when the other does not want the file: not a byte more goes up than must.</summary>
sealed class OfferWatch : IAsyncDisposable
{
    readonly CancellationTokenSource stop;
    readonly CancellationToken outer;
    readonly Task watching;

    /// <param name="versions">The message of the offer, each time that it changes.</param>
    /// <param name="cancellationToken">Of who sends.</param>
    public OfferWatch(Func<CancellationToken, IAsyncEnumerable<MessageObject>> versions, CancellationToken cancellationToken)
    {
        outer = cancellationToken;
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        watching = WatchAsync(versions);
    }

    /// <summary>Ends with the offer.</summary>
    public CancellationToken Token => stop.Token;

    /// <summary>The message as the offer ended; null while it holds.</summary>
    public MessageObject? Ended { get; private set; }

    /// <summary>Whether a cancellation comes from here.</summary>
    public bool HasEnded => Ended is not null && !outer.IsCancellationRequested;

    /// <summary>What stands against going on; null where nothing does.</summary>
    public static OfferEndedException? EndOf(MessageObject message) => message switch
    {
        { Deleted: true } => new(FileWords.Cancelled, "The message with the file was deleted."),
        { File: { State: FileWords.Declined } file } => new(file.State, $"{file.Name} was declined."),
        { File: { State: FileWords.Cancelled } file } => new(file.State, $"{file.Name} was withdrawn."),
        { File: { State: FileWords.Failed } file } => new(file.State, $"{file.Name} never became whole: it was damaged on the way, or given up."),
        _ => null,
    };

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await watching;
        stop.Dispose();
    }

    async Task WatchAsync(Func<CancellationToken, IAsyncEnumerable<MessageObject>> versions)
    {
        while (true)
        {
            try
            {
                await foreach (var message in versions(stop.Token))
                {
                    if (EndOf(message) is null) continue;
                    Ended = message;
                    await stop.CancelAsync();
                }

                return;
            }
            catch (AnswerTimeoutException)
            {
                // A server with too much to do. Who waits for bytes of its own, from a pipe say, hears of the end from nowhere else.
            }
            catch (Exception e) when (e is ChatException or ObjectDisposedException or OperationCanceledException)
            {
                // A hint less: the upload itself is refused too (file_gone).
                return;
            }
        }
    }
}
