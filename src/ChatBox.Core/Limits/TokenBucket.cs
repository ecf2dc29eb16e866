namespace ChatBox.Core.Limits;

/// <summary>
/// A rate with a burst: so many at once, then so many a second. It never refuses: <see cref="Take"/> says how
/// long to wait, so that a flood is slowed and nothing is lost. Sans-I/O: the time is an argument. Not thread-safe.
/// </summary>
public sealed class TokenBucket
{
    readonly double burst;
    readonly double perSecond;
    double level;
    DateTimeOffset? last;

    public TokenBucket(double burst, double perSecond) => (this.burst, this.perSecond, level) = (burst, perSecond, burst);

    /// <summary>Takes one and returns how long the taker has to wait before it counts; zero while the burst lasts.</summary>
    public TimeSpan Take(DateTimeOffset now)
    {
        Refill(now);
        level -= 1;
        return level >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-level / perSecond);
    }

    /// <summary>Takes one if there is one now.</summary>
    public bool TryTake(DateTimeOffset now)
    {
        Refill(now);
        if (level < 1) return false;
        level -= 1;
        return true;
    }

    /// <summary>True where <see cref="TryTake"/> would take one now.</summary>
    public bool HasOne(DateTimeOffset now)
    {
        Refill(now);
        return level >= 1;
    }

    /// <summary>True where nothing has been taken for so long that a new bucket would be the same.</summary>
    public bool IsFull(DateTimeOffset now)
    {
        Refill(now);
        return level >= burst;
    }

    void Refill(DateTimeOffset now)
    {
        // A clock that was set back gives nothing and takes nothing.
        var elapsed = last is { } then && now > then ? (now - then).TotalSeconds : 0;
        level = Math.Min(burst, level + elapsed * perSecond);
        last = now;
    }
}
