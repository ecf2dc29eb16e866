namespace ChatBox.Rdt.Paths;

/// <summary>An address of the peer, and how much may go there before it is proven (RFC 9000, section 8). Not thread-safe.</summary>
struct Path(PeerAddress address, bool isValidated)
{
    const int MaxAmplification = 3;

    long received;
    long sent;

    public PeerAddress Address { get; } = address;

    public bool IsValidated { get; private set; } = isValidated;

    /// <summary>Bytes that may still go there.</summary>
    public readonly long Allowance => IsValidated ? long.MaxValue : Math.Max(0, (MaxAmplification * received) - sent);

    public void HandleReceived(int bytes) => received += bytes;

    public void HandleSent(long bytes) => sent += bytes;

    public void Validate() => IsValidated = true;
}
