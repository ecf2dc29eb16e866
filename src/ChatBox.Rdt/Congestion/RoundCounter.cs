namespace ChatBox.Rdt.Congestion;

/// <summary>
/// Counts round trips by packets instead of by the clock: one ends when a packet is acknowledged that was sent after it began
/// (draft-ietf-ccwg-bbr, "Tracking Packet-Timed Round Trips").
/// </summary>
struct RoundCounter
{
    long endsAtDelivered;

    public long Count { get; private set; }

    /// <summary>The acknowledgement last taken in began a round.</summary>
    public bool HasBegun { get; private set; }

    /// <param name="priorDelivered">Bytes delivered when the acknowledged packet left.</param>
    /// <param name="delivered">Bytes delivered now.</param>
    public void Update(long priorDelivered, long delivered)
    {
        HasBegun = priorDelivered >= endsAtDelivered;
        if (!HasBegun) return;
        endsAtDelivered = delivered;
        Count++;
    }

    /// <summary>Begins a round here, which is not counted.</summary>
    public void Restart(long delivered) => endsAtDelivered = delivered;
}
