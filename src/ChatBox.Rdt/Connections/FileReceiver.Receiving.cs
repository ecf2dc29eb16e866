using System.Security.Cryptography;
using System.Text;
using ChatBox.Rdt.Packets;
using ChatBox.Rdt.Receiving;
using ChatBox.Rdt.Sending;

namespace ChatBox.Rdt.Connections;

public sealed partial class FileReceiver
{
    /// <summary>Challenges that wait for an answer; more come only from a server that means no good, and are not answered.</summary>
    const int MaxChallenges = 4;

    /// <summary>A datagram has come from the server; it is opened in place, and its bytes of the file go to the sink before this returns.</summary>
    public void Handle(TimeSpan now, Span<byte> datagram, IFileSink sink)
    {
        if (!PacketHeader.TryReadFromServer(datagram, out var header)) return;
        switch (header.Type)
        {
            case PacketType.Down when handshake.Keys is not null:
                if (TryOpen(now, handshake.Keys.Down, header, datagram, out var payload)) HandleOpened(now, header.Number, datagram.Length, payload, sink);
                break;
            case PacketType.Retry when !isConnected:
                if (handshake.TryHandleRetry(now, header)) pending |= Control.Request;
                break;
            case PacketType.Versions when !isConnected:
                if (handshake.Echoes(header.Random) && !datagram[Wire.LongStart..].Contains(Wire.Version)) End(now, EndReason.OtherVersion);
                break;
            case PacketType.Refusal when !isConnected && handshake.Keys is not null:
                HandleRefusal(now, header, datagram);
                break;
            case PacketType.Reset when Info is not null:
                if (CryptographicOperations.FixedTimeEquals(datagram[1..], resetToken)) End(now, EndReason.Reset);
                break;
        }
    }

    void HandleOpened(TimeSpan now, long number, int size, ReadOnlySpan<byte> payload, IFileSink sink)
    {
        isConnected = true;
        if (!IsQuiet) signInterval = FirstSignInterval;
        HandlePayload(now, number, size, payload, default, sink);
        nextSignAt = now + (IsQuiet ? QuietInterval : signInterval);
        if (!IsOpen) return;
        if (file.RaiseLimit()) pending |= Control.MaxOffset;
        // The end of what the server may send: it waits for this acknowledgement.
        if (file.IsWhole || file.Contiguous == file.Limit || file.Contiguous == pauseAt) Acks.Hurry();
    }

    void HandleRefusal(TimeSpan now, in PacketHeader header, Span<byte> datagram)
    {
        var body = datagram[header.Length..^Wire.TagSize];
        if (!handshake.Keys!.Refusal.TryOpen(header.Number, header.Bytes, body, datagram[^Wire.TagSize..])) return;
        var frame = new FrameReader(body);
        if (frame.TryRead() && frame.Type == FrameType.Close) HandleClose(now, frame.Number, frame.Name);
    }

    private protected override FrameOutcome HandleOwnFrame(TimeSpan now, ref FrameReader frame, PeerAddress from, IFileSink? sink)
    {
        switch (frame.Type)
        {
            case FrameType.Data:
                return HandleData(now, frame.Number, frame.Bytes, sink!);
            case FrameType.FileInfo:
                HandleInfo(now, frame.Number, frame.Bytes, frame.Name);
                break;
            case FrameType.PathChallenge:
                if (challenges.Count < MaxChallenges) challenges.Enqueue(BinaryPrimitives.ReadUInt64BigEndian(frame.Bytes));
                break;
            case FrameType.Sent:
                BytesSentAgain = frame.Second;
                break;
            default:
                return FrameOutcome.NotAllowed;
        }

        return FrameOutcome.Handled;
    }

    FrameOutcome HandleData(TimeSpan now, long offset, ReadOnlySpan<byte> bytes, IFileSink sink)
    {
        switch (file.Take(offset, bytes, sink))
        {
            case PieceOutcome.TooScattered:
                return FrameOutcome.DropPacket;
            case PieceOutcome.BeyondLimit:
                Close(now, CloseCode.FlowError, "bytes beyond the limit or the end of the file");
                break;
            case PieceOutcome.CannotWrite:
                Close(now, CloseCode.Storage, "the client cannot write");
                break;
        }

        return FrameOutcome.Handled;
    }

    void HandleInfo(TimeSpan now, long length, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> utf8)
    {
        var hash = bytes[..Wire.HashSize];
        if (Info is not null)
        {
            if (length != Info.Length || !hash.SequenceEqual(Info.Sha256)) Close(now, CloseCode.WrongFile, "another file than before");
            return;
        }

        if ((options.ExpectedLength ?? length) != length || (options.ExpectedSha256 is { } expected && !hash.SequenceEqual(expected))
            || !FileNames.IsPlain(utf8) || !file.TrySetLength(length))
        {
            Close(now, CloseCode.WrongFile, "not the file that was promised");
            return;
        }

        Info = new FileInfo(length, hash.ToArray(), Encoding.UTF8.GetString(utf8));
        bytes[Wire.HashSize..].CopyTo(resetToken);
    }

    void ISentPacketOwner.HandleAcked(TimeSpan now, in SentPacket packet)
    {
        if (packet.LargestAcked >= 0) Acks.Forget(packet.LargestAcked);
    }

    // What was lost is said again as it stands now, if it still matters.
    void ISentPacketOwner.HandleLost(TimeSpan now, in SentPacket packet)
    {
        pending |= packet.Control & (Control.MaxOffset | Control.Pause | Control.Done);
        if (!isConnected) pending |= packet.Control & Control.Request;
    }

    void ISentPacketOwner.HandleSpuriousLoss(in SentPacket packet)
    {
    }
}
