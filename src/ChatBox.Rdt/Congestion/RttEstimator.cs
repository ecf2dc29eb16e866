namespace ChatBox.Rdt.Congestion;

/// <summary>The round-trip time of a path (RFC 9002, section 5). Not thread-safe.</summary>
public sealed class RttEstimator(TimeSpan initial)
{
    /// <summary>Nothing is measured yet: the figures are the initial ones.</summary>
    public bool HasSample { get; private set; }

    /// <summary>latest_rtt: the last sample as it was.</summary>
    public TimeSpan Latest { get; private set; } = initial;

    /// <summary>The latest without what the peer says it waited.</summary>
    public TimeSpan LatestAdjusted { get; private set; } = initial;

    /// <summary>min_rtt: the least sample of all.</summary>
    public TimeSpan Min { get; private set; } = initial;

    /// <summary>smoothed_rtt.</summary>
    public TimeSpan Smoothed { get; private set; } = initial;

    /// <summary>rttvar: the mean deviation.</summary>
    public TimeSpan Variation { get; private set; } = initial / 2;

    /// <summary>Takes in the time between a packet and the acknowledgement that names it as the largest.</summary>
    /// <param name="ackDelay">How long the peer says it waited; never believed below the least time seen.</param>
    public void Update(TimeSpan sample, TimeSpan ackDelay)
    {
        Latest = sample;
        if (!HasSample)
        {
            HasSample = true;
            Min = Smoothed = LatestAdjusted = sample;
            Variation = sample / 2;
            return;
        }

        if (sample < Min) Min = sample;
        var adjusted = sample >= Min + ackDelay ? sample - ackDelay : sample;
        LatestAdjusted = adjusted;
        Variation = ((Variation * 3) + (Smoothed - adjusted).Duration()) / 4;
        Smoothed = ((Smoothed * 7) + adjusted) / 8;
    }
}
