using ChatBox.Rdt.Packets;
using ChatBox.Rdt.Sending;
using ChatBox.Rdt.Tracing;

namespace ChatBox.Rdt.Connections;

/// <summary>A packet while it is being filled.</summary>
ref struct PacketDraft(Span<byte> room)
{
    public FrameWriter Frames = new(room);
    public SentPacket Packet = new() { Offset = -1, LargestAcked = -1 };
    public TracedFrames Traced;

    /// <summary>What its ACK names; null without one, and where nobody traces.</summary>
    public NumberRange[]? TracedAck;

    /// <summary>It asks for an acknowledgement, and counts as in flight.</summary>
    public bool Elicits;

    /// <summary>Padded up to this size of the whole datagram; 0 for no padding.</summary>
    public int PadTo;
}

public abstract partial class Connection
{
    private protected abstract int HeaderSize { get; }

    private protected abstract void WriteHeader(Span<byte> room, long number);

    private protected abstract PacketKeys SendKeys { get; }

    /// <summary>A draft in the room of one datagram.</summary>
    private protected PacketDraft Begin(Span<byte> room) => new(room[HeaderSize..^Wire.TagSize]);

    /// <summary>Writes the ACK that is due, or that rides along with something else.</summary>
    private protected void WriteAck(TimeSpan now, ref PacketDraft draft)
    {
        if (!Acks.HasNews || draft.Frames.Left < 64) return;
        var ranges = Acks.Take(now, out var delay);
        var told = draft.Frames.Ack(ranges, delay);
        if (told == 0) return;
        if (Trace is not null) draft.TracedAck = ranges.ToArray(told);
        draft.Packet.LargestAcked = ranges.Largest;
        draft.Traced |= TracedFrames.Ack;
    }

    /// <summary>Numbers, seals and remembers what was drafted; returns its size, 0 where nothing was.</summary>
    private protected int Seal(TimeSpan now, Span<byte> room, ref PacketDraft draft)
    {
        if (draft.Frames.Length == 0) return 0;
        if (Recovery.Numbers.IsExhausted && phase == Phase.Open)
        {
            Close(now, CloseCode.NumberLimit, "no packet numbers are left");
            return 0;
        }

        var headerSize = HeaderSize;
        if (draft.PadTo > 0) draft.Frames.Pad(Math.Min(draft.PadTo, room.Length) - headerSize - Wire.TagSize);
        var number = Recovery.TakeNumber();
        WriteHeader(room, number);
        var end = headerSize + draft.Frames.Length;
        SendKeys.Seal(number, room[..headerSize], room[headerSize..end], room.Slice(end, Wire.TagSize));
        draft.Packet.Number = number;
        draft.Packet.Size = end + Wire.TagSize;
        Recovery.HandleSent(now, draft.Packet, draft.Elicits);
        Trace?.PacketSent(
            now, new TracedPacket(number, draft.Packet.Size, draft.Traced, draft.Packet.Offset, draft.Packet.DataLength, draft.TracedAck));
        return draft.Packet.Size;
    }
}
