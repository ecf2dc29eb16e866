using ChatBox.Rdt.Connections;
using ChatBox.Rdt.Packets;
using ChatBox.Rdt.Security;
using ChatBox.Rdt.Simulation.Transfers;

namespace ChatBox.Rdt.Tests.Attacks;

/// <summary>A server that says whatever it is told to, rightly sealed, to a real client.</summary>
sealed class RawServer
{
    readonly byte[] buffer = new byte[1_200];
    TransferKeys? keys;

    public RawServer(Func<ReceiverOptions, ReceiverOptions>? configure = null, int capacity = 100_000)
    {
        var random = new SeededRandom(11);
        var (ticket, secret) = (new byte[16], new byte[32]);
        random.Fill(ticket);
        random.Fill(secret);
        Secret = secret;
        File = new MemoryFile(capacity, 3);
        Sink = new MemorySink(capacity);
        var options = new ReceiverOptions { File = "film.bin", Ticket = new TicketGrant(ticket, secret, AeadSupport.FastAes) };
        Receiver = new FileReceiver(Now, configure?.Invoke(options) ?? options, random);
        Hello = Poll()[0];
    }

    public byte[] Secret { get; }

    public MemoryFile File { get; }

    public MemorySink Sink { get; }

    public FileReceiver Receiver { get; }

    public TimeSpan Now { get; set; } = TimeSpan.FromSeconds(5);

    public long Number { get; set; }

    public byte[] Hello { get; }

    public byte[] Token { get; } = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];

    public TransferKeys Keys => keys ??= TransferKeys.Derive(Secret, Hello.AsSpan(0, Wire.TicketHelloHeaderSize - Wire.NumberSize), []);

    public byte[] Down(WriteFrames write)
    {
        var room = new byte[Wire.MaxDatagramSize];
        room[0] = (byte)PacketType.Down;
        Wire.WriteNumber(room.AsSpan(1), Number);
        var frames = new FrameWriter(room.AsSpan(Wire.DownHeaderSize));
        write(ref frames);
        var end = Wire.DownHeaderSize + frames.Length;
        Keys.Down.Seal(Number++, room.AsSpan(0, Wire.DownHeaderSize), room.AsSpan(Wire.DownHeaderSize..end), room.AsSpan(end, Wire.TagSize));
        return room[..(end + Wire.TagSize)];
    }

    public byte[] Info(long? length = null, byte[]? hash = null, string name = "film.bin") => Down((ref FrameWriter frames) =>
        frames.FileInfo(length ?? File.Info.Length, hash ?? File.Info.Sha256, Token, System.Text.Encoding.UTF8.GetBytes(name)));

    public byte[] Data(long offset, int length) => Down((ref FrameWriter frames) =>
    {
        var at = frames.Data(offset)[..length];
        at.Clear();
        if (offset + length <= File.Bytes.Length) File.Bytes.AsSpan((int)offset, length).CopyTo(at);
        frames.DataWritten(length);
    });

    /// <summary>A datagram reaches the client; what it sends then.</summary>
    public List<byte[]> Give(byte[] datagram)
    {
        Receiver.Handle(Now, datagram.ToArray(), Sink);
        return Poll();
    }

    public List<byte[]> Advance(double seconds)
    {
        List<byte[]> sent = [];
        var end = Now + TimeSpan.FromSeconds(seconds);
        for (var steps = 0; Receiver.NextTimeout is { } at && at <= end; steps++)
        {
            Assert.True(steps < 100_000, "The client asks for its timer for ever.");
            if (at > Now) Now = at;
            Receiver.HandleTimeout(Now);
            sent.AddRange(Poll());
        }

        Now = end;
        return sent;
    }

    /// <summary>The frames of a packet of the client, by type.</summary>
    public List<FrameType> Frames(byte[] up)
    {
        List<FrameType> types = [];
        var reader = new FrameReader(Open(up));
        while (reader.TryRead()) types.Add(reader.Type);
        return types;
    }

    public CloseCode? Closed(IEnumerable<byte[]> sent) => sent.Select(up => RawClient.CodeIn(Open(up))).LastOrDefault(code => code is not null);

    public byte[] Open(byte[] up)
    {
        var opening = TransferKeys.Derive(Secret, Hello.AsSpan(0, Wire.TicketHelloHeaderSize - Wire.NumberSize), []);
        Assert.True(PacketHeader.TryReadFromClient(up, out var header));
        var copy = up.ToArray();
        Assert.True(opening.Up.TryOpen(header.Number, header.Bytes, copy.AsSpan(header.Length..^Wire.TagSize), copy.AsSpan()[^Wire.TagSize..]));
        return copy[header.Length..^Wire.TagSize];
    }

    List<byte[]> Poll()
    {
        List<byte[]> sent = [];
        for (var length = Receiver.PollTransmit(Now, buffer); length > 0; length = Receiver.PollTransmit(Now, buffer)) sent.Add(buffer[..length]);
        return sent;
    }
}
