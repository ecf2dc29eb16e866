namespace ChatBox.Rdt.Congestion;

/// <summary>
/// Spreads packets over time: credit grows with the pacing rate, every packet takes its size from it, and packets may leave while credit is
/// above zero. The last of them may overdraw it, so that the long-run rate is exact for any packet size. Not thread-safe.
/// </summary>
/// <remarks>
/// A sender asks <see cref="Budget"/> how much may leave now and builds one batch of segments of it; when nothing may leave it sleeps until
/// <see cref="NextRelease"/>, when a whole burst is there, and not for every single packet. One burst may leave at once after silence. A timer
/// that fires late costs no rate: up to <see cref="MaxLateness"/> of it is made up for.
/// </remarks>
public sealed class Pacer
{
    /// <summary>How much of a timer's lateness is made up for: what schedulers of common systems are late by, and no more.</summary>
    public static readonly TimeSpan MaxLateness = TimeSpan.FromMilliseconds(4);

    double rate = double.PositiveInfinity;
    double burst = double.PositiveInfinity;
    double credit;
    TimeSpan updatedAt;
    bool wasAsleep;

    /// <summary>Takes over the controller's figures; to be called whenever they may have changed, before asking anything else.</summary>
    /// <param name="pacingRate">Bytes a second; infinite means that nothing is held back.</param>
    /// <param name="quantum">Bytes that may leave in one burst.</param>
    public void Update(TimeSpan now, double pacingRate, int quantum)
    {
        if (double.IsPositiveInfinity(rate))
        {
            (updatedAt, credit) = (now, quantum);
        }
        else
        {
            Refill(now);
        }

        (rate, burst) = (pacingRate, quantum);
        if (credit > Capacity) credit = Capacity;
    }

    /// <summary>Bytes that may leave now; 0 if none may. A packet may be larger than the budget, as long as that is not 0.</summary>
    public long Budget(TimeSpan now)
    {
        if (double.IsPositiveInfinity(rate)) return long.MaxValue;
        Refill(now);
        return credit <= 0 ? 0 : (long)Math.Ceiling(credit);
    }

    /// <summary>When the next burst may leave; <paramref name="now"/> if something may leave already.</summary>
    public TimeSpan NextRelease(TimeSpan now)
    {
        if (Budget(now) > 0) return now;
        wasAsleep = true;
        return now + TimeSpan.FromTicks(1 + (long)((burst - credit) / rate * TimeSpan.TicksPerSecond));
    }

    /// <summary>A packet of so many bytes leaves.</summary>
    public void HandleSent(TimeSpan now, int size)
    {
        if (double.IsPositiveInfinity(rate)) return;
        Refill(now);
        credit -= size;
    }

    /// <summary>It did not leave after all.</summary>
    public void HandleUnsent(int size) => credit = Math.Min(credit + size, Capacity);

    double Capacity => burst + (wasAsleep ? rate * MaxLateness.TotalSeconds : 0);

    void Refill(TimeSpan now)
    {
        if (now <= updatedAt) return;
        credit += (now - updatedAt).TotalSeconds * rate;
        updatedAt = now;
        if (credit <= Capacity) return;
        // Silence of the sender itself earns nothing beyond one burst; only lateness after a wait does.
        credit = Capacity;
        wasAsleep = false;
    }
}
