namespace ChatBox.Rdt.Congestion;

/// <summary>
/// How much may be on the way, and how fast it may go out. Loss recovery tells the controller what happened, in the order in which it
/// happened, and reads <see cref="Window"/> and <see cref="PacingRate"/> afterwards. Not thread-safe. Time is the caller's: a span since an
/// origin of its choice that never goes back.
/// </summary>
public interface ICongestionController
{
    /// <summary>The name of the algorithm, as traces and benches print it.</summary>
    string Name { get; }

    /// <summary>Bytes that may be in flight at once; at least two datagrams.</summary>
    long Window { get; }

    /// <summary>Bytes a second at which packets should leave; <see cref="double.PositiveInfinity"/> before anything is known.</summary>
    double PacingRate { get; }

    /// <summary>Bytes that may leave in one burst; what the pacer hands out at once.</summary>
    int SendQuantum { get; }

    /// <summary>A packet that counts as in flight leaves. What is returned is kept with it and comes back when it is acknowledged or lost.</summary>
    /// <param name="inFlight">Bytes in flight before it.</param>
    SentStamp HandleSent(TimeSpan now, int size, long inFlight);

    /// <summary>There was room in the window and nothing to send: what is measured until these packets are through says nothing about the path.</summary>
    void HandleAppLimited(long inFlight);

    /// <summary>One packet is newly acknowledged. Called for each, ascending, before <see cref="HandleAckProcessed"/>.</summary>
    void HandleAcked(TimeSpan now, in SentStamp packet);

    /// <summary>One packet is declared lost; after the acknowledgements of the same datagram, or by itself when the loss timer fires.</summary>
    void HandleLost(TimeSpan now, in SentStamp packet);

    /// <summary>A packet that was declared lost was acknowledged after all: the reaction to it was wrong.</summary>
    void HandleSpuriousLoss(TimeSpan now, in SentStamp packet);

    /// <summary>The end of what one datagram or one timer brought: the controller draws its conclusions here.</summary>
    /// <param name="inFlight">Bytes in flight now.</param>
    void HandleAckProcessed(TimeSpan now, RttEstimator rtt, long inFlight);

    /// <summary>Nothing came through for longer than three probe timeouts (RFC 9002, section 7.6).</summary>
    void HandlePersistentCongestion(TimeSpan now);

    /// <summary>Datagrams are of another size from here on.</summary>
    void HandleDatagramSize(int size);

    /// <summary>The peer is reached over another path: what was learnt about the old one is void.</summary>
    void HandlePathChanged(TimeSpan now);
}
