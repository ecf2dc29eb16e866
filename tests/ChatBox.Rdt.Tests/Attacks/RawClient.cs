using System.Buffers.Binary;
using System.Text;
using ChatBox.Rdt.Connections;
using ChatBox.Rdt.Packets;
using ChatBox.Rdt.Security;

namespace ChatBox.Rdt.Tests.Attacks;

delegate void WriteFrames(ref FrameWriter frames);

/// <summary>A client that says whatever it is told to, rightly sealed.</summary>
sealed class RawClient
{
    readonly byte[] helloHeader;
    readonly byte[] serverPoint;
    readonly byte[] secret;
    readonly TransferKeys keys;
    TransferKeys opening;

    public RawClient(Door door, TicketGrant ticket, PeerAddress? address = null)
        : this(door, address, HelloHeader.ForTicket(NewRandom(door), AeadAlgorithm.Aes128Gcm, ticket.Ticket), ticket.Secret, [])
    {
    }

    RawClient(Door door, PeerAddress? address, byte[] header, byte[] secret, byte[] serverPoint)
    {
        (Door, Address, helloHeader, this.secret, this.serverPoint) = (door, address ?? Door.Address, header, secret, serverPoint);
        keys = TransferKeys.Derive(secret, header, serverPoint);
        opening = TransferKeys.Derive(secret, header, serverPoint);
    }

    public Door Door { get; }

    public PeerAddress Address { get; set; }

    public long Number { get; set; }

    public string File { get; set; } = "film.bin";

    public string Name { get; set; } = "";

    /// <summary>A client of the text door, as far as HELLO: KNOCK was sent and RETRY has come. Null where none came.</summary>
    public static RawClient? ByCookie(Door door, PeerAddress? address = null, Action<byte[]>? spoil = null)
    {
        var retry = door.Give(Knock(door, out var random), address);
        if (retry.Length == 0) return null;
        var exchange = new KeyExchange();
        var point = retry[(Wire.LongStart + 1)..(Wire.LongStart + 1 + Wire.PointSize)];
        var secret = new byte[Wire.SecretSize];
        Assert.True(exchange.TryAgree(point, secret));
        var cookie = retry[^Wire.CookieSize..];
        spoil?.Invoke(cookie);
        return new RawClient(door, address, HelloHeader.ForCookie(random, AeadAlgorithm.Aes128Gcm, cookie, exchange.PublicPoint), secret, point) { Name = "alice" };
    }

    public static byte[] Knock(Door door, out byte[] random)
    {
        random = NewRandom(door);
        var knock = new byte[Wire.BaseDatagramSize];
        (knock[0], knock[1]) = ((byte)PacketType.Knock, Wire.Version);
        random.CopyTo(knock, 2);
        return knock;
    }

    public byte[] Hello(long start = 0, long limit = 1L << 40, WriteFrames? more = null) => Seal([.. helloHeader, 0, 0, 0, 0, 0], Wire.BaseDatagramSize, (ref FrameWriter frames) =>
    {
        frames.Request(start, limit, Encoding.UTF8.GetBytes(Name), Encoding.UTF8.GetBytes(File));
        more?.Invoke(ref frames);
    });

    public byte[] HelloWith(WriteFrames write) => Seal([.. helloHeader, 0, 0, 0, 0, 0], Wire.BaseDatagramSize, write);

    public byte[] Up(WriteFrames write)
    {
        var header = new byte[Wire.UpHeaderSize];
        header[0] = (byte)PacketType.Up;
        helloHeader.AsSpan(Wire.CredentialAt, 8).CopyTo(header.AsSpan(1));
        return Seal(header, 0, write);
    }

    /// <summary>HELLO goes to the door; the reply to it.</summary>
    public byte[] SendHello(long start = 0, long limit = 1L << 40) => Door.Give(Hello(start, limit), Address);

    public byte[] SendUp(WriteFrames write) => Door.Give(Up(write), Address);

    public void SendAck(params (long First, long Last)[] ranges) => SendUp((ref FrameWriter frames) => frames.Ack(Ranges(ranges), TimeSpan.Zero));

    public static AckRanges Ranges(params (long First, long Last)[] ranges)
    {
        AckRanges all = default;
        foreach (var (first, last) in ranges) all.Add(new NumberRange(first, last));
        return all;
    }

    /// <summary>The plain text of a packet that the door sent, or of its refusal.</summary>
    public byte[]? Open(byte[] datagram, out long number)
    {
        number = -1;
        if (!PacketHeader.TryReadFromServer(datagram, out var header)) return null;
        number = header.Number;
        var copy = datagram.ToArray();
        var body = copy.AsSpan(header.Length..^Wire.TagSize);
        var opened = header.Type == PacketType.Refusal
            ? opening.Refusal.TryOpen(number, header.Bytes, body, copy.AsSpan()[^Wire.TagSize..])
            : opening.Down.TryOpen(number, header.Bytes, body, copy.AsSpan()[^Wire.TagSize..]);
        return opened ? body.ToArray() : null;
    }

    /// <summary>Everything that the door has sent so far and that opens, by number.</summary>
    public List<(long Number, byte[] Payload)> Opened()
    {
        opening = TransferKeys.Derive(secret, helloHeader, serverPoint);
        List<(long, byte[])> opened = [];
        foreach (var (bytes, _) in Door.Sent)
        {
            if (Open(bytes, out var number) is { } payload) opened.Add((number, payload));
        }

        return opened;
    }

    /// <summary>The code of a CLOSE in what was sent; null without one.</summary>
    public CloseCode? Closed() => Opened().Select(packet => CodeIn(packet.Payload)).LastOrDefault(code => code is not null);

    public static CloseCode? CodeIn(byte[]? payload)
    {
        var reader = new FrameReader(payload);
        while (reader.TryRead())
        {
            if (reader.Type == FrameType.Close) return (CloseCode)reader.Number;
        }

        return null;
    }

    /// <summary>The code of a refusal; null where the reply is none.</summary>
    public CloseCode? Refusal(byte[] reply) => reply.Length > 0 && reply[0] == (byte)PacketType.Refusal ? CodeIn(Open(reply, out _)) : null;

    byte[] Seal(byte[] header, int padTo, WriteFrames write)
    {
        var room = new byte[Wire.MaxDatagramSize];
        Wire.WriteNumber(header.AsSpan(header.Length - Wire.NumberSize), Number);
        header.CopyTo(room, 0);
        var frames = new FrameWriter(room.AsSpan(header.Length));
        write(ref frames);
        if (padTo > 0) frames.Pad(padTo - header.Length - Wire.TagSize);
        var end = header.Length + frames.Length;
        keys.Up.Seal(Number++, header, room.AsSpan(header.Length..end), room.AsSpan(end, Wire.TagSize));
        return room[..(end + Wire.TagSize)];
    }

    static byte[] NewRandom(Door door)
    {
        var random = new byte[Wire.RandomSize];
        door.Random.Fill(random);
        return random;
    }

    public ulong ConnectionId => BinaryPrimitives.ReadUInt64BigEndian(helloHeader.AsSpan(Wire.CredentialAt));

    public ReadOnlySpan<byte> HeaderStart => helloHeader;
}
