using ChatBox.Rdt.Packets;
using ChatBox.Rdt.Tests.Attacks;

namespace ChatBox.Rdt.Tests.Packets;

// A million spoilt inputs for each parser, and 200,000 for the machines around them, where nearly each costs a broken seal. A failure names its
// seed and round.
public class MutationTests
{
    const int Seed = 1_234;
    static readonly int Rounds = Fuzz.Count(1_000_000);

    // Flips, cuts, doubles, overwrites with hard numbers; in place, because a million arrays would take longer than the parsers.
    static int Spoil(Random random, Span<byte> bytes, int length)
    {
        for (var changes = random.Next(1, 5); changes > 0; changes--)
        {
            if (length == 0) return 0;
            var at = random.Next(length);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    length = at;
                    break;
                case 2:
                    var run = Math.Min(random.Next(1, 40), Math.Min(length - at, bytes.Length - length));
                    bytes.Slice(at, run).CopyTo(bytes[length..]);
                    length += run;
                    break;
                case 3:
                    bytes[at..Math.Min(length, at + random.Next(1, 9))].Fill((byte)(random.Next(2) == 0 ? 0xFF : random.Next(16)));
                    break;
                default:
                    bytes[at] = (byte)random.Next(256);
                    break;
            }
        }

        return length;
    }

    static void Try(int rounds, Action<Random, byte[]> once)
    {
        var random = new Random(Seed);
        var room = new byte[20_000];
        for (var round = 0; round < rounds; round++)
        {
            try
            {
                once(random, room);
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {Seed}, round {round}: {e}");
            }
        }
    }

    [Fact]
    public void A_million_spoilt_frames_are_read_without_an_exception()
    {
        byte[][] corpus = [.. FrameTests.All.Select(frame => FrameTests.Encode(frame.Write)), [.. FrameTests.All.SelectMany(frame => FrameTests.Encode(frame.Write))]];
        long read = 0, malformed = 0;
        Try(Rounds, (random, room) =>
        {
            var good = corpus[random.Next(corpus.Length)];
            good.CopyTo(room, 0);
            var reader = new FrameReader(room.AsSpan(0, Spoil(random, room, good.Length)));
            while (reader.TryRead())
            {
                read++;
                for (var i = 0; i < reader.Ranges.Count && reader.Type == FrameType.Ack; i++) Assert.True(reader.Ranges[i].First >= 0 && reader.Ranges[i].First <= reader.Ranges[i].Last);
                Assert.True(reader.Number >= 0 && reader.Second >= 0);
            }

            if (reader.IsMalformed) malformed++;
        });
        // The tries are worth something: many are read, and many are not.
        Assert.True(read > Rounds / 4 && malformed > Rounds / 4, $"{read} {malformed}");
    }

    [Fact]
    public void A_million_spoilt_headers_are_read_without_an_exception()
    {
        var kinds = Enum.GetValues<PacketType>();
        long read = 0;
        Try(Rounds, (random, room) =>
        {
            var length = random.Next(4) == 0 ? random.Next(120) : 1_200;
            random.NextBytes(room.AsSpan(0, Math.Min(length, 130)));
            (room[0], room[1]) = ((byte)kinds[random.Next(kinds.Length)], random.Next(8) == 0 ? (byte)random.Next(256) : Wire.Version);
            var datagram = room.AsSpan(0, random.Next(3) == 0 ? Spoil(random, room, length) : length);
            if (PacketHeader.TryReadFromClient(datagram, out var header) && header.Type != PacketType.Knock)
            {
                read++;
                Assert.True(header.Number >= 0 && header.Length < datagram.Length - Wire.TagSize + 1);
                _ = header.ConnectionId;
                if (header.Type == PacketType.Hello) Assert.True(header.Random.Length + header.Credential.Length >= 32);
            }

            if (PacketHeader.TryReadFromServer(datagram, out header) && header.Type is PacketType.Down) Assert.True(header.Number >= 0);
            PacketHeader.TryReadOtherVersion(datagram, out _);
        });
        Assert.True(read > Rounds / 16, $"{read}");
    }

    [Fact]
    public void Spoilt_datagrams_do_not_hurt_an_endpoint()
    {
        var door = new Door(new EndpointOptions { Sender = new SenderOptions { Controller = _ => new Sending.FakeController(50_000) } });
        var client = new RawClient(door, door.Ticket());
        client.SendHello();
        // Small: a million seals of 1,200 bytes would take long and try nothing else.
        byte[][] corpus = [.. FrameTests.All.Select(frame => client.Up(frame.Write)), [(byte)PacketType.Up, .. new byte[40]]];
        var reply = new byte[1_200];
        Try(Rounds / 5, (random, room) =>
        {
            var good = corpus[random.Next(corpus.Length)];
            good.CopyTo(room, 0);
            // The seal breaks on nearly all; some reach the right transfer, some another, some none.
            var length = Spoil(random, room, good.Length);
            door.Endpoint.Handle(door.Now, Door.Address, room.AsSpan(0, length), reply);
            door.Now += TimeSpan.FromMicroseconds(1);
        });
        // Alive, but for a good packet of the corpus that says the transfer is over.
        Assert.Single(door.Endpoint.Transfers);
    }

    [Fact]
    public void Sealed_nonsense_ends_a_transfer_but_not_the_endpoint()
    {
        var door = new Door(new EndpointOptions { Sender = new SenderOptions { Controller = _ => new Sending.FakeController(5_000) } });
        byte[][] corpus = [.. FrameTests.All.Select(frame => FrameTests.Encode(frame.Write))];
        var random = new Random(Seed);
        var room = new byte[20_000];
        RawClient? client = null;
        for (var round = 0; round < Rounds / 100; round++)
        {
            if (client is null || door.Endpoint.Transfers.All(transfer => transfer.IsEnded))
            {
                door.Advance(70);
                client = new RawClient(door, door.Ticket());
                client.SendHello();
            }

            var good = corpus[random.Next(corpus.Length)];
            good.CopyTo(room, 0);
            var length = Math.Min(1_100, Spoil(random, room, good.Length));
            if (length > 0) client.SendUp((ref FrameWriter frames) => frames.Bytes(room.AsSpan(0, length)));
            door.Sent.Clear();
        }

        Assert.InRange(door.Endpoint.Transfers.Count, 0, 2);
    }

    [Fact]
    public void Spoilt_datagrams_do_not_hurt_a_client()
    {
        var server = new RawServer();
        byte[][] corpus =
        [
            server.Data(0, 40), server.Info(), server.Down((ref FrameWriter frames) => frames.Ping()), [(byte)PacketType.Reset, .. new byte[16]],
            [(byte)PacketType.Retry, Wire.Version, .. new byte[106]], [(byte)PacketType.Versions, 0, .. new byte[20]], [(byte)PacketType.Refusal, .. new byte[40]],
        ];
        Try(Rounds / 5, (random, room) =>
        {
            var good = corpus[random.Next(corpus.Length)];
            good.CopyTo(room, 0);
            server.Receiver.Handle(server.Now, room.AsSpan(0, Spoil(random, room, good.Length)), server.Sink);
        });
        Assert.False(server.Receiver.IsEnded);
    }

    [Fact]
    public void Sealed_nonsense_from_a_server_stays_inside_of_the_file()
    {
        byte[][] corpus = [.. FrameTests.All.Select(frame => FrameTests.Encode(frame.Write))];
        var random = new Random(Seed);
        var room = new byte[20_000];
        RawServer? server = null;
        var transfers = 0;
        for (var round = 0; round < Rounds / 100; round++)
        {
            // The sink throws where a byte lies outside of it.
            if (server is null || server.Receiver.IsEnded)
            {
                server = new RawServer(options => options with { Window = 2_000 }, 2_000);
                server.Give(server.Info());
                transfers++;
            }

            var good = corpus[random.Next(corpus.Length)];
            good.CopyTo(room, 0);
            var length = Math.Min(1_100, Spoil(random, room, good.Length));
            if (length > 0) server.Give(server.Down((ref FrameWriter frames) => frames.Bytes(room.AsSpan(0, length))));
        }

        Assert.True(transfers > 1);
    }
}
