using ChatBox.Protocol.Json;

namespace ChatBox.Client.Tails;

/// <summary>
/// One conversation that somebody reads from a number on. News comes in by <see cref="Offer"/> and is a hint only: whatever does not
/// follow what was delivered makes the reader ask the server. Offering is thread-safe; there is one reader.
/// </summary>
sealed class Tail(string conversation, long after)
{
    /// <summary>As many frames as the server lets wait for us. Beyond it news is dropped and asked for later.</summary>
    public const int Capacity = 500;

    readonly Lock _gate = new();
    readonly Queue<MessageObject> _news = [];
    TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    bool _mustAsk = true;
    Exception? _end;

    public string Conversation => conversation;

    /// <summary>The highest number that was delivered. Written by the reader alone.</summary>
    public long Delivered { get; private set; } = after;

    /// <summary>A message that was pushed.</summary>
    public void Offer(MessageObject message)
    {
        lock (_gate)
        {
            if (_news.Count < Capacity) _news.Enqueue(message);
            else _mustAsk = true;
            _changed.TrySetResult();
        }
    }

    /// <summary>The server may have more than was pushed.</summary>
    public void AskServer()
    {
        lock (_gate)
        {
            _mustAsk = true;
            _changed.TrySetResult();
        }
    }

    /// <summary>No more will come.</summary>
    public void End(Exception reason)
    {
        lock (_gate)
        {
            _end ??= reason;
            _changed.TrySetResult();
        }
    }

    /// <returns>The next message that was pushed, or null where the server must be asked for what follows <see cref="Delivered"/>.</returns>
    public async ValueTask<MessageObject?> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_mustAsk && _end is null)
                {
                    _mustAsk = false;
                    return null;
                }

                if (_news.TryDequeue(out var message)) return message;
                if (_end is not null) throw _end;
                if (_changed.Task.IsCompleted) _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Whether a pushed message is the next one. One that is known is passed over; one too far ahead makes the reader ask.</summary>
    public bool AcceptNews(MessageObject message)
    {
        if (message.Number == Delivered + 1)
        {
            Delivered++;
            return true;
        }

        if (message.Number > Delivered) AskServer();
        return false;
    }

    /// <summary>Whether a message of the history is the next one; one that is known is passed over.</summary>
    /// <exception cref="LostMessagesException">Some before it are missing.</exception>
    public bool AcceptHistory(MessageObject message)
    {
        if (message.Number <= Delivered) return false;
        if (message.Number != Delivered + 1)
            throw new LostMessagesException($"The server left out the messages {Delivered + 1} to {message.Number - 1} of a conversation.");
        Delivered++;
        return true;
    }
}
