using ChatBox.Rdt.Packets;
using ChatBox.Rdt.Sending;
using ChatBox.Rdt.Tracing;

namespace ChatBox.Rdt.Connections;

public sealed partial class FileReceiver
{
    static readonly TimeSpan LeastPingInterval = TimeSpan.FromMilliseconds(25);
    static readonly TimeSpan SampleInterval = TimeSpan.FromSeconds(1);

    /// <summary>Writes one datagram of at most 1,200 bytes; to be called until it gives 0.</summary>
    public int PollTransmit(TimeSpan now, Span<byte> buffer)
    {
        var room = buffer[..Wire.BaseDatagramSize];
        if (IsOpen && handshake.NextKnockAt is { } at) return at <= now ? handshake.WriteKnock(now, room) : 0;
        if (!isConnected && !IsOpen) return 0;
        if (PollClose(now, room) is > 0 and var closing) return closing;
        if (!IsOpen || recovery.IsExhausted) return 0;
        var draft = Begin(room);
        if (isConnected) WriteFrames(now, ref draft);
        else WriteHello(ref draft);
        return IsOpen ? Seal(now, room, ref draft) : 0;
    }

    // HELLO says everything that has been wanted so far, each time.
    void WriteHello(ref PacketDraft draft)
    {
        if ((pending & Control.Request) == 0 && recovery.ProbesDue == 0) return;
        draft.Frames.Request(options.Start, file.Limit, name, fileName);
        draft.Packet.Control = Control.Request;
        draft.Traced = TracedFrames.Request;
        if (pauseAt is not null) WritePause(ref draft);
        draft.Elicits = true;
        draft.PadTo = Wire.BaseDatagramSize;
        pending &= ~Control.Request;
    }

    void WriteFrames(TimeSpan now, ref PacketDraft draft)
    {
        pending &= ~Control.Request;
        var wants = pending != Control.None || challenges.Count > 0 || recovery.ProbesDue > 0;
        if (!wants && !(Acks.Deadline <= now)) return;
        WriteAck(now, ref draft);
        while (challenges.TryDequeue(out var value))
        {
            draft.Frames.Eight(FrameType.PathResponse, value);
            draft.Traced |= TracedFrames.PathResponse;
            draft.Elicits = true;
        }

        if ((pending & Control.MaxOffset) != 0) Write(ref draft, Control.MaxOffset, TracedFrames.MaxOffset).Single(FrameType.MaxOffset, file.Limit);
        if ((pending & Control.Pause) != 0) WritePause(ref draft);
        if ((pending & Control.Done) != 0) Write(ref draft, Control.Done, TracedFrames.Done).Done(Info!.Sha256);
        if ((pending & Control.Ping) != 0 || (!draft.Elicits && (recovery.ProbesDue > 0 || ShouldAskForAnswer(now)))) WritePing(now, ref draft);
    }

    // An ACK that is itself acknowledged lets old ranges be forgotten, and gives a round trip to show.
    bool ShouldAskForAnswer(TimeSpan now)
    {
        var since = now - lastPingAt;
        return since >= SampleInterval || (Acks.Count > 4 && since >= LeastPingInterval && since >= recovery.Rtt.Smoothed);
    }

    void WritePing(TimeSpan now, ref PacketDraft draft)
    {
        Write(ref draft, Control.Ping, TracedFrames.Ping).Ping();
        lastPingAt = now;
    }

    void WritePause(ref PacketDraft draft)
    {
        ref var frames = ref Write(ref draft, Control.Pause, pauseAt is null ? TracedFrames.Proceed : TracedFrames.Pause);
        if (pauseAt is { } at) frames.Pause(pauseSequence, at);
        else frames.Single(FrameType.Proceed, pauseSequence);
    }

    ref FrameWriter Write(ref PacketDraft draft, Control control, TracedFrames traced)
    {
        pending &= ~control;
        draft.Packet.Control |= control;
        draft.Traced |= traced;
        draft.Elicits = true;
        return ref draft.Frames;
    }
}
