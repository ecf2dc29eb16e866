namespace ChatBox.Rdt.Sending;

/// <summary>What a sender is waiting for.</summary>
enum Situation
{
    /// <summary>Bytes are on the way, or may go.</summary>
    Sending,

    /// <summary>All that the client's limit allows has arrived.</summary>
    HeldByLimit,

    /// <summary>All below the offset of a pause has arrived.</summary>
    Paused,

    /// <summary>The whole file has arrived; the client has not said that its hash is right.</summary>
    AwaitingDone,
}

/// <summary>How long a sender bears with a client that does not get on (docs/rdt.md, RDT-37, 40, 54, 55). Not thread-safe.</summary>
sealed class Patience
{
    public static readonly TimeSpan LimitOfZero = TimeSpan.FromSeconds(60);
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan Done = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan RateWindow = TimeSpan.FromSeconds(60);

    /// <summary>1 KiB/s.</summary>
    public const long LeastBytesPerWindow = 60 * 1_024;

    static readonly TimeSpan PersistInterval = TimeSpan.FromSeconds(5);

    Situation situation;
    TimeSpan since;
    TimeSpan windowStart;
    long ackedAtStart;
    TimeSpan nextPersist;

    bool CountsRate => situation is Situation.Sending or Situation.HeldByLimit;

    public TimeSpan Deadline
    {
        get
        {
            var end = situation switch
            {
                Situation.Paused => since + Pause,
                Situation.AwaitingDone => since + Done,
                _ => windowStart + RateWindow,
            };
            return situation == Situation.HeldByLimit && nextPersist < end ? nextPersist : end;
        }
    }

    public void Start(TimeSpan now) => since = windowStart = now;

    public void Observe(TimeSpan now, Situation current, long acked)
    {
        if (current == situation) return;
        var counted = CountsRate;
        (situation, since, nextPersist) = (current, now, now + PersistInterval);
        if (!counted) (windowStart, ackedAtStart) = (now, acked);
    }

    /// <summary>Why the transfer must end now; null while it need not.</summary>
    public CloseCode? Check(TimeSpan now, long acked)
    {
        switch (situation)
        {
            case Situation.Paused:
                return now >= since + Pause ? CloseCode.PauseExpired : null;
            case Situation.AwaitingDone:
                return now >= since + Done ? CloseCode.Stalled : null;
            case Situation.HeldByLimit when now >= since + LimitOfZero:
                return CloseCode.Stalled;
        }

        if (now < windowStart + RateWindow) return null;
        if (acked - ackedAtStart < LeastBytesPerWindow)
        {
            // Held for nearly the whole window: the end of that is a moment away, and the better reason.
            if (situation == Situation.HeldByLimit && now - since > LimitOfZero - PersistInterval) return null;
            return CloseCode.TooSlow;
        }

        (windowStart, ackedAtStart) = (now, acked);
        return null;
    }

    /// <summary>Whether it is time to ask a client at its limit for a sign of life.</summary>
    public bool ShouldPersist(TimeSpan now)
    {
        if (situation != Situation.HeldByLimit || now < nextPersist) return false;
        nextPersist = now + PersistInterval;
        return true;
    }
}
