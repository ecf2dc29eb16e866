using ChatBox.Rdt.Packets;
using ChatBox.Rdt.Sending;
using ChatBox.Rdt.Tracing;

namespace ChatBox.Rdt.Connections;

public sealed partial class FileSender
{
    /// <summary>Below this a packet is not worth its header.</summary>
    const int LeastRoom = 128;

    /// <summary>
    /// Probes of size take this part of what has arrived at most: on a slow line a whole search would cost as much as a small file.
    /// </summary>
    const int SizeProbeShare = 16;

    /// <summary>And as much before anything has: one of each of the sizes of Ethernet.</summary>
    const int FreeSizeProbeBytes = 3_000;

    /// <summary>A challenge and what surrounds it take 31 bytes.</summary>
    const int LeastChallenge = 64;

    /// <summary>
    /// Writes what may leave now: up to <paramref name="maxSegments"/> datagrams of one size, side by side. To be called until it gives
    /// nothing.
    /// </summary>
    /// <param name="buffer">At least one datagram: 1,200 bytes, or as large as discovery may find.</param>
    /// <param name="maxSegments">1 or more; what one call of the system takes (64 segments and 65,507 bytes with UDP_SEGMENT).</param>
    public Transmit PollTransmit(TimeSpan now, Span<byte> buffer, int maxSegments)
    {
        SendAt(null);
        if (path.Allowance >= Wire.BaseDatagramSize && PollClose(now, buffer) is > 0 and var closing) return Sent(closing, closing);
        if (!IsOpen) return default;
        if (pathCheck is not null && PollChallenge(now, buffer) is { Bytes: > 0 } challenge) return challenge;
        pacer.Update(now, recovery.Congestion.PacingRate, recovery.Congestion.SendQuantum);
        if (PollSizeProbe(now, buffer) is > 0 and var probe) return Sent(probe, probe);
        var batch = PollBatch(now, buffer, maxSegments);
        Observe(now);
        return batch;
    }

    /// <summary>The driver could not send a datagram of this size at all: the interface takes only smaller ones.</summary>
    public void HandleTooLarge(int size)
    {
        if (size == mtu.Probing)
        {
            // It neither waits for an acknowledgement nor has it taken anything from the line.
            recovery.HandleUnsent(sizeProbe);
            pacer.HandleUnsent(size);
            sizeProbeBytes -= size;
        }

        if (mtu.HandleTooLarge(size)) recovery.Congestion.HandleDatagramSize(mtu.Size);
    }

    Transmit Sent(int bytes, int segment)
    {
        path.HandleSent(bytes);
        return new Transmit(bytes, segment, path.Address);
    }

    Transmit PollBatch(TimeSpan now, Span<byte> buffer, int maxSegments)
    {
        // A second probe in a row goes out small: perhaps the path has come to take less.
        var size = recovery.ProbesDue > 0 && recovery.ProbeTimeouts > 1 ? Wire.BaseDatagramSize : mtu.Size;
        // Whole datagrams only: a short one at the end of the buffer would cost as much as any other.
        maxSegments = Math.Clamp(buffer.Length / size, 1, maxSegments);
        var available = (int)Math.Min(buffer.Length, path.Allowance);
        var written = 0;
        for (var segments = 0; segments < maxSegments && available - written >= LeastRoom && !recovery.IsExhausted; segments++)
        {
            var room = buffer.Slice(written, Math.Min(size, available - written));
            var packet = WritePacket(now, room);
            written += packet;
            if (packet < size) break;
        }

        return written == 0 ? default : Sent(written, Math.Min(size, written));
    }

    int WritePacket(TimeSpan now, Span<byte> room)
    {
        var draft = Begin(room);
        if (MayFly(now, room.Length))
        {
            // What is to be said rides with the acknowledgement that would be due a little later.
            var wants = pending != Control.None || recovery.ProbesDue > 0 || queue.HasData;
            if (wants || Acks.Deadline <= now) WriteAck(now, ref draft);
            if (wants) WriteContent(now, ref draft);
            if (!draft.Elicits && IsOpen) recovery.Congestion.HandleAppLimited(recovery.BytesInFlight);
        }
        else if (Acks.Deadline <= now)
        {
            WriteAck(now, ref draft);
        }

        if (!IsOpen) return 0;
        var size = Seal(now, room, ref draft);
        if (draft.Elicits && size > 0) pacer.HandleSent(now, size);
        return size;
    }

    bool MayFly(TimeSpan now, int size)
    {
        if (recovery.ProbesDue > 0) return true;
        if (recovery.IsFull || recovery.BytesInFlight + size > recovery.Congestion.Window) return false;
        if (pacer.Budget(now) > 0) return true;
        if (queue.HasData || pending != Control.None) SendAt(pacer.NextRelease(now));
        return false;
    }

    void WriteContent(TimeSpan now, ref PacketDraft draft)
    {
        if ((pending & Control.FileInfo) != 0 && draft.Frames.Left > Wire.HashSize + Wire.TokenSize + name.Length + 24) WriteInfo(ref draft);
        if (!path.IsValidated) WriteChallenge(ref draft, pathChallenge);
        if ((pending & Control.Ping) != 0) WritePing(ref draft);
        WriteData(now, ref draft);
        if (!draft.Elicits && recovery.ProbesDue > 0 && IsOpen) WritePing(ref draft);
    }

    void WriteInfo(ref PacketDraft draft)
    {
        draft.Frames.FileInfo(start.Offer.Info.Length, start.Offer.Info.Sha256, start.ResetToken, name);
        draft.Packet.Control |= Control.FileInfo;
        draft.Traced |= TracedFrames.FileInfo;
        draft.Elicits = true;
        // Said twice at first: without it the client can neither show nor check anything.
        if (--infoCopies <= 0) pending &= ~Control.FileInfo;
    }

    void WritePing(ref PacketDraft draft)
    {
        draft.Frames.Ping();
        draft.Traced |= TracedFrames.Ping;
        draft.Elicits = true;
        pending &= ~Control.Ping;
    }

    static void WriteChallenge(ref PacketDraft draft, ulong value)
    {
        draft.Frames.Eight(FrameType.PathChallenge, value);
        draft.Traced |= TracedFrames.PathChallenge;
        draft.Elicits = true;
    }

    // Bytes come from the file straight into the packet: what is lost later is read again.
    void WriteData(TimeSpan now, ref PacketDraft draft)
    {
        var range = queue.HasData ? queue.Peek(int.MaxValue) : recovery.ProbesDue > 0 ? recovery.OldestData() ?? default : default;
        var room = draft.Frames.Left - FrameWriter.DataOverhead(range.Start);
        if (range.Length == 0 || room < 1) return;
        range = new FileRange(range.Start, Math.Min(range.End, range.Start + room));
        if (!start.Offer.Source.TryRead(range.Start, draft.Frames.Data(range.Start)[..(int)range.Length]))
        {
            Close(now, CloseCode.FileChanged, "the file has changed");
            return;
        }

        draft.Frames.DataWritten((int)range.Length);
        queue.HandleSent(range);
        dataInFlight++;
        draft.Packet.Offset = range.Start;
        draft.Packet.DataLength = (int)range.Length;
        draft.Traced |= TracedFrames.Data;
        draft.Elicits = true;
    }

    int PollSizeProbe(TimeSpan now, Span<byte> buffer)
    {
        if (recovery.LargestAcked < 0 || recovery.ProbeTimeouts > 0 || recovery.IsFull || !path.IsValidated || !queue.HasData) return 0;
        var size = mtu.NextProbe(now);
        if (sizeProbeBytes + size > FreeSizeProbeBytes + (BytesAcked / SizeProbeShare)) return 0;
        // A full window seldom has room for a large one: it may go beyond by as much as itself, once in a round trip.
        if (size == 0 || size > buffer.Length || recovery.BytesInFlight + Wire.BaseDatagramSize > recovery.Congestion.Window || pacer.Budget(now) == 0) return 0;
        var room = buffer[..size];
        var draft = Begin(room);
        WritePing(ref draft);
        draft.Packet.Control |= Control.SizeProbe;
        draft.PadTo = size;
        Seal(now, room, ref draft);
        mtu.HandleProbeSent(size);
        (sizeProbe, sizeProbeBytes, isLossySinceProbe) = (draft.Packet.Number, sizeProbeBytes + size, false);
        pacer.HandleSent(now, size);
        return size;
    }

    // To the address that is being checked, and only as much as three times what came from there.
    Transmit PollChallenge(TimeSpan now, Span<byte> buffer)
    {
        if (pathCheck!.NextChallengeAt is not { } at || at > now || pathCheck.Allowance < LeastChallenge) return default;
        var draft = Begin(buffer[..Wire.BaseDatagramSize]);
        draft.Frames.Eight(FrameType.PathChallenge, pathCheck.Challenge);
        draft.Traced = TracedFrames.PathChallenge;
        draft.PadTo = (int)Math.Min(Wire.BaseDatagramSize, pathCheck.Allowance);
        // It does not count as in flight: it says nothing about the path that the data takes.
        var size = Seal(now, buffer, ref draft);
        pathCheck.HandleChallengeSent(now, size);
        return new Transmit(size, size, pathCheck.Address);
    }

    private protected override void WriteLastFrames(ref PacketDraft draft)
    {
        if (!isDone) return;
        draft.Frames.Sent(recovery.PacketsSent, queue.BytesSentAgain);
        draft.Traced |= TracedFrames.Sent;
    }
}
