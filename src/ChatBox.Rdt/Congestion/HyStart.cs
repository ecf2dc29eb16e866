namespace ChatBox.Rdt.Congestion;

/// <summary>
/// HyStart++ (RFC 9406): ends slow start when round trips become longer, before a queue overflows. It first only slows the growth down
/// (conservative slow start) and goes back if the delay was a fluke. Not thread-safe.
/// </summary>
sealed class HyStart
{
    // Section 4.3.
    public const int Samples = 8;
    public const int GrowthDivisor = 4;
    public const int ConservativeRounds = 5;
    public static readonly TimeSpan MinThreshold = TimeSpan.FromMilliseconds(4);
    public static readonly TimeSpan MaxThreshold = TimeSpan.FromMilliseconds(16);

    TimeSpan lastRoundMin = TimeSpan.MaxValue;
    TimeSpan currentRoundMin = TimeSpan.MaxValue;
    TimeSpan baseline = TimeSpan.MaxValue;
    int samples;
    int conservativeRounds;

    /// <summary>Growth is a quarter of slow start's.</summary>
    public bool IsConservative { get; private set; }

    /// <summary>Slow start is over.</summary>
    public bool IsDone { get; private set; }

    public void HandleRoundBegun()
    {
        (lastRoundMin, currentRoundMin, samples) = (currentRoundMin, TimeSpan.MaxValue, 0);
        if (IsConservative && ++conservativeRounds >= ConservativeRounds) IsDone = true;
    }

    public void HandleRtt(TimeSpan rtt)
    {
        if (rtt < currentRoundMin) currentRoundMin = rtt;
        samples++;
        if (samples < Samples || currentRoundMin == TimeSpan.MaxValue || lastRoundMin == TimeSpan.MaxValue) return;
        if (IsConservative)
        {
            if (currentRoundMin >= baseline) return;
            (IsConservative, baseline) = (false, TimeSpan.MaxValue);
            return;
        }

        if (currentRoundMin < lastRoundMin + Threshold(lastRoundMin)) return;
        (IsConservative, conservativeRounds, baseline) = (true, 0, currentRoundMin);
    }

    /// <summary>An eighth of the round trip, within bounds.</summary>
    public static TimeSpan Threshold(TimeSpan rtt)
    {
        var eighth = rtt / 8;
        return eighth < MinThreshold ? MinThreshold : eighth > MaxThreshold ? MaxThreshold : eighth;
    }
}
