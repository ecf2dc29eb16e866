using System.Runtime.CompilerServices;
using ChatBox.Client.Tails;
using ChatBox.Protocol.Json;

namespace ChatBox.Client;

public sealed partial class ChatClient
{
    /// <summary>
    /// The messages of a conversation after a number, and then each new one: every message once, in the order of its number, however often
    /// the connection breaks. Ends by cancelling, or with a <see cref="ChatException"/>.
    /// </summary>
    /// <param name="conversation">The id of a conversation one is in.</param>
    /// <param name="after">0 for all; the last number one has, to go on from there.</param>
    /// <param name="cancellationToken">Ends reading with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="RefusedException">One is not, or no longer, in the conversation.</exception>
    /// <exception cref="LostMessagesException">The server does not have all it had, or leaves some out.</exception>
    public async IAsyncEnumerable<MessageObject> TailAsync(
        string conversation, long after, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var tail = tails.Add(new Tail(conversation, after));
        try
        {
            while (true)
            {
                if (await tail.NextAsync(cancellationToken) is { } news)
                {
                    if (tail.AcceptNews(news)) yield return news;
                    continue;
                }

                // A server that is away for a day is waited for: who reads on wants to.
                var pulled = PullAsync(tail, upTo: null, Timeout.InfiniteTimeSpan, cancellationToken);
                await foreach (var message in pulled) yield return message;
            }
        }
        finally
        {
            tails.Remove(tail);
        }
    }

    /// <summary>
    /// As <see cref="TailAsync(string, long, CancellationToken)"/> for several conversations; the order holds within each.
    /// </summary>
    /// <param name="after">By conversation, the number to go on from.</param>
    /// <param name="cancellationToken">Ends reading with <see cref="OperationCanceledException"/>.</param>
    public async IAsyncEnumerable<MessageObject> TailAsync(
        IReadOnlyDictionary<string, long> after, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var sources = after.Select(
            Func<CancellationToken, IAsyncEnumerable<MessageObject>> (start) => token => TailAsync(start.Key, start.Value, token));
        await foreach (var message in Merged.OfAsync(sources, cancellationToken)) yield return message;
    }

    /// <summary>The messages after a number, up to the last one that there is at the moment of the call.</summary>
    /// <inheritdoc cref="TailAsync(string, long, CancellationToken)"/>
    public async IAsyncEnumerable<MessageObject> ReadAsync(
        string conversation, long after, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var now = (await GetConversationAsync(conversation, cancellationToken)).Last ?? 0;
        if (after >= now) yield break;
        var pulled = PullAsync(new Tail(conversation, after), now, options.RequestTimeout, cancellationToken);
        await foreach (var message in pulled) yield return message;
    }

    async IAsyncEnumerable<MessageObject> PullAsync(
        Tail tail, long? upTo, TimeSpan timeout, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var start = tail.Delivered;
            var page = await GetHistoryAsync(tail.Conversation, start, PageLimit, timeout, cancellationToken);
            if (page.Last < start)
                throw new LostMessagesException($"The server knows {page.Last} messages of a conversation in which {start} were read.");

            foreach (var message in page.Messages)
            {
                if (tail.Delivered >= upTo) yield break;
                if (tail.AcceptHistory(message)) yield return message;
            }

            if (tail.Delivered >= (upTo ?? page.Last)) yield break;
            if (tail.Delivered == start)
                throw new LostMessagesException($"The server says a conversation has {page.Last} messages, but gives none after {start}.");
        }
    }
}
