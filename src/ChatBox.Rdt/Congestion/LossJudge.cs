namespace ChatBox.Rdt.Congestion;

/// <summary>
/// Tells loss by congestion from loss by a bad line, which is where this BBR leaves the draft. A queue that overflows delays what just fits
/// into it: loss by congestion comes with delay. Loss without delay is a bad line, or a queue too short to be seen. So:
/// <list type="bullet">
/// <item>the share of packets lost while the path showed no queue and we were not asking for more is the line's own loss, and is believed up
/// to <see cref="MostTolerated"/>;</item>
/// <item>on top of it the draft's threshold of 2 % holds, and twice the standard deviation of the line's own loss;</item>
/// <item>while the path shows no queue, loss counts as congestion only above <see cref="ClearThreshold"/>: the answer to queues too short to
/// be seen, and to policers.</item>
/// </list>
/// On a line that loses nothing by itself this is the draft, except in that last point. In bytes. Not thread-safe.
/// </summary>
sealed class LossJudge
{
    /// <summary>More than this is never taken for the line's own.</summary>
    public const double MostTolerated = 0.1;

    /// <summary>A loss of this share is congestion whatever the delay.</summary>
    public const double ClearThreshold = 0.1;

    /// <summary>Bytes after which the memory of the line's own loss begins to fade.</summary>
    const double Memory = 4_000_000;

    /// <summary>Before this many bytes have been watched, the share is taken of this many.</summary>
    const double LeastEvidence = 100_000;

    double clearAcked;
    double clearLost;
    long roundAcked;
    long roundLost;
    long roundLostQueued;

    /// <summary>The share that the line loses by itself.</summary>
    public double LineLoss => Math.Min(clearLost / Math.Max(clearAcked + clearLost, LeastEvidence), MostTolerated);

    public void HandleAcked(long bytes, bool isClear, bool isWatched)
    {
        roundAcked += bytes;
        if (!isClear || !isWatched) return;
        clearAcked += bytes;
        Fade();
    }

    public void HandleLost(long bytes, bool isClear, bool isWatched)
    {
        roundLost += bytes;
        if (!isClear) roundLostQueued += bytes;
        if (!isClear || !isWatched) return;
        clearLost += bytes;
        Fade();
    }

    public void HandleSpuriousLoss(long bytes)
    {
        roundLost = Math.Max(0, roundLost - bytes);
        roundLostQueued = Math.Max(0, roundLostQueued - bytes);
        clearLost = Math.Max(0, clearLost - bytes);
    }

    public void StartRound() => (roundAcked, roundLost, roundLostQueued) = (0, 0, 0);

    public void Reset()
    {
        (clearAcked, clearLost) = (0, 0);
        StartRound();
    }

    /// <summary>Was too much of a flight lost that asked for more?</summary>
    public bool IsTooHigh(long lost, long inFlight, int packet, bool isClear)
    {
        var limit = (BbrConstants.LossThreshold * inFlight) + Expected(inFlight, packet);
        if (isClear) limit = Math.Max(limit, ClearThreshold * inFlight);
        return lost > limit;
    }

    /// <summary>The same for the whole of the round.</summary>
    public bool IsRoundTooHigh(int packet) => IsTooHigh(roundLost, roundAcked + roundLost, packet, roundLostQueued * 2 < roundLost);

    /// <summary>Did a round in which we did not ask for more meet congestion? Any loss with a queue beyond the line's own says so.</summary>
    public bool IsRoundCongested(int packet)
    {
        var all = roundAcked + roundLost;
        return roundLostQueued > Expected(all, packet) || IsTooHigh(roundLost, all, packet, roundLostQueued == 0);
    }

    double Expected(long bytes, int packet)
    {
        var mean = LineLoss * bytes;
        return mean + (2 * Math.Sqrt(mean * packet));
    }

    void Fade()
    {
        if (clearAcked + clearLost < Memory) return;
        clearAcked /= 2;
        clearLost /= 2;
    }
}
