using ChatBox.Protocol.Json;

namespace ChatBox.Client.Tails;

/// <summary>
/// News of one conversation for one reader. It comes in by <see cref="Offer"/> and is a hint only: whatever does not follow what the reader
/// knows makes it ask the server. Offering is thread-safe; there is one reader.
/// </summary>
abstract class NewsQueue(string conversation)
{
    /// <summary>As many frames as the server lets wait for us. Beyond it news is dropped and asked for later.</summary>
    public const int Capacity = 500;

    readonly Lock gate = new();
    readonly Queue<MessageObject> news = [];
    TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    bool mustAsk = true;
    Exception? end;

    public string Conversation => conversation;

    /// <summary>Whether there is nothing to ask for, by what the server says of the conversation after coming back.</summary>
    public abstract bool Knows(ConversationObject now);

    /// <summary>A message that was pushed.</summary>
    public void Offer(MessageObject message)
    {
        lock (gate)
        {
            if (news.Count < Capacity) news.Enqueue(message);
            else mustAsk = true;
            changed.TrySetResult();
        }
    }

    /// <summary>The server may have more than was pushed.</summary>
    public void AskServer()
    {
        lock (gate)
        {
            mustAsk = true;
            changed.TrySetResult();
        }
    }

    /// <summary>No more will come.</summary>
    public void End(Exception reason)
    {
        lock (gate)
        {
            end ??= reason;
            changed.TrySetResult();
        }
    }

    /// <returns>The next message that was pushed, or null where the server must be asked for what follows.</returns>
    public async ValueTask<MessageObject?> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (gate)
            {
                if (mustAsk && end is null)
                {
                    mustAsk = false;
                    return null;
                }

                if (news.TryDequeue(out var message)) return message;
                if (end is not null) throw end;
                if (this.changed.Task.IsCompleted)
                    this.changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                changed = this.changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }
}
