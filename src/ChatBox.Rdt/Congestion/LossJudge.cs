namespace ChatBox.Rdt.Congestion;

/// <summary>
/// Tells loss by congestion from loss by a bad line, which is where this BBR leaves the draft. A queue that overflows also delays what just
/// fits into it, so loss by congestion comes with delay. The share of packets lost in times in which the path showed no queue, and we did not
/// ask for more, is therefore the line's own. The draft's rules are then applied to what is lost beyond that: beyond the expected loss and
/// thrice its standard deviation: a path may have fifty rounds a second, and twice would err in one of them. On a line that loses nothing by
/// itself this is the draft.
/// </summary>
/// <remarks>
/// A flow must not come to take congestion for a bad line, or it starves the others. So only rounds count that stayed within an eighth of the
/// least round-trip time ever seen on this path (not of the ten seconds' least, which a queue that stands inflates), and the round before
/// must have been so too, because a loss is noticed up to a round later than it happens. Where no such rounds occur, nothing is ever
/// tolerated. Rounds count as a whole, and not at all if they lost far too much: of a flight that met a full queue only the first packets may
/// have come through, from before it was full. In bytes. Not thread-safe.
/// </remarks>
sealed class LossJudge
{
    /// <summary>More than this share is never taken for the line's own.</summary>
    public const double MostTolerated = 0.1;

    /// <summary>A round that lost more than this share is not learnt from.</summary>
    const double MostBelieved = 2 * MostTolerated;

    /// <summary>Bytes after which the memory of the line's own loss begins to fade.</summary>
    const double Memory = 4_000_000;

    /// <summary>Before this many bytes have been watched, the share is taken of this many.</summary>
    const double LeastEvidence = 100_000;

    double watchedAcked;
    double watchedLost;
    long roundAcked;
    long roundLost;
    long roundLostQueued;
    bool isRoundWatched = true;

    /// <summary>The share that the line loses by itself.</summary>
    public double LineLoss => Math.Min(watchedLost / Math.Max(watchedAcked + watchedLost, LeastEvidence), MostTolerated);

    /// <param name="isClear">There is no queue on the path.</param>
    /// <param name="isWatched">And we are not making one.</param>
    public void HandleAcked(long bytes, bool isClear, bool isWatched)
    {
        roundAcked += bytes;
        isRoundWatched &= isClear && isWatched;
    }

    public void HandleLost(long bytes, bool isClear, bool isWatched)
    {
        roundLost += bytes;
        if (!isClear) roundLostQueued += bytes;
        isRoundWatched &= isClear && isWatched;
    }

    public void HandleSpuriousLoss(long bytes)
    {
        roundLost = Math.Max(0, roundLost - bytes);
        roundLostQueued = Math.Max(0, roundLostQueued - bytes);
        watchedLost = Math.Max(0, watchedLost - bytes);
    }

    /// <summary>A round is over: what was seen in it is learnt, if all of it may be believed.</summary>
    public void StartRound()
    {
        if (isRoundWatched && roundLost <= MostBelieved * (roundAcked + roundLost))
        {
            watchedAcked += roundAcked;
            watchedLost += roundLost;
            Fade();
        }

        (roundAcked, roundLost, roundLostQueued, isRoundWatched) = (0, 0, 0, true);
    }

    public void Reset()
    {
        StartRound();
        (watchedAcked, watchedLost) = (0, 0);
    }

    /// <summary>IsInflightTooHigh(): was too much of a flight lost that asked for more?</summary>
    public bool IsTooHigh(long lost, long inFlight, int packet) => IsTooHigh(lost, inFlight, packet, LineLoss);

    /// <summary>
    /// The same for the whole of a round of Startup, in which little is known of the line yet: while there is no queue, as much as ever is
    /// tolerated is.
    /// </summary>
    public bool IsRoundTooHigh(int packet, bool isClear) =>
        IsTooHigh(roundLost, roundAcked + roundLost, packet, isClear ? MostTolerated : LineLoss);

    /// <summary>
    /// Did a round in which we did not ask for more meet congestion? With a queue, any loss beyond the line's own says so; without one, only
    /// what would be too much for a probe as well.
    /// </summary>
    public bool IsRoundCongested(int packet) => roundLostQueued > Expected(roundAcked + roundLost, packet, LineLoss) || IsRoundTooHigh(packet, isClear: false);

    static bool IsTooHigh(long lost, long inFlight, int packet, double share) =>
        lost > (BbrConstants.LossThreshold * inFlight) + Expected(inFlight, packet, share);

    static double Expected(long bytes, int packet, double share)
    {
        var mean = share * bytes;
        return mean + (3 * Math.Sqrt(mean * packet));
    }

    void Fade()
    {
        if (watchedAcked + watchedLost < Memory) return;
        watchedAcked /= 2;
        watchedLost /= 2;
    }
}
