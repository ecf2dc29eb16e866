using ChatBox.Rdt.Packets;
using ChatBox.Rdt.Sending;
using ChatBox.Rdt.Tracing;

namespace ChatBox.Rdt.Connections;

/// <summary>What a side makes of one frame.</summary>
enum FrameOutcome
{
    Handled,

    /// <summary>The other side must not send this frame, or not here.</summary>
    NotAllowed,

    /// <summary>The packet is to be treated as if it had not come: no acknowledgement.</summary>
    DropPacket,
}

public abstract partial class Connection
{
    /// <summary>RFC 9001, section 6.6: with so many forgeries tried, one may pass.</summary>
    const long DefaultForgeryLimit = 1L << 36;

    // ACKs that acknowledge nothing new.
    TokenBucket idleAcks = new(200, 200);
    long forgeries;

    internal long ForgeryLimit { get; set; } = DefaultForgeryLimit;

    /// <summary>Opens a packet in place. False, with nothing changed, where it is not new or its seal does not hold.</summary>
    private protected bool TryOpen(TimeSpan now, PacketKeys keys, in PacketHeader header, Span<byte> datagram, out ReadOnlySpan<byte> payload)
    {
        var body = datagram[header.Length..^Wire.TagSize];
        payload = body;
        var number = header.Number;
        if (number >= Wire.MaxPacketNumber || !Received.IsNew(number)) return false;
        if (!keys.TryOpen(number, header.Bytes, body, datagram[^Wire.TagSize..]))
        {
            if (++forgeries >= ForgeryLimit) Close(now, CloseCode.NumberLimit, "too many forged packets");
            return false;
        }

        Received.Take(number);
        PacketsReceived++;
        return true;
    }

    /// <summary>Takes in the frames of an opened packet.</summary>
    private protected void HandlePayload(TimeSpan now, long number, int size, ReadOnlySpan<byte> payload, PeerAddress from, IFileSink? sink)
    {
        if (phase != Phase.Open)
        {
            AnswerWhileClosing();
            return;
        }

        lastHeardAt = now;
        Recovery.HandlePeerAlive();
        var elicits = false;
        var traced = new TracedPacket(number, size, TracedFrames.None, -1, 0, null);
        var reader = new FrameReader(payload);
        while (reader.TryRead())
        {
            if (Trace is not null) traced = Note(traced, reader);
            elicits |= reader.Type is not (FrameType.Ack or FrameType.Close or FrameType.Sent);
            switch (Handle(now, ref reader, from, sink))
            {
                case FrameOutcome.NotAllowed:
                    Close(now, CloseCode.ProtocolError, "a frame that is not allowed here");
                    return;
                case FrameOutcome.DropPacket:
                    return;
                default:
                    if (phase != Phase.Open) return;
                    break;
            }
        }

        Trace?.PacketReceived(now, traced);
        if (reader.IsMalformed)
        {
            Close(now, CloseCode.ProtocolError, "a malformed frame");
            return;
        }

        Acks.HandlePacket(now, number, elicits);
    }

    /// <summary>A frame that only one of the two sides may get.</summary>
    private protected abstract FrameOutcome HandleOwnFrame(TimeSpan now, ref FrameReader frame, PeerAddress from, IFileSink? sink);

    FrameOutcome Handle(TimeSpan now, ref FrameReader frame, PeerAddress from, IFileSink? sink)
    {
        switch (frame.Type)
        {
            case FrameType.Ping:
                return FrameOutcome.Handled;
            case FrameType.Ack:
                HandleAck(now, frame.Ranges, frame.AckDelay);
                return FrameOutcome.Handled;
            case FrameType.Close:
                HandleClose(now, frame.Number, frame.Name);
                return FrameOutcome.Handled;
            default:
                return HandleOwnFrame(now, ref frame, from, sink);
        }
    }

    void HandleAck(TimeSpan now, in AckRanges ranges, ulong delay)
    {
        if (ranges.Largest <= Recovery.LargestAcked && !idleAcks.Has(now)) return;
        var told = TimeSpan.FromMicroseconds(Math.Min(delay, 1_000_000) * (double)Wire.AckDelayUnitMicroseconds);
        switch (Recovery.HandleAck(now, ranges, told))
        {
            case AckOutcome.Lie:
                Close(now, CloseCode.AckError, "an acknowledgement of what was not sent");
                break;
            case AckOutcome.NothingNew:
                idleAcks.TryTake(now);
                break;
        }
    }

    static TracedPacket Note(TracedPacket packet, in FrameReader frame) => frame.Type switch
    {
        FrameType.Ack => packet with { Frames = packet.Frames | TracedFrames.Ack, Acked = frame.Ranges.ToArray(frame.Ranges.Count) },
        FrameType.Data => packet with { Frames = packet.Frames | TracedFrames.Data, Offset = frame.Number, DataLength = frame.Bytes.Length },
        _ => packet with { Frames = packet.Frames | (TracedFrames)(1 << (int)frame.Type) },
    };
}
