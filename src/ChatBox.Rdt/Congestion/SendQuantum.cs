namespace ChatBox.Rdt.Congestion;

/// <summary>How much leaves in one burst (draft-ietf-ccwg-bbr, "Send Quantum").</summary>
static class SendQuantum
{
    const int Most = 65_536;
    const double Seconds = 0.001;

    /// <summary>A millisecond's worth: small where a burst would be felt in a queue, large where system calls would be.</summary>
    public static int For(double pacingRate, int datagramSize) =>
        (int)Math.Max(Math.Min(pacingRate * Seconds, Most), 2L * datagramSize);
}
