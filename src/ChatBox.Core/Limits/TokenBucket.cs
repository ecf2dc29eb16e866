namespace ChatBox.Core.Limits;

/// <summary>
/// A rate with a burst: so many at once, then so many a second. It never refuses: <see cref="Take"/> says how
/// long to wait, so that a flood is slowed and nothing is lost. Sans-I/O: the time is an argument, counted from any fixed moment by a clock
/// that nobody sets. Not thread-safe.
/// </summary>
public sealed class TokenBucket
{
    readonly double burst;
    readonly double perSecond;
    double level;
    TimeSpan? last;

    public TokenBucket(double burst, double perSecond) => (this.burst, this.perSecond, level) = (burst, perSecond, burst);

    /// <summary>Takes one and returns how long the taker has to wait before it counts; zero while the burst lasts.</summary>
    public TimeSpan Take(TimeSpan now)
    {
        Refill(now);
        level -= 1;
        return level >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-level / perSecond);
    }

    /// <summary>Takes so many if they are there now; nothing otherwise.</summary>
    public bool TryTake(TimeSpan now, double count = 1)
    {
        Refill(now);
        if (level < count) return false;
        level -= count;
        return true;
    }

    /// <summary>True where <see cref="TryTake"/> would take one now.</summary>
    public bool HasOne(TimeSpan now)
    {
        Refill(now);
        return level >= 1;
    }

    /// <summary>True where nothing has been taken for so long that a new bucket would be the same.</summary>
    public bool IsFull(TimeSpan now)
    {
        Refill(now);
        return level >= burst;
    }

    void Refill(TimeSpan now)
    {
        var elapsed = last is { } then && now > then ? (now - then).TotalSeconds : 0;
        level = Math.Min(burst, level + elapsed * perSecond);
        last = now;
    }
}
