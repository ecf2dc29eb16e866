using ChatBox.Core.People;

namespace ChatBox.Core.Presence;

/// <summary>
/// Who is here: a person is as present as the most present of the sessions. Who closes the last one stays for <paramref name="grace"/>, so
/// that a reload of the page is not seen as going and coming. Sans-I/O: the time is an argument, counted from any fixed moment by a clock
/// that nobody sets. Not thread-safe.
/// </summary>
public sealed class PresenceBoard(TimeSpan grace)
{
    /// <summary>Long enough for a page to reload, short beside the 30 s within which a pulled cable must show.</summary>
    public static readonly TimeSpan DefaultGrace = TimeSpan.FromSeconds(3);

    readonly Dictionary<PersonId, Entry> entries = [];
    readonly PriorityQueue<PersonId, TimeSpan> leaving = new();

    /// <summary>When <see cref="PollGone"/> has something to say next; null for never.</summary>
    public TimeSpan? NextDue => leaving.TryPeek(out _, out var due) ? due : null;

    public IEnumerable<PersonId> Present => entries.Keys;

    public PresenceState Of(PersonId person) => entries.TryGetValue(person, out var entry) ? entry.State : PresenceState.Offline;

    /// <summary>A session began. True where the person was not here before.</summary>
    public bool HandleAttached(PersonId person, long session)
    {
        var isNew = !entries.TryGetValue(person, out var entry);
        if (entry is null) entries[person] = entry = new Entry();
        entry.Sessions[session] = PresenceState.Online;
        entry.GoneAt = null;
        return isNew;
    }

    /// <summary>A session says what its device is. True where the person's presence changed by it.</summary>
    public bool HandleState(PersonId person, long session, PresenceState state)
    {
        if (!entries.TryGetValue(person, out var entry) || !entry.Sessions.ContainsKey(session)) return false;
        var before = entry.State;
        entry.Sessions[session] = state;
        return entry.State != before;
    }

    /// <summary>
    /// A session ended. True where the person's presence changed by it at once; who has no session left goes after the grace.
    /// </summary>
    public bool HandleDetached(PersonId person, long session, TimeSpan now)
    {
        if (!entries.TryGetValue(person, out var entry)) return false;
        var before = entry.State;
        if (!entry.Sessions.Remove(session)) return false;
        if (entry.Sessions.Count > 0) return entry.State != before;
        entry.Last = before;
        entry.GoneAt = now + grace;
        leaving.Enqueue(person, now + grace);
        return false;
    }

    /// <summary>A person has left for good: no grace. True where the person was here.</summary>
    public bool HandleLeft(PersonId person) => entries.Remove(person);

    /// <summary>Who is offline since the last call, by <paramref name="now"/>.</summary>
    public IReadOnlyList<PersonId> PollGone(TimeSpan now)
    {
        List<PersonId> gone = [];
        while (leaving.TryPeek(out var person, out var due) && due <= now)
        {
            leaving.Dequeue();
            if (entries.TryGetValue(person, out var entry) && entry.GoneAt <= now && entries.Remove(person)) gone.Add(person);
        }

        return gone;
    }

    sealed class Entry
    {
        public Dictionary<long, PresenceState> Sessions { get; } = [];
        public PresenceState Last { get; set; } = PresenceState.Online;
        public TimeSpan? GoneAt { get; set; }
        public PresenceState State => Sessions.Count == 0 ? Last : Sessions.Values.Max();
    }
}
