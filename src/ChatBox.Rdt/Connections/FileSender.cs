using ChatBox.Rdt.Congestion;
using ChatBox.Rdt.Packets;
using ChatBox.Rdt.Paths;
using ChatBox.Rdt.Sending;
using ChatBox.Rdt.Tracing;
using Path = ChatBox.Rdt.Paths.Path;

namespace ChatBox.Rdt.Connections;

/// <summary>How a sender comes into being: what the endpoint has found out.</summary>
sealed record SenderStart(
    ulong ConnectionId, TransferKeys Keys, byte[] ClientRandom, PeerAddress From, bool IsAddressProven, TimeSpan? RoundTrip, FileOffer Offer, byte[] ResetToken);

/// <summary>The server's side of one transfer. Made by an <see cref="Endpoint"/>. Not thread-safe.</summary>
public sealed partial class FileSender : Connection, ISentPacketOwner
{
    readonly SenderOptions options;
    readonly SenderStart start;
    readonly LossRecovery recovery;
    readonly Pacer pacer = new();
    readonly MtuDiscovery mtu;
    readonly Patience patience = new();
    readonly byte[] name;

    // Made when REQUEST is read, with the first packet.
    DataQueue queue = new(0, 0);
    Path path;
    PathCheck? pathCheck;
    ulong pathChallenge;
    Control pending = Control.FileInfo;
    int infoCopies = 2;
    bool isInfoAcked;
    bool isDone;
    int dataInFlight;
    long sizeProbe = -1;
    long sizeProbeBytes;
    bool isLossySinceProbe;
    long pauseSequence = -1;

    internal FileSender(TimeSpan now, SenderOptions options, SenderStart start, IRandomSource random, IRdtTrace? trace)
        : base(random, trace)
    {
        (this.options, this.start) = (options, start);
        name = System.Text.Encoding.UTF8.GetBytes(start.Offer.Info.Name);
        path = new Path(start.From, start.IsAddressProven);
        pathChallenge = random.NextUInt64();
        mtu = new MtuDiscovery(Math.Clamp(options.MaxDatagramSize, Wire.BaseDatagramSize, Wire.MaxDatagramSize));
        var rtt = new RttEstimator(start.RoundTrip ?? options.InitialRoundTrip);
        recovery = new LossRecovery(this, options.CreateController(now, start.RoundTrip, random.NextUInt64()), rtt, random, trace);
        patience.Start(now);
        Begin(now);
    }

    /// <summary>Where the client is, as far as it is proven.</summary>
    public PeerAddress Address => path.Address;

    /// <summary>More than three times what came from there may go there.</summary>
    public bool IsAddressProven => path.IsValidated;

    /// <summary>What is sent.</summary>
    public FileOffer Offer => start.Offer;

    /// <summary>Bytes of the file that the client has acknowledged.</summary>
    public long BytesAcked { get; private set; }

    /// <summary>Bytes of the file that were sent more than once.</summary>
    public long BytesSentAgain => queue.BytesSentAgain;

    /// <summary>Bytes of UDP payload that the path is known to carry, 1,200 or more.</summary>
    public int DatagramSize => mtu.Size;

    /// <summary>Bytes of UDP payload that are on the way and neither acknowledged nor lost.</summary>
    public long BytesInFlight => recovery.BytesInFlight;

    /// <summary>What holds it back; for reading only.</summary>
    public ICongestionController Congestion => recovery.Congestion;

    /// <summary>A pause holds the transfer, and all below its offset has arrived.</summary>
    public bool IsPaused => CurrentSituation == Situation.Paused;

    internal ulong ConnectionId => start.ConnectionId;

    internal ReadOnlySpan<byte> ClientRandom => start.ClientRandom;

    internal bool CameByTicket { get; init; }

    private protected override LossRecovery Recovery => recovery;

    private protected override int HeaderSize => Wire.DownHeaderSize;

    private protected override PacketKeys SendKeys => start.Keys.Down;

    // What may not be sent must not be waited for.
    private protected override TimeSpan? AckDeadline => path.Allowance < LeastRoom || recovery.IsExhausted ? null : Acks.Deadline;

    private protected override TimeSpan? NextOwnTimeout
    {
        get
        {
            TimeSpan? next = patience.Deadline;
            if (recovery.PacketsInFlight > 0) next = Earliest(next, recovery.WaitingSince + IdleTimeout);
            if (pathCheck is null) return next;
            next = Earliest(next, pathCheck.GiveUpAt);
            return pathCheck.Allowance < LeastChallenge ? next : Earliest(next, pathCheck.NextChallengeAt);
        }
    }

    Situation CurrentSituation =>
        dataInFlight > 0 || queue.HasData ? Situation.Sending
        : queue.IsHeldByPause ? Situation.Paused
        : queue.IsHeldByLimit ? Situation.HeldByLimit
        : Situation.AwaitingDone;

    private protected override void WriteHeader(Span<byte> room, long number)
    {
        room[0] = (byte)PacketType.Down;
        Wire.WriteNumber(room[1..], number);
    }

    private protected override void HandleOwnTimeout(TimeSpan now)
    {
        if (recovery.PacketsInFlight > 0 && now >= recovery.WaitingSince + IdleTimeout)
        {
            End(now, EndReason.TimedOut);
            return;
        }

        if (recovery.ProbeTimeouts >= 3 && mtu.Size > Wire.BaseDatagramSize) FallToBaseSize();
        if (pathCheck is not null && now >= pathCheck.GiveUpAt) pathCheck = null;
        Observe(now);
        if (patience.Check(now, BytesAcked) is { } code) Close(now, code, "the client does not get on");
        else if (patience.ShouldPersist(now)) pending |= Control.Ping;
    }

    private protected override void Dispose(bool disposing)
    {
        start.Keys.Dispose();
        base.Dispose(disposing);
    }

    void Observe(TimeSpan now) => patience.Observe(now, CurrentSituation, BytesAcked);

    void FallToBaseSize()
    {
        mtu.Fall();
        recovery.Congestion.HandleDatagramSize(mtu.Size);
    }
}
