namespace ChatBox.Rdt.Congestion;

/// <summary>
/// Measures how fast data gets through, from what is noted on packets when they leave (draft-ietf-ccwg-bbr, "Delivery Rate Samples";
/// draft-cheng-iccrg-delivery-rate-estimation). Each acknowledgement gives one sample, of the newest packet it names: the lower of the rate
/// at which that packet's flight was sent and the rate at which it was acknowledged, so that acknowledgements which arrive in a bunch do
/// not look like bandwidth. Only newly acknowledged bytes count, however many acknowledgements carry them. Not thread-safe.
/// </summary>
sealed class RateSampler
{
    TimeSpan deliveredAt;
    TimeSpan firstSentAt;
    long appLimitedUntil;
    SentStamp newest;
    bool hasNewest;

    /// <summary>Bytes acknowledged so far.</summary>
    public long Delivered { get; private set; }

    /// <summary>Bytes declared lost so far.</summary>
    public long Lost { get; private set; }

    public bool IsAppLimited => appLimitedUntil > 0;

    public SentStamp HandleSent(TimeSpan now, int size, long inFlight)
    {
        if (inFlight == 0) firstSentAt = deliveredAt = now;
        return new(now, size, Delivered, deliveredAt, firstSentAt, inFlight + size, Lost, IsAppLimited);
    }

    /// <summary>Everything until the packets in flight are through says nothing about the path.</summary>
    public void HandleAppLimited(long inFlight) => appLimitedUntil = Math.Max(1, Delivered + inFlight);

    public void HandleAcked(TimeSpan now, in SentStamp packet)
    {
        Delivered += packet.Size;
        deliveredAt = now;
        // Equal times: packets of one burst come in ascending order, so the later one is the newer.
        if (hasNewest && packet.SentAt < newest.SentAt) return;
        (newest, hasNewest) = (packet, true);
        if (packet.SentAt >= firstSentAt) firstSentAt = packet.SentAt;
    }

    public void HandleLost(in SentStamp packet) => Lost += packet.Size;

    public void HandleSpuriousLoss(in SentStamp packet) => Lost -= packet.Size;

    /// <summary>The sample of the acknowledgements since the last call; false if there were none.</summary>
    /// <param name="minRtt">A shorter interval than this is not believed.</param>
    public bool TryTake(TimeSpan now, TimeSpan minRtt, out RateSample sample)
    {
        if (appLimitedUntil > 0 && Delivered > appLimitedUntil) appLimitedUntil = 0;
        if (!hasNewest)
        {
            sample = default;
            return false;
        }

        hasNewest = false;
        var sending = newest.SentAt - newest.FirstSentAt;
        var acking = deliveredAt - newest.DeliveredAt;
        var interval = sending > acking ? sending : acking;
        var delivered = Delivered - newest.Delivered;
        var rate = interval > TimeSpan.Zero && interval >= minRtt ? delivered / interval.TotalSeconds : 0;
        sample = new(
            rate, delivered, newest.Delivered, Lost - newest.Lost, newest.InFlight, now - newest.SentAt, newest.IsAppLimited,
            newest.HeldBackPercent / 100.0);
        return true;
    }

    /// <summary>The path is another one: nothing is counted across the change.</summary>
    public void Reset(TimeSpan now)
    {
        (firstSentAt, deliveredAt, appLimitedUntil, hasNewest) = (now, now, 0, false);
    }
}
