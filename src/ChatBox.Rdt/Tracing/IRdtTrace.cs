using ChatBox.Rdt.Congestion;
using ChatBox.Rdt.Packets;

namespace ChatBox.Rdt.Tracing;

/// <summary>A packet as a trace tells it.</summary>
/// <param name="Number">Its packet number.</param>
/// <param name="Size">Bytes of its UDP payload.</param>
/// <param name="Frames">What it holds, other than padding.</param>
/// <param name="Offset">Where its DATA begins; -1 without.</param>
/// <param name="DataLength">Bytes of its DATA.</param>
/// <param name="Acked">What its ACK names, the newest first; null without.</param>
public readonly record struct TracedPacket(
    long Number, int Size, TracedFrames Frames, long Offset, int DataLength, IReadOnlyList<NumberRange>? Acked);

/// <summary>The frames of a packet; the bit of each is its type on the wire.</summary>
[Flags]
public enum TracedFrames
{
    None = 0,
    Ping = 1 << 1,
    Ack = 1 << 2,
    Request = 1 << 3,
    FileInfo = 1 << 4,
    Data = 1 << 5,
    MaxOffset = 1 << 6,
    Pause = 1 << 7,
    Proceed = 1 << 8,
    PathChallenge = 1 << 9,
    PathResponse = 1 << 10,
    Done = 1 << 11,
    Close = 1 << 12,
    Sent = 1 << 13,
}

/// <summary>Why a packet is taken for lost.</summary>
public enum LossTrigger
{
    /// <summary>One sent three (or, on a path that reorders, more) later was acknowledged.</summary>
    ReorderingThreshold,

    /// <summary>Too much time has passed since it left, and a later one was acknowledged.</summary>
    TimeThreshold,
}

/// <summary>
/// Sees what a connection does, as qlog names it (draft-ietf-quic-qlog-quic-events); never a key or a byte of the file. Called on the
/// connection's thread; must not throw and must not call back into the connection.
/// </summary>
public interface IRdtTrace
{
    void PacketSent(TimeSpan now, in TracedPacket packet);

    void PacketReceived(TimeSpan now, in TracedPacket packet);

    void PacketLost(TimeSpan now, long number, int size, LossTrigger trigger);

    /// <summary>After acknowledgements and losses were taken in.</summary>
    void MetricsUpdated(TimeSpan now, RttEstimator rtt, ICongestionController congestion, long bytesInFlight, int probeTimeouts);

    /// <summary>The connection ended, for this reason.</summary>
    void Closed(TimeSpan now, EndReason reason, CloseCode code);
}
