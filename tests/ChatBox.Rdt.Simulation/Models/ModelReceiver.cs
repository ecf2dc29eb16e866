using System.Net;
using ChatBox.Rdt.Simulation.Network;

namespace ChatBox.Rdt.Simulation.Models;

/// <summary>
/// Receives what a <see cref="ModelSender"/> sends and acknowledges as QUIC does: every second packet, at once when one is missing or is the
/// last, otherwise after at most 25 ms.
/// </summary>
public sealed class ModelReceiver(IPEndPoint sender, int overhead = Datagram.UdpOverhead) : IEndpoint
{
    public static readonly TimeSpan MaxAckDelay = TimeSpan.FromMilliseconds(25);

    const int AckSize = 45;

    readonly ReceivedRanges ranges = new();
    readonly HashSet<int> pieces = [];
    long highest = -1;
    TimeSpan highestAt;
    int unacknowledged;
    TimeSpan? ackAt;

    /// <summary>Bytes of packets received, first or again.</summary>
    public long ReceivedBytes { get; private set; }

    /// <summary>Pieces of the file that are here.</summary>
    public int Pieces => pieces.Count;

    public void HandleDatagram(TimeSpan now, Datagram datagram)
    {
        if (datagram.IsCorrupt || datagram.Content is not ModelData data) return;
        ReceivedBytes += datagram.Size;
        pieces.Add(data.Piece);
        var isNew = ranges.Add(data.Number);
        var isInOrder = data.Number == highest + 1;
        if (data.Number > highest) (highest, highestAt) = (data.Number, now);
        if (!isNew) return;
        if (++unacknowledged >= 2 || !isInOrder || data.IsLast) ackAt = now;
        else ackAt ??= now + MaxAckDelay;
    }

    public void HandleTimeout(TimeSpan now)
    {
    }

    public TimeSpan? PollTimeout() => ackAt;

    public Datagram? PollTransmit(TimeSpan now)
    {
        if (ackAt is not { } at || at > now) return null;
        (ackAt, unacknowledged) = (null, 0);
        return new Datagram(sender, AckSize) { Content = new ModelAck(ranges.ToArray(), now - highestAt), Overhead = overhead };
    }
}
