using System.Numerics;
using System.Text;
using ChatBox.Rdt.Packets;
using ChatBox.Rdt.Tracing;

namespace ChatBox.Rdt.Connections;

public abstract partial class Connection
{
    bool closeDue;
    uint heardWhileClosing;

    /// <summary>Ends the transfer and tells the peer. Does nothing where it has ended already.</summary>
    /// <param name="reason">Words for a person, cut at 200 bytes of UTF-8.</param>
    public void Close(TimeSpan now, CloseCode code, string reason = "")
    {
        if (phase != Phase.Open) return;
        (phase, closeDue, NeedsPoll) = (Phase.Closing, true, true);
        (EndCode, EndText) = (code, reason);
        goneAt = now + (Recovery.ProbeTimeout * 3);
        SetEnd(now, EndReason.ClosedHere);
    }

    /// <summary>Frames that go out before CLOSE in the same packet.</summary>
    private protected virtual void WriteLastFrames(ref PacketDraft draft)
    {
    }

    /// <summary>The peer cannot be told, or need not be.</summary>
    private protected void End(TimeSpan now, EndReason reason, CloseCode code = CloseCode.Done)
    {
        if (phase != Phase.Open) return;
        EndCode = code;
        Leave();
        SetEnd(now, reason);
    }

    private protected void Begin(TimeSpan now) => lastHeardAt = now;

    /// <summary>CLOSE, if it is to be said (again); 0 if not.</summary>
    private protected int PollClose(TimeSpan now, Span<byte> room)
    {
        if (phase != Phase.Closing || !closeDue || Recovery.IsExhausted || Recovery.Numbers.AreSpent) return 0;
        closeDue = false;
        var draft = Begin(room[..Math.Min(room.Length, Wire.BaseDatagramSize)]);
        WriteLastFrames(ref draft);
        Span<byte> reason = stackalloc byte[Wire.MaxReasonBytes];
        Utf8.FromUtf16(EndText, reason, out _, out var length);
        draft.Frames.Close(EndCode, reason[..length]);
        draft.Traced |= TracedFrames.Close;
        return Seal(now, room, ref draft);
    }

    private protected void HandleClose(TimeSpan now, long code, ReadOnlySpan<byte> reason)
    {
        if (phase != Phase.Open) return;
        phase = Phase.Draining;
        goneAt = now + (Recovery.ProbeTimeout * 3);
        EndCode = code > int.MaxValue ? CloseCode.ProtocolError : (CloseCode)code;
        EndText = Encoding.UTF8.GetString(reason);
        SetEnd(now, EndReason.ClosedByPeer);
    }

    // RFC 9000, section 10.2.1: ever more rarely, so that two sides that close cannot keep each other busy.
    void AnswerWhileClosing()
    {
        if (phase == Phase.Closing && BitOperations.IsPow2(++heardWhileClosing)) closeDue = true;
    }

    void Leave() => phase = Phase.Gone;

    void SetEnd(TimeSpan now, EndReason reason)
    {
        EndReason = reason;
        Trace?.Closed(now, reason, EndCode);
    }
}
