namespace ChatBox.Rdt;

/// <summary>So many at once, then so many a second. Not thread-safe.</summary>
struct TokenBucket(double perSecond, double burst)
{
    readonly double most = burst;
    double tokens = burst;
    TimeSpan at;

    public bool Has(TimeSpan now)
    {
        if (now > at)
        {
            tokens = Math.Min(most, tokens + ((now - at).TotalSeconds * perSecond));
            at = now;
        }

        return tokens >= 1;
    }

    public bool TryTake(TimeSpan now)
    {
        if (!Has(now)) return false;
        tokens--;
        return true;
    }
}
