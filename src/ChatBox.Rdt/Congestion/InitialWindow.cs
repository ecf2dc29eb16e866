namespace ChatBox.Rdt.Congestion;

/// <summary>How much may leave before anything came back.</summary>
static class InitialWindow
{
    /// <summary>RFC 9002, section 7.2.</summary>
    const int Unmeasured = 10;

    /// <summary>
    /// Where a round trip was measured before, packets can be paced over it from the first on. 64 of them put no more into a queue at once
    /// than 10 unpaced ones do, as long as the line carries a sixth of their rate.
    /// </summary>
    const int Measured = 64;

    /// <summary>Bytes. RFC 9002 has a bound of 14,720 bytes so that larger datagrams do not mean a larger burst; the same holds for ours.</summary>
    public static long For(CongestionOptions options) => options.HandshakeRtt is null
        ? Math.Min(Unmeasured * (long)options.DatagramSize, Math.Max(14_720, 2L * options.DatagramSize))
        : Math.Min(Measured * (long)options.DatagramSize, Math.Max(94_208, 2L * options.DatagramSize));

    /// <summary>The least that a window may shrink to.</summary>
    public static long Minimum(int datagramSize) => 2L * datagramSize;
}
