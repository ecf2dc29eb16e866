namespace ChatBox.Rdt;

/// <summary>How a connection came to its end.</summary>
public enum EndReason
{
    /// <summary>It has not.</summary>
    None,

    /// <summary>This side closed it; the code tells why.</summary>
    ClosedHere,

    /// <summary>The other side closed it; the code tells why.</summary>
    ClosedByPeer,

    /// <summary>Nothing came for 30 s, or nothing was acknowledged for 30 s.</summary>
    TimedOut,

    /// <summary>The server does not know the transfer any more.</summary>
    Reset,

    /// <summary>No answer to the handshake within its time.</summary>
    Unreachable,

    /// <summary>The server speaks other versions only.</summary>
    OtherVersion,
}
