using ChatBox.Core.Conversations;
using ChatBox.Core.People;

namespace ChatBox.Core.Presence;

/// <summary>Others are told that somebody types at most once in 3 s per conversation, however often it is said. Not thread-safe.</summary>
public sealed class TypingThrottle
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    // Old entries say nothing: when this many wait, those past the interval are dropped, once an interval.
    const int SweepAt = 4096;

    readonly Dictionary<(PersonId, ConversationId), DateTimeOffset> told = [];
    DateTimeOffset swept;

    public bool TryTell(PersonId person, ConversationId conversation, DateTimeOffset now)
    {
        // By the distance, so that a clock that was set back silences nobody.
        if (told.TryGetValue((person, conversation), out var last) && (now - last).Duration() < Interval) return false;
        if (told.Count >= SweepAt && (now - swept).Duration() >= Interval) Sweep(now);
        told[(person, conversation)] = now;
        return true;
    }

    void Sweep(DateTimeOffset now)
    {
        swept = now;
        foreach (var (key, last) in told)
            if ((now - last).Duration() >= Interval) told.Remove(key);
    }
}
