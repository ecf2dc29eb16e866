using System.Runtime.CompilerServices;
using ChatBox.Client.Requests;
using ChatBox.Client.Tails;
using ChatBox.Protocol.Json;
using Words = ChatBox.Protocol.Json.RequestWords;

namespace ChatBox.Client;

public sealed partial class ChatClient
{
    /// <summary>
    /// Messages that were there and are others now (deleted, or the state of their file), as they change: each as it is by then, in the
    /// order of the changes. Of several changes while there was no connection only the newest of a message is told. Ends as
    /// <see cref="TailAsync(string, long, CancellationToken)"/> does.
    /// </summary>
    /// <param name="conversation">The id of a conversation one is in.</param>
    /// <param name="after">The number of the last change one knows: <see cref="ConversationObject.Changes"/>, or 0 for all.</param>
    /// <param name="cancellationToken">Ends reading with <see cref="OperationCanceledException"/>.</param>
    public async IAsyncEnumerable<MessageObject> ChangesAsync(
        string conversation, long after, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var tail = tails.Add(new ChangeTail(conversation, after));
        try
        {
            while (true)
            {
                if (await tail.NextAsync(cancellationToken) is { } news)
                {
                    if (tail.AcceptNews(news)) yield return news;
                    continue;
                }

                var pulled = PullChangesAsync(tail, cancellationToken);
                await foreach (var message in pulled) yield return message;
            }
        }
        finally
        {
            tails.Remove(tail);
        }
    }

    /// <summary>
    /// What happens in conversations: new messages as <see cref="TailAsync(string, long, CancellationToken)"/> gives them, and between them
    /// what <see cref="ChangesAsync"/> gives.
    /// </summary>
    /// <param name="starts">Where to begin, for each conversation.</param>
    /// <param name="cancellationToken">Ends reading with <see cref="OperationCanceledException"/>.</param>
    public IAsyncEnumerable<MessageNews> FollowAsync(IEnumerable<ConversationStart> starts, CancellationToken cancellationToken = default)
    {
        return Merged.OfAsync(starts.SelectMany(SourcesOf), cancellationToken);

        IEnumerable<Func<CancellationToken, IAsyncEnumerable<MessageNews>>> SourcesOf(ConversationStart start) =>
        [
            token => TailAsync(start.Conversation, start.Messages, token).Select(message => new MessageNews(message, IsChange: false)),
            token => ChangesAsync(start.Conversation, start.Changes, token).Select(message => new MessageNews(message, IsChange: true)),
        ];
    }

    /// <summary>One message as it is now, and then again whenever it changes.</summary>
    /// <inheritdoc cref="ChangesAsync"/>
    public async IAsyncEnumerable<MessageObject> WatchAsync(
        string conversation, long number, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // First the number of changes, then the message: what happens in between is told twice rather than not at all.
        var known = (await GetConversationAsync(conversation, cancellationToken)).Changes ?? 0;
        yield return await GetMessageAsync(conversation, number, cancellationToken);
        await foreach (var message in ChangesAsync(conversation, known, cancellationToken))
        {
            if (message.Number == number) yield return message;
        }
    }

    /// <summary>One message.</summary>
    /// <exception cref="RefusedException">There is none with this number (<c>no_such_message</c>).</exception>
    public async Task<MessageObject> GetMessageAsync(string conversation, long number, CancellationToken cancellationToken = default)
    {
        var page = await GetHistoryAsync(conversation, number - 1, limit: 1, cancellationToken);
        return page.Messages is [{ } message, ..] && message.Number == number
            ? message
            : throw new RefusedException("no_such_message", "There is no message with this number in this conversation.");
    }

    async IAsyncEnumerable<MessageObject> PullChangesAsync(ChangeTail tail, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var start = tail.Known;
            // A server that is away for a day is waited for: who reads on wants to.
            var answer = await AskAsync(
                number => new Request(
                    number,
                    isRepeatable: true,
                    Words.Changes,
                    (Words.Conversation, tail.Conversation),
                    (Words.After, start),
                    (Words.Limit, PageLimit)),
                Timeout.InfiniteTimeSpan,
                NoAnswer,
                cancellationToken);
            foreach (var message in Checked.Required(answer.Messages, Checked.IsWhole))
            {
                if (tail.AcceptAsked(message)) yield return message;
            }

            var newest = answer.Changes ?? throw Checked.Incomplete();
            if (tail.Known >= newest || tail.Known == start)
            {
                tail.CatchUp(newest);
                yield break;
            }
        }
    }
}
