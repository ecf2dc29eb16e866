namespace ChatBox.Rdt.Congestion;

/// <summary>
/// The window and what it depends on; a value, so that a wrong reduction can be undone by putting the old one back. In bytes.
/// </summary>
struct CubicState
{
    /// <summary>The congestion window.</summary>
    public double Window;

    /// <summary>Slow start below it.</summary>
    public double Threshold;

    double lastMax;
    double priorWindow;
    double renoWindow;
    CubicCurve curve;
    TimeSpan epoch;
    bool hasEpoch;
    TimeSpan lastGrowth;

    public static CubicState Initial(long window) => new() { Window = window, Threshold = double.PositiveInfinity };

    /// <summary>Congestion avoidance, for one acknowledged packet (RFC 9438, sections 4.2 to 4.5).</summary>
    public void Grow(TimeSpan now, int acked, TimeSpan rtt, int segment)
    {
        if (!hasEpoch) BeginEpoch(now, segment);
        lastGrowth = now;
        var seconds = (now - epoch).TotalSeconds;
        // Section 4.2: where the curve is one round trip ahead, and never more than half as much again.
        var target = Math.Clamp(curve.At(seconds + rtt.TotalSeconds) * segment, Window, Window * 1.5);
        // Section 4.3: once the emulated Reno has caught up with where it was reduced, it grows by one segment a round trip.
        var growth = renoWindow < priorWindow ? CubicCurve.RenoGrowth : 1;
        renoWindow += growth * acked / Window * segment;
        var cubic = Window + ((target - Window) / Window * acked);
        Window = curve.At(seconds) * segment < renoWindow ? Math.Max(renoWindow, Window) : cubic;
    }

    /// <summary>The time in which the sender had nothing to send does not count for the curve (section 5.8).</summary>
    public void ShiftEpoch(TimeSpan now, TimeSpan rtt)
    {
        if (!hasEpoch || now - lastGrowth <= rtt) return;
        epoch += now - lastGrowth;
        lastGrowth = now;
    }

    /// <summary>Multiplicative decrease with fast convergence (sections 4.6 and 4.7).</summary>
    public void Reduce(long minimum, int segment)
    {
        priorWindow = Window;
        lastMax = Window < lastMax ? Window * (1 + CubicCurve.Beta) / 2 : Window;
        Threshold = Math.Max(Window * CubicCurve.Beta, minimum);
        Window = Threshold;
        hasEpoch = false;
    }

    /// <summary>Delay has ended slow start: the curve goes on from here (section 4.10).</summary>
    public void EndSlowStart() => (Threshold, lastMax, priorWindow, hasEpoch) = (Window, 0, Window, false);

    /// <summary>
    /// After a timeout the curve begins, with K = 0, where slow start leaves off, and remembers no window from before (section 4.8).
    /// </summary>
    public void Collapse(long minimum)
    {
        Threshold = Math.Max(Window * CubicCurve.Beta, minimum);
        (priorWindow, Window, lastMax, hasEpoch) = (Window, minimum, 0, false);
    }

    void BeginEpoch(TimeSpan now, int segment)
    {
        (epoch, hasEpoch, renoWindow) = (now, true, Window);
        curve = CubicCurve.From(lastMax / segment, Window / segment);
    }
}
