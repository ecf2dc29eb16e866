using ChatBox.Protocol.Json;

namespace ChatBox.Client.Tails;

/// <summary>All tails that are being read. Thread-safe.</summary>
sealed class TailBoard
{
    readonly Lock _gate = new();
    readonly List<Tail> _tails = [];
    Exception? _end;

    public Tail Add(string conversation, long after)
    {
        var tail = new Tail(conversation, after);
        lock (_gate)
        {
            _tails.Add(tail);
            if (_end is not null) tail.End(_end);
        }

        return tail;
    }

    public void Remove(Tail tail)
    {
        lock (_gate) _tails.Remove(tail);
    }

    public bool Any => Count > 0;

    public void Offer(MessageObject message)
    {
        foreach (var tail in Of(message.Conversation)) tail.Offer(message);
    }

    public void End(string conversation, Exception reason)
    {
        foreach (var tail in Of(conversation)) tail.End(reason);
    }

    /// <summary>There will be no further connection.</summary>
    public void End(Exception reason)
    {
        List<Tail> all;
        lock (_gate)
        {
            _end ??= reason;
            all = [.. _tails];
        }

        foreach (var tail in all) tail.End(reason);
    }

    /// <summary>After coming back: only those whose conversation went on need to ask. One that is not in the list asks too, and is told why.</summary>
    public void CompareWith(IReadOnlyDictionary<string, long> lastByConversation)
    {
        List<Tail> all;
        lock (_gate) all = [.. _tails];
        foreach (var tail in all)
        {
            if (!lastByConversation.TryGetValue(tail.Conversation, out var last) || last != tail.Delivered) tail.AskServer();
        }
    }

    int Count
    {
        get
        {
            lock (_gate) return _tails.Count;
        }
    }

    List<Tail> Of(string conversation)
    {
        lock (_gate) return [.. _tails.Where(tail => tail.Conversation == conversation)];
    }
}
