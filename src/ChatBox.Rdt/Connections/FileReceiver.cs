using System.Text;
using ChatBox.Rdt.Congestion;
using ChatBox.Rdt.Packets;
using ChatBox.Rdt.Receiving;
using ChatBox.Rdt.Sending;

namespace ChatBox.Rdt.Connections;

/// <summary>
/// The client's side of one transfer. Begins when it is made: the first PollTransmit gives its first packet. Not thread-safe.
/// </summary>
/// <remarks>
/// The driver hashes what is whole (<see cref="ContiguousOffset"/>), with what it had before, and calls <see cref="Confirm"/> when
/// <see cref="IsWhole"/>. The transfer has succeeded when Confirm has returned true, whatever becomes of the connection after that.
/// </remarks>
public sealed partial class FileReceiver : Connection, ISentPacketOwner
{
    /// <summary>A HELLO by cookie that is not answered so often is begun anew by KNOCK.</summary>
    const int HellosPerCookie = 3;

    static readonly TimeSpan QuietInterval = TimeSpan.FromSeconds(10);
    static readonly TimeSpan FirstSignInterval = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LastSignInterval = TimeSpan.FromSeconds(8);

    readonly ReceiverOptions options;
    readonly ClientHandshake handshake;
    readonly LossRecovery recovery;
    readonly ReceivedFile file;
    readonly byte[] name;
    readonly byte[] fileName;
    readonly byte[] resetToken = new byte[Wire.TokenSize];
    readonly TimeSpan startedAt;
    readonly Queue<ulong> challenges = [];
    Control pending;
    bool isConnected;
    TimeSpan signInterval = FirstSignInterval;
    TimeSpan nextSignAt;
    TimeSpan lastPingAt;
    long pauseSequence;
    long? pauseAt;
    TimeSpan? confirmedAt;

    /// <param name="now">The time, from any origin; all later times are of the same.</param>
    /// <param name="options">What is wanted.</param>
    /// <param name="random">Where its random, and so its keys, come from.</param>
    /// <exception cref="ArgumentOutOfRangeException">A name is longer than 255 bytes, or the offset is negative.</exception>
    public FileReceiver(TimeSpan now, ReceiverOptions options, IRandomSource random)
        : base(random, options.Trace)
    {
        this.options = options;
        (name, fileName) = (Encoding.UTF8.GetBytes(options.Name), Encoding.UTF8.GetBytes(options.File));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(name.Length, Wire.MaxNameBytes, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fileName.Length, Wire.MaxNameBytes, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.Start, nameof(options));
        handshake = new ClientHandshake(now, options, random);
        recovery = new LossRecovery(this, new ClientCongestion(), new RttEstimator(options.RoundTrip ?? TimeSpan.FromMilliseconds(333)), random, options.Trace);
        file = new ReceivedFile(options.Start, options.Window);
        pending = Control.Request;
        startedAt = now;
        Begin(now);
        if (options.PauseAt is { } at) Pause(now, at);
    }

    /// <summary>What the server says the file is; null before it has said so.</summary>
    public FileInfo? Info { get; private set; }

    /// <summary>The server has answered.</summary>
    public bool IsConnected => isConnected;

    /// <summary>All bytes below this offset are there.</summary>
    public long ContiguousOffset => file.Contiguous;

    /// <summary>Bytes handed to the sink, each counted once.</summary>
    public long BytesReceived => file.BytesReceived;

    /// <summary>Bytes that came and were there already.</summary>
    public long DuplicateBytes => file.DuplicateBytes;

    /// <summary>The last byte is there; the hash is the driver's to check.</summary>
    public bool IsWhole => file.IsWhole;

    /// <summary>The pause holds, and all below its offset is there.</summary>
    public bool IsPaused => pauseAt is { } at && file.Contiguous >= at && !file.IsWhole;

    /// <summary>Share of the packets sent to us that have not come, 0 to 1: what is skipped on purpose counts for nothing much.</summary>
    public double LossRate => Received.Highest <= 0 ? 0 : Math.Max(0, 1 - ((double)PacketsReceived / (Received.Highest + 1)));

    /// <summary>Bytes that the server sent more than once, as it says at the end; 0 before.</summary>
    public long BytesSentAgain { get; private set; }

    private protected override LossRecovery Recovery => recovery;

    private protected override int HeaderSize => isConnected ? Wire.UpHeaderSize : handshake.Header.Length + Wire.NumberSize;

    private protected override PacketKeys SendKeys => handshake.Keys!.Up;

    private protected override TimeSpan? AckDeadline => recovery.IsExhausted ? null : Acks.Deadline;

    private protected override TimeSpan? NextOwnTimeout => isConnected
        ? Earliest(nextSignAt, confirmedAt + (recovery.ProbeTimeout * 3))
        : Earliest(startedAt + options.HandshakeTimeout, handshake.NextKnockAt);

    bool IsQuiet => IsPaused || IsWhole;

    /// <summary>The server sends nothing new from this offset on, until <see cref="Proceed"/>. Kept 10 minutes.</summary>
    public void Pause(TimeSpan now, long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        SetPause(now, offset);
    }

    /// <summary>Ends a pause.</summary>
    public void Proceed(TimeSpan now) => SetPause(now, null);

    /// <summary>
    /// The hash of the whole file, what was there before included. True where it is right: the server is told, and the file is the
    /// client's. False where it is wrong: the transfer ends with <see cref="CloseCode.Integrity"/>.
    /// </summary>
    public bool Confirm(TimeSpan now, ReadOnlySpan<byte> sha256)
    {
        if (!IsWhole || Info is null) throw new InvalidOperationException("The file is not whole.");
        if (!sha256.SequenceEqual(Info.Sha256))
        {
            Close(now, CloseCode.Integrity, "the hash of the whole file is wrong");
            return false;
        }

        pending |= Control.Done;
        confirmedAt ??= now;
        NeedsPoll = true;
        return true;
    }

    /// <summary>
    /// The client's own address has changed (another network, another socket): the server learns it from the next packet.
    /// </summary>
    public void HandleAddressChanged(TimeSpan now)
    {
        pending |= Control.Ping;
        nextSignAt = now + FirstSignInterval;
    }

    private protected override void WriteHeader(Span<byte> room, long number)
    {
        if (isConnected)
        {
            room[0] = (byte)PacketType.Up;
            BinaryPrimitives.WriteUInt64BigEndian(room[1..], handshake.ConnectionId);
        }
        else
        {
            handshake.Header.CopyTo(room);
        }

        Wire.WriteNumber(room[(HeaderSize - Wire.NumberSize)..], number);
    }

    private protected override void HandleOwnTimeout(TimeSpan now)
    {
        if (!isConnected)
        {
            if (now >= startedAt + options.HandshakeTimeout) End(now, EndReason.Unreachable);
            else if (options.Ticket is null && handshake.Keys is not null && recovery.ProbeTimeouts >= HellosPerCookie) KnockAgain(now);
            return;
        }

        // The server has had time to answer DONE. The file is whole and right: nothing is left to wait for.
        if (now >= confirmedAt + (recovery.ProbeTimeout * 3)) End(now, EndReason.ClosedHere);
        if (now < nextSignAt) return;
        pending |= Control.Ping;
        nextSignAt = now + (IsQuiet ? QuietInterval : signInterval);
        if (!IsQuiet && signInterval < LastSignInterval) signInterval *= 2;
    }

    private protected override void Dispose(bool disposing)
    {
        handshake.Dispose();
        base.Dispose(disposing);
    }

    void KnockAgain(TimeSpan now)
    {
        handshake.StartKnocking(now);
        recovery.HandlePeerAlive();
    }

    void SetPause(TimeSpan now, long? offset)
    {
        pauseAt = offset;
        pauseSequence++;
        pending |= Control.Pause;
        NeedsPoll = true;
        nextSignAt = now + QuietInterval;
    }
}
