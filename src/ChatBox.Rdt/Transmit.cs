namespace ChatBox.Rdt;

/// <summary>
/// What to send now: <paramref name="Bytes"/> at the front of the caller's buffer, to be cut into datagrams of <paramref name="SegmentSize"/> of which the
/// last may be shorter. Nothing to send where Bytes is 0.
/// </summary>
public readonly record struct Transmit(int Bytes, int SegmentSize, PeerAddress To)
{
    /// <summary>How many datagrams. They are to be sent with "do not fragment", or the search for the path's size finds nothing.</summary>
    public int Segments => Bytes == 0 ? 0 : (Bytes + SegmentSize - 1) / SegmentSize;
}
