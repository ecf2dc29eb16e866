using ChatBox.Rdt.Packets;
using ChatBox.Rdt.Security;
using ChatBox.Rdt.Tests.Sending;

namespace ChatBox.Rdt.Tests.Attacks;

// U5 to U13 and U18 to U20: what a client that has a grant may try inside of a transfer, and a server towards a client.
public partial class ConnectionAttackTests
{
    readonly FakeController controller = new(100_000);
    readonly Door door;
    readonly RawClient client;

    public ConnectionAttackTests()
    {
        door = new Door(new EndpointOptions { Sender = new SenderOptions { Controller = _ => controller, MaxDatagramSize = 1_200 } });
        client = new RawClient(door, door.Ticket());
    }

    /// <summary>The numbers that the door has sent so far.</summary>
    List<long> Numbers => [.. client.Opened().Select(packet => packet.Number).Order()];

    [Fact]
    public void U5_spoilt_copies_of_real_packets_change_nothing()
    {
        client.SendHello();
        var random = new Random(4);
        var ack = client.Up((ref FrameWriter frames) => frames.Ack(RawClient.Ranges((0, 3)), TimeSpan.Zero));
        for (var i = 0; i < 2_000; i++)
        {
            var spoilt = ack.ToArray();
            spoilt[random.Next(9, spoilt.Length)] ^= (byte)(1 << random.Next(8));
            Assert.Empty(door.Give(spoilt));
        }

        var sent = door.Sent.Count;
        Assert.Equal(0, door.Transfer.BytesAcked);
        door.Give(ack);
        Assert.True(door.Transfer.BytesAcked > 0);
        Assert.True(door.Sent.Count > sent);
    }

    [Fact]
    public void U6_old_packets_sent_again_are_dropped()
    {
        client.SendHello();
        var ping = client.Up((ref FrameWriter frames) => frames.Ping());
        door.Give(ping);
        door.Advance(0.03);
        var (received, sent) = (door.Transfer.PacketsReceived, Numbers.Count);
        for (var i = 0; i < 100; i++) door.Give(ping);
        door.Advance(0.03);
        Assert.Equal(received, door.Transfer.PacketsReceived);
        // None of them was worth an acknowledgement, nor did it keep the transfer alive.
        Assert.Equal(sent, Numbers.Count);
    }

    [Fact]
    public void U6_old_packets_sent_again_after_a_change_of_keys_are_dropped()
    {
        client.SendHello();
        client.Number = PacketKeys.EpochSize - 1;
        var old = client.Up((ref FrameWriter frames) => frames.Ping());
        door.Give(old);
        client.SendUp((ref FrameWriter frames) => frames.Ping());
        var received = door.Transfer.PacketsReceived;
        door.Give(old);
        Assert.Equal(received, door.Transfer.PacketsReceived);
        Assert.False(door.Transfer.IsEnded);
    }

    [Fact]
    public void U7_an_acknowledgement_of_an_unsent_number_ends_the_connection()
    {
        client.SendHello();
        client.SendAck((0, Numbers[^1] + 1));
        Assert.Equal(CloseCode.AckError, client.Closed());
        Assert.Equal(CloseCode.AckError, door.Transfer.EndCode);
    }

    [Fact]
    public void U7_an_acknowledgement_of_a_skipped_number_ends_the_connection()
    {
        client.SendHello();
        var skipped = AckUntilSkipped();
        client.SendAck((skipped + 1, Numbers[^1]), (0, skipped - 1));
        Assert.False(door.Transfer.IsEnded);
        client.SendAck((0, Numbers[^1]));
        Assert.Equal(CloseCode.AckError, client.Closed());
    }

    [Fact]
    public void U8_splitting_acknowledgements_gains_nothing()
    {
        client.SendHello();
        var numbers = Numbers;
        var first = numbers.TakeWhile((number, i) => number == numbers[0] + i).ToList();
        foreach (var number in first) client.SendAck((number, number));
        var split = controller.AckedBytes;

        var whole = new FakeController(100_000);
        var other = new Door(new EndpointOptions { Sender = new SenderOptions { Controller = _ => whole, MaxDatagramSize = 1_200 } });
        var honest = new RawClient(other, other.Ticket());
        honest.SendHello();
        honest.SendAck((first[0], first[^1]));
        Assert.True(first.Count > 5);
        Assert.Equal(whole.AckedBytes, split);
    }

    [Fact]
    public void U8_a_flood_of_repeated_acknowledgements_is_ignored()
    {
        client.SendHello();
        var skipped = AckUntilSkipped();
        client.SendAck((skipped + 1, Numbers[^1]), (0, skipped - 1));
        var largest = skipped + 1;
        var (acked, events) = (controller.AckedBytes, controller.Acked.Count);
        for (var i = 0; i < 500; i++) client.SendAck((largest, largest));
        Assert.Equal((acked, events), (controller.AckedBytes, controller.Acked.Count));
        // The next is not looked into: not even the lie in it is found.
        client.SendAck((0, largest));
        Assert.False(door.Transfer.IsEnded);
        // A second later there is time for it.
        door.Now += TimeSpan.FromSeconds(1);
        client.SendAck((0, largest));
        Assert.Equal(CloseCode.AckError, door.Transfer.EndCode);
    }

    [Fact]
    public void U10_what_was_acknowledged_stays_so()
    {
        client.SendHello();
        client.SendAck((0, 5));
        var acked = door.Transfer.BytesAcked;
        // Later ACKs do not name them any more: that takes nothing back.
        client.SendAck((6, 6));
        door.Advance(2);
        Assert.True(door.Transfer.BytesAcked > acked);
        Assert.DoesNotContain(client.Opened().Skip(20), packet => OffsetOf(packet.Payload) == 0);
    }

    [Fact]
    public void U10_a_lie_about_the_delay_is_bounded()
    {
        client.SendHello();
        door.Now += TimeSpan.FromMilliseconds(200);
        client.SendAck((0, 0));
        door.Now += TimeSpan.FromMilliseconds(30);
        client.SendUp((ref FrameWriter frames) =>
        {
            // Two to the 62, less one: as long as nothing else that can be said.
            frames.Type(FrameType.Ack);
            foreach (var value in (long[])[1, (1L << 62) - 1, 0, 0]) frames.Number(value);
        });
        Assert.Equal(2, controller.Acked.Count);
        // 230 ms, less the 25 that are believed at most: an eighth of the way from 200 to 205.
        Assert.Equal(200.625, door.Transfer.RoundTrip!.Value.TotalMilliseconds, 3);
        // 30 ms would take all of it away; 25 are believed.
        client.SendUp((ref FrameWriter frames) => frames.Ack(RawClient.Ranges((2, 2)), TimeSpan.FromMilliseconds(30)));
        Assert.Equal(201.172, door.Transfer.RoundTrip!.Value.TotalMilliseconds, 3);
    }

    [Fact]
    public void U11_a_limit_of_zero_ends_after_60_seconds()
    {
        client.SendHello(limit: 0);
        var sent = Live(59, ack: true);
        Assert.False(door.Transfer.IsEnded);
        Assert.InRange(sent, 10, 60);
        Live(2, ack: true);
        Assert.Equal(CloseCode.Stalled, door.Transfer.EndCode);
        Assert.Equal(0, door.File.ReadUpTo);
    }

    [Fact]
    public void U11_a_limit_of_2_to_the_62_costs_nothing()
    {
        client.SendHello(limit: (1L << 62) - 1);
        Assert.False(door.Transfer.IsEnded);
        Live(5, ack: true);
        Assert.Equal(door.File.Info.Length, door.Transfer.BytesAcked);
    }

    [Fact]
    public void U11_a_limit_raised_byte_by_byte_is_too_slow()
    {
        client.SendHello(limit: 0);
        for (var i = 1; i < 61 && !door.Transfer.IsEnded; i++)
        {
            client.SendUp((ref FrameWriter frames) => frames.Single(FrameType.MaxOffset, i));
            Live(1, ack: true);
        }

        Assert.Equal(CloseCode.TooSlow, door.Transfer.EndCode);
    }

    [Fact]
    public void U12_a_client_that_never_acknowledges_is_dropped_after_30_seconds()
    {
        client.SendHello();
        // It is there, and says so, but it acknowledges nothing.
        Live(29.5, ack: false);
        Assert.False(door.Transfer.IsEnded);
        var sent = door.Sent.Count;
        // The window, and two probes each time the timeout fires.
        Assert.InRange(sent, 80, 300);
        Live(1, ack: false);
        Assert.Empty(door.Endpoint.Transfers);
    }

    [Fact]
    public void U13_a_slow_drip_is_ended_after_60_seconds()
    {
        client.SendHello();
        // One packet is acknowledged every 29 s: enough for every other clock.
        for (var i = 0; i < 3 && door.Endpoint.Transfers.Count > 0 && !door.Transfer.IsEnded; i++)
        {
            client.SendAck((i, i));
            Live(29, ack: false);
        }

        Assert.Contains(CloseCode.TooSlow, client.Opened().Select(packet => RawClient.CodeIn(packet.Payload)).OfType<CloseCode>());
    }

    // Honest, until a number is missing in what came: that one.
    long AckUntilSkipped()
    {
        while (true)
        {
            var numbers = Numbers;
            var skipped = numbers.Zip(numbers.Skip(1)).Where(pair => pair.Second == pair.First + 2).Select(pair => pair.First + 1).FirstOrDefault();
            if (skipped > 0) return skipped;
            client.SendAck((numbers[0], numbers[^1]));
            Assert.False(door.Transfer.IsEnded);
        }
    }

    // Lets time pass; the client pings every second, and acknowledges everything where it is told to.
    int Live(double seconds, bool ack)
    {
        var before = door.Sent.Count;
        for (var end = door.Now + TimeSpan.FromSeconds(seconds); door.Now < end;)
        {
            door.Advance(Math.Min(0.25, (end - door.Now).TotalSeconds));
            if (door.Endpoint.Transfers.Count == 0) break;
            if (ack) AckAll();
            else if (door.Now.TotalSeconds % 1 < 0.25) client.SendUp((ref FrameWriter frames) => frames.Ping());
        }

        return door.Sent.Count - before;
    }

    void AckAll()
    {
        List<(long First, long Last)> ranges = [];
        foreach (var number in Numbers)
        {
            if (ranges.Count > 0 && ranges[^1].Last == number - 1) ranges[^1] = (ranges[^1].First, number);
            else ranges.Add((number, number));
        }

        ranges.Reverse();
        client.SendAck([.. ranges.Take(32)]);
    }

    static long OffsetOf(byte[] payload)
    {
        var reader = new FrameReader(payload);
        while (reader.TryRead())
        {
            if (reader.Type == FrameType.Data) return reader.Number;
        }

        return -1;
    }
}
