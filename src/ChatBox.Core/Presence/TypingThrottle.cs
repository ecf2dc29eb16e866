using ChatBox.Core.Conversations;
using ChatBox.Core.People;

namespace ChatBox.Core.Presence;

/// <summary>
/// Others are told that somebody types at most once in 3 s per conversation, however often it is said. The time is an argument, counted
/// from any fixed moment by a clock that nobody sets. Not thread-safe.
/// </summary>
public sealed class TypingThrottle
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    // Old entries say nothing: when this many wait, those past the interval are dropped, once an interval.
    const int SweepAt = 4096;

    readonly Dictionary<(PersonId, ConversationId), TimeSpan> told = [];
    TimeSpan? swept;

    public bool TryTell(PersonId person, ConversationId conversation, TimeSpan now)
    {
        if (told.TryGetValue((person, conversation), out var last) && now - last < Interval) return false;
        if (told.Count >= SweepAt && !(now - swept < Interval)) Sweep(now);
        told[(person, conversation)] = now;
        return true;
    }

    void Sweep(TimeSpan now)
    {
        swept = now;
        foreach (var (key, last) in told)
            if (now - last >= Interval) told.Remove(key);
    }
}
