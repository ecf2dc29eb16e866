using ChatBox.Protocol.Json;

namespace ChatBox.Client.Tails;

/// <summary>All conversations that are being read. Thread-safe.</summary>
sealed class TailBoard
{
    readonly Lock gate = new();
    readonly List<NewsQueue> tails = [];
    Exception? end;

    public T Add<T>(T tail)
        where T : NewsQueue
    {
        lock (gate)
        {
            tails.Add(tail);
            if (end is not null) tail.End(end);
        }

        return tail;
    }

    public void Remove(NewsQueue tail)
    {
        lock (gate) tails.Remove(tail);
    }

    public bool Any => Count > 0;

    public void Offer(MessageObject message)
    {
        foreach (var tail in Of(message.Conversation).OfType<Tail>()) tail.Offer(message);
    }

    public void OfferChange(MessageObject message)
    {
        foreach (var tail in Of(message.Conversation).OfType<ChangeTail>()) tail.Offer(message);
    }

    public void End(string conversation, Exception reason)
    {
        foreach (var tail in Of(conversation)) tail.End(reason);
    }

    /// <summary>There will be no further connection.</summary>
    public void End(Exception reason)
    {
        List<NewsQueue> all;
        lock (gate)
        {
            end ??= reason;
            all = [.. tails];
        }

        foreach (var tail in all) tail.End(reason);
    }

    /// <summary>
    /// After coming back: only those whose conversation went on need to ask. One that is not in the list asks too, and is told why.
    /// </summary>
    public void CompareWith(IEnumerable<ConversationObject> conversations)
    {
        List<NewsQueue> all;
        lock (gate) all = [.. tails];
        // A server that names one twice is taken by its last word.
        var now = conversations.GroupBy(conversation => conversation.Id).ToDictionary(group => group.Key, group => group.Last());
        foreach (var tail in all)
        {
            if (!now.TryGetValue(tail.Conversation, out var conversation) || !tail.Knows(conversation)) tail.AskServer();
        }
    }

    int Count
    {
        get
        {
            lock (gate) return tails.Count;
        }
    }

    List<NewsQueue> Of(string conversation)
    {
        lock (gate) return [.. tails.Where(tail => tail.Conversation == conversation)];
    }
}
