using ChatBox.Client.Files;
using ChatBox.Protocol.Json;

namespace ChatBox.Client;

public sealed partial class ChatClient
{
    /// <summary>Accepts the file of a message where it is an offer to oneself, and waits until the server has it whole.</summary>
    /// <param name="message">One that carries a file.</param>
    /// <param name="cancellationToken">Ends waiting; what was accepted stays so.</param>
    /// <returns>The message, with a file that can be fetched.</returns>
    /// <exception cref="OfferEndedException">The file was declined before, or withdrawn, or never became whole.</exception>
    public async Task<MessageObject> AcceptFileAsync(MessageObject message, CancellationToken cancellationToken = default)
    {
        if (message is { File.State: FileWords.Offered } && message.Author.Id != Me.Id)
            message = await SetFileStateAsync(message.Conversation, message.Number, FileWords.Accepted, cancellationToken);
        return await UntilAsync(message, now => now.File is { Ready: true }, _ => { }, cancellationToken);
    }

    /// <summary>Waits until the other has the file: verified, arrived or damaged.</summary>
    /// <param name="offer">The message of the offer.</param>
    /// <param name="changed">Is given each version of it that comes by the way, the last included.</param>
    /// <param name="cancellationToken">Ends waiting; the offer stays.</param>
    /// <exception cref="OfferEndedException">The file was declined, or withdrawn, or never became whole.</exception>
    public Task<MessageObject> WaitForArrivalAsync(
        MessageObject offer, Action<MessageObject> changed, CancellationToken cancellationToken = default) =>
        UntilAsync(
            offer, now => now.File is { State: FileWords.Verified or FileWords.Arrived or FileWords.Damaged }, changed, cancellationToken);

    async Task<MessageObject> UntilAsync(
        MessageObject message, Func<MessageObject, bool> isReached, Action<MessageObject> changed, CancellationToken cancellationToken)
    {
        if (isReached(message) && OfferWatch.EndOf(message) is null) return message;
        await foreach (var now in WatchAsync(message.Conversation, message.Number, cancellationToken))
        {
            changed(now);
            if (OfferWatch.EndOf(now) is { } ended) throw ended;
            if (isReached(now)) return now;
        }

        // A watch ends with an exception, and in no other way.
        throw new ConnectionException("The connection was closed.");
    }
}
