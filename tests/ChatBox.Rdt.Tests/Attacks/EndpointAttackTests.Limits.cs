using System.Diagnostics;
using ChatBox.Rdt.Packets;

namespace ChatBox.Rdt.Tests.Attacks;

public partial class EndpointAttackTests
{
    [Fact]
    public void U14_eight_transfers_per_address_without_a_ticket()
    {
        for (var i = 0; i < 9; i++)
        {
            Allow();
            var client = RawClient.ByCookie(door)!;
            var reply = client.SendHello();
            Assert.Equal(i < 8 ? null : CloseCode.Busy, client.Refusal(reply));
        }

        Assert.Equal(8, door.Endpoint.Transfers.Count);
        // With a ticket from an address that is not proven it is the same; with a proven one it is not.
        var unproven = new RawClient(door, door.Ticket("bob", Door.At(99)));
        Assert.Equal(CloseCode.Busy, unproven.Refusal(unproven.SendHello()));
        Assert.Empty(new RawClient(door, door.Ticket("bob")).SendHello());
        Assert.Equal(9, door.Endpoint.Transfers.Count);
    }

    [Fact]
    public void U14_sixty_four_transfers_per_address_with_tickets()
    {
        for (var i = 0; i < 65; i++)
        {
            var client = new RawClient(door, door.Ticket($"person {i}"));
            Assert.Equal(i < 64 ? null : CloseCode.Busy, client.Refusal(client.SendHello()));
        }

        Assert.Equal(64, door.Endpoint.Transfers.Count);
        Assert.Empty(new RawClient(door, door.Ticket("other", Door.At(12)), Door.At(12)).SendHello());
    }

    [Fact]
    public void U14_two_hundred_and_fifty_six_transfers_in_all()
    {
        for (var i = 0; i < 257; i++)
        {
            var address = Door.At((byte)(i / 2));
            var client = new RawClient(door, door.Ticket($"person {i}", address), address);
            Assert.Equal(i < 256 ? null : CloseCode.Busy, client.Refusal(client.SendHello()));
        }

        Assert.Equal(256, door.Endpoint.Transfers.Count);
    }

    [Fact]
    public void U14_a_refused_ticket_is_not_used_up_by_a_busy_server()
    {
        var busy = new Door(new EndpointOptions { MaxTransfers = 1 });
        var first = new RawClient(busy, busy.Ticket());
        first.SendHello();
        var ticket = busy.Ticket("bob");
        var second = new RawClient(busy, ticket);
        Assert.Equal(CloseCode.Busy, second.Refusal(second.SendHello()));
        first.SendUp((ref FrameWriter frames) => frames.Close(CloseCode.Cancelled, []));
        busy.Advance(5);
        Assert.Empty(new RawClient(busy, ticket).SendHello());
        Assert.Single(busy.Endpoint.Transfers);
    }

    [Fact]
    public void U14_a_flood_of_knocks_is_mostly_dropped()
    {
        var answered = 0;
        var knock = RawClient.Knock(door, out _);
        for (var i = 0; i < 100_000; i++)
        {
            if (door.Give(knock, Door.At((byte)(i % 4))).Length > 0) answered++;
            door.Now += TimeSpan.FromMicroseconds(10);
        }

        // A second of 100,000 from four addresses: 200 at once and 100 more for each.
        Assert.InRange(answered, 1_196, 1_204);
        Assert.Empty(door.Endpoint.Transfers);
    }

    [Fact]
    public void U14_a_knock_that_is_dropped_costs_less_than_a_hash_of_it()
    {
        // Measured against what any machine needs to look at each byte once, and the best of five: how fast this one is, or how busy, says nothing.
        var knock = RawClient.Knock(door, out _);
        var reply = new byte[1_200];
        for (var i = 0; i < 1_000; i++) door.Give(knock, Door.At(1));
        var flood = Best(() => door.Endpoint.Handle(door.Now, Door.At(1), knock, reply));
        var hashing = Best(() => System.Security.Cryptography.SHA256.HashData(knock));
        Assert.True(flood < hashing, $"{flood.TotalMilliseconds} ms for 10,000 knocks, {hashing.TotalMilliseconds} ms for as many hashes");

        static TimeSpan Best(Action action) => Enumerable.Range(0, 5).Min(_ =>
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < 10_000; i++) action();
            return Stopwatch.GetElapsedTime(start);
        });
    }

    [Fact]
    public void U14_a_flood_of_hellos_costs_few_key_exchanges()
    {
        Allow();
        var exchanges = 0;
        // Each has a cookie of its own, and is sealed for a file that nobody may have: it opens, and is refused.
        for (var i = 0; i < 150; i++)
        {
            var client = RawClient.ByCookie(door)!;
            client.File = "other.bin";
            if (client.Refusal(client.SendHello()) == CloseCode.GrantRefused) exchanges++;
            door.Now += TimeSpan.FromMilliseconds(1);
        }

        Assert.InRange(exchanges, 40, 43);
    }

    [Fact]
    public void U15_a_forged_reset_is_ignored()
    {
        var server = new RawServer();
        server.Give(server.Info());
        byte[] reset = [(byte)PacketType.Reset, .. server.Token];
        for (var bit = 8; bit < reset.Length * 8; bit++)
        {
            reset[bit / 8] ^= (byte)(1 << (bit % 8));
            server.Give(reset);
            Assert.False(server.Receiver.IsEnded);
            reset[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        server.Give(reset);
        Assert.Equal(EndReason.Reset, server.Receiver.EndReason);
    }

    [Fact]
    public void U15_a_reset_before_the_token_is_known_is_ignored()
    {
        var server = new RawServer();
        server.Give([(byte)PacketType.Reset, .. new byte[16]]);
        Assert.False(server.Receiver.IsEnded);
    }

    [Fact]
    public void U15_a_forged_close_is_ignored()
    {
        var client = new RawClient(door, door.Ticket());
        client.SendHello();
        var close = client.Up((ref FrameWriter frames) => frames.Close(CloseCode.Cancelled, []));
        for (var bit = 0; bit < close.Length * 8; bit++)
        {
            close[bit / 8] ^= (byte)(1 << (bit % 8));
            door.Give(close);
            close[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.False(door.Transfer.IsEnded);
        door.Give(close);
        Assert.True(door.Transfer.IsEnded);
    }

    [Fact]
    public void U16_a_reset_is_shorter_than_its_cause_and_causes_none()
    {
        var up = new byte[31];
        up[0] = (byte)PacketType.Up;
        var reset = door.Give(up);
        Assert.InRange(reset.Length, 1, 30);
        Assert.Equal((byte)PacketType.Reset, reset[0]);
        // Two servers that are made to talk to each other have nothing to say.
        Assert.Empty(new Door(seed: 9).Give(reset));
        Assert.Empty(door.Give(reset));
        var resets = Enumerable.Range(0, 10_000).Count(_ => door.Give(up).Length > 0);
        Assert.InRange(resets, 100, 200);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(255)]
    public void U19_an_unknown_version_is_answered_by_the_list_of_versions(byte version)
    {
        foreach (var datagram in (byte[][])[new RawClient(door, door.Ticket($"{version}")).Hello(), RawClient.Knock(door, out _)])
        {
            datagram[1] = version;
            var reply = door.Give(datagram);
            Assert.Equal([(byte)PacketType.Versions, 0, .. datagram[2..18], Wire.Version], reply);
            Assert.Empty(door.Give(datagram.AsSpan(0, 1_199)));
        }

        Assert.Empty(door.Endpoint.Transfers);
    }
}
