namespace ChatBox.Rdt.Congestion;

/// <summary>What BBR is doing (draft-ietf-ccwg-bbr, "State Machine").</summary>
public enum BbrState
{
    /// <summary>Doubles its rate each round trip until the path is full.</summary>
    Startup,

    /// <summary>Lets the queue that this made run empty.</summary>
    Drain,

    /// <summary>ProbeBW_DOWN: a little slower than what gets through, so that others find room.</summary>
    ProbeDown,

    /// <summary>ProbeBW_CRUISE: as fast as what gets through.</summary>
    ProbeCruise,

    /// <summary>ProbeBW_REFILL: fills the pipe before asking for more.</summary>
    ProbeRefill,

    /// <summary>ProbeBW_UP: asks whether more gets through.</summary>
    ProbeUp,

    /// <summary>Half the pipe for a moment, to see the round-trip time without a queue.</summary>
    ProbeRtt,
}

/// <summary>Which packets the acknowledgements that come in now are about.</summary>
enum AckPhase
{
    Other,
    Refilling,
    ProbeStarting,
    ProbeFeedback,
    ProbeStopping,
}
