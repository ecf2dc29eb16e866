using ChatBox.Rdt.Packets;
using ChatBox.Rdt.Paths;
using ChatBox.Rdt.Sending;
using Path = ChatBox.Rdt.Paths.Path;

namespace ChatBox.Rdt.Connections;

public sealed partial class FileSender
{
    // REQUEST is read with the first packet; what comes again later says the same.
    bool isRequested;

    // The packet that is being read is a HELLO: REQUEST has no business in any other.
    bool mayRequest;

    /// <summary>A datagram of this transfer: HELLO or UP. Opened in place.</summary>
    internal void Handle(TimeSpan now, PeerAddress from, in PacketHeader header, Span<byte> datagram)
    {
        if (from == path.Address) path.HandleReceived(datagram.Length);
        else if (from == pathCheck?.Address) pathCheck.HandleReceived(datagram.Length);
        if (!TryOpen(now, start.Keys.Up, header, datagram, out var payload)) return;
        HandleOpened(now, from, header.Number, datagram.Length, payload, header.Type == PacketType.Hello);
    }

    /// <summary>The packet that made the transfer: the endpoint has opened it to read what it asks for.</summary>
    internal void HandleFirst(TimeSpan now, PeerAddress from, long number, int size, ReadOnlySpan<byte> payload)
    {
        path.HandleReceived(size);
        Received.Take(number);
        HandleOpened(now, from, number, size, payload, isHello: true);
    }

    void HandleOpened(TimeSpan now, PeerAddress from, long number, int size, ReadOnlySpan<byte> payload, bool isHello)
    {
        mayRequest = isHello;
        if (IsOpen && number == Received.Highest && from != path.Address && from != pathCheck?.Address) BeginPathCheck(now, from, size);
        HandlePayload(now, number, size, payload, from, null);
        if (IsOpen) Observe(now);
    }

    private protected override FrameOutcome HandleOwnFrame(TimeSpan now, ref FrameReader frame, PeerAddress from, IFileSink? sink)
    {
        switch (frame.Type)
        {
            case FrameType.Request when mayRequest:
                HandleRequest(now, frame.Number, frame.Second);
                break;
            case FrameType.MaxOffset when isRequested:
                queue.RaiseLimit(frame.Number);
                break;
            case FrameType.Pause when isRequested:
                if (IsNewest(frame.Second)) queue.PauseAt = frame.Number;
                break;
            case FrameType.Proceed when isRequested:
                if (IsNewest(frame.Second)) queue.PauseAt = long.MaxValue;
                break;
            case FrameType.PathResponse:
                HandlePathResponse(now, from, BinaryPrimitives.ReadUInt64BigEndian(frame.Bytes));
                break;
            case FrameType.Done when isRequested:
                HandleDone(now, frame.Bytes);
                break;
            default:
                return FrameOutcome.NotAllowed;
        }

        return FrameOutcome.Handled;
    }

    void HandleRequest(TimeSpan now, long offset, long limit)
    {
        if (isRequested) return;
        isRequested = true;
        var length = start.Offer.Info.Length;
        if (offset > length)
        {
            Close(now, CloseCode.BadOffset, "the file is shorter than that");
            return;
        }

        queue = new DataQueue(offset, length);
        queue.RaiseLimit(limit);
    }

    void HandleDone(TimeSpan now, ReadOnlySpan<byte> hash)
    {
        if (!hash.SequenceEqual(start.Offer.Info.Sha256))
        {
            Close(now, CloseCode.ProtocolError, "DONE with another hash");
            return;
        }

        isDone = true;
        Close(now, CloseCode.Done);
    }

    bool IsNewest(long sequence)
    {
        if (sequence <= pauseSequence) return false;
        pauseSequence = sequence;
        return true;
    }

    // The newest packet comes from elsewhere: the client has moved, or somebody pretends so. Data goes on to the old address meanwhile.
    void BeginPathCheck(TimeSpan now, PeerAddress from, int size)
    {
        if (pathCheck is not null && now < pathCheck.GiveUpAt) return;
        pathCheck = new PathCheck(new Path(from, isValidated: false), now, recovery.ProbeTimeout, Random);
        pathCheck.HandleReceived(size);
    }

    void HandlePathResponse(TimeSpan now, PeerAddress from, ulong value)
    {
        if (from == path.Address && value == pathChallenge)
        {
            path.Validate();
            return;
        }

        if (pathCheck is null || from != pathCheck.Address || value != pathCheck.Challenge) return;
        var isSameIp = from.HasSameIp(path.Address);
        pathCheck = null;
        path = new Path(from, isValidated: true);
        pathChallenge = Random.NextUInt64();
        if (isSameIp) return;
        recovery.HandlePathChanged(now, options.InitialRoundTrip);
        mtu.HandlePathChanged();
        // Whatever becomes of the one that is on its way: it went the old way.
        sizeProbe = -1;
        recovery.Congestion.HandleDatagramSize(mtu.Size);
    }

    void ISentPacketOwner.HandleAcked(TimeSpan now, in SentPacket packet)
    {
        if (packet.LargestAcked >= 0) Acks.Forget(packet.LargestAcked);
        if ((packet.Control & Control.FileInfo) != 0) (isInfoAcked, pending) = (true, pending & ~Control.FileInfo);
        if (packet.IsSizeProbe)
        {
            if (packet.Number == sizeProbe && mtu.HandleProbeAcked(packet.Size)) recovery.Congestion.HandleDatagramSize(mtu.Size);
            return;
        }

        mtu.HandleAcked(packet.Number, packet.Size);
        if (packet.DataLength == 0) return;
        dataInFlight--;
        BytesAcked += packet.DataLength;
    }

    void ISentPacketOwner.HandleLost(TimeSpan now, in SentPacket packet)
    {
        if (packet.IsSizeProbe)
        {
            if (packet.Number == sizeProbe) mtu.HandleProbeLost(packet.Size, isLossySinceProbe);
            return;
        }

        isLossySinceProbe = true;
        if ((packet.Control & Control.FileInfo) != 0 && !isInfoAcked) pending |= Control.FileInfo;
        if (mtu.HandleLost(packet.Number, packet.Size)) recovery.Congestion.HandleDatagramSize(mtu.Size);
        if (packet.DataLength == 0) return;
        dataInFlight--;
        queue.HandleLost(new FileRange(packet.Offset, packet.Offset + packet.DataLength));
    }

    void ISentPacketOwner.HandleSpuriousLoss(in SentPacket packet)
    {
        if (packet.DataLength == 0) return;
        BytesAcked += packet.DataLength;
        queue.HandleArrived(new FileRange(packet.Offset, packet.Offset + packet.DataLength));
    }
}
