namespace ChatBox.Rdt.Congestion;

/// <summary>
/// The window as a function of time since the last reduction (RFC 9438, sections 4.2 and 4.3). Windows are in segments here, as in the RFC.
/// </summary>
/// <param name="WindowMax">Where the window stood when it was reduced; the curve is flat around it.</param>
/// <param name="K">Seconds until the curve is back there.</param>
readonly record struct CubicCurve(double WindowMax, double K)
{
    /// <summary>Segments per cubic second (section 5.1).</summary>
    public const double C = 0.4;

    /// <summary>What a reduction leaves of the window (section 4.6).</summary>
    public const double Beta = 0.7;

    /// <summary>How fast the emulated Reno grows, so that it matches Reno's mean window with a reduction by <see cref="Beta"/> (section 4.3).</summary>
    public const double RenoGrowth = 3 * (1 - Beta) / (1 + Beta);

    /// <param name="start">The window at which the epoch begins.</param>
    public static CubicCurve From(double windowMax, double start) => start >= windowMax
        ? new(start, 0)
        : new(windowMax, Math.Cbrt((windowMax - start) / C));

    /// <param name="seconds">Since the epoch began.</param>
    public double At(double seconds)
    {
        var distance = seconds - K;
        return (C * distance * distance * distance) + WindowMax;
    }
}
