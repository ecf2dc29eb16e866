using ChatBox.Rdt.Packets;
using ChatBox.Rdt.Simulation.Network;
using ChatBox.Rdt.Simulation.Transfers;
using ChatBox.Rdt.Tests.Attacks;
using ChatBox.Rdt.Tests.Sending;

namespace ChatBox.Rdt.Tests.Scenarios;

public class PathTests
{
    static readonly PeerAddress Elsewhere = Door.At(77, 7_777);

    [Theory]
    [InlineData(100, 41_234)]
    [InlineData(100, 1)]
    public void F22_a_new_port_is_checked_and_taken(int host, int port) => Moves(Addresses.Create(host, port));

    [Theory]
    [InlineData(177, 40_000)]
    [InlineData(178, 40_500)]
    public void F22_a_new_address_is_checked_and_taken(int host, int port) => Moves(Addresses.Create(host, port));

    static void Moves(System.Net.IPEndPoint to)
    {
        for (ulong seed = 1; seed <= 5; seed++)
        {
            var run = new TransferRun(new TransferSetup { Seed = seed, Length = 10_000_000 });
            Assert.True(run.RunUntil(() => run.Receiver.BytesReceived > 2_000_000));
            run.ClientHost.Rebind(to);
            Assert.True(run.RunToFile(30), $"seed {seed}: {run.Receiver.EndReason} {run.Receiver.EndCode}");
            Assert.Equal(to.ToPeer(), run.Sender.Address);
        }
    }

    [Fact]
    public void A_client_may_move_many_times()
    {
        var run = new TransferRun(new TransferSetup { Length = 10_000_000 });
        for (var i = 1; i <= 8; i++)
        {
            var received = run.Receiver.BytesReceived;
            Assert.True(run.RunUntil(() => run.Receiver.BytesReceived > received + 500_000));
            run.ClientHost.Rebind(Addresses.Create(100 + (i % 3), 20_000 + i));
        }

        Assert.True(run.RunToFile(60));
    }

    [Fact]
    public void A_client_that_knows_that_it_has_moved_says_so_at_once()
    {
        var run = new TransferRun(new TransferSetup { Length = 1_000_000, Client = options => options with { PauseAt = 500_000 } });
        Assert.True(run.RunUntil(() => run.Receiver.IsPaused));
        run.Run(1);
        run.ClientHost.Rebind(Addresses.Create(150, 9));
        run.Receiver.HandleAddressChanged(run.Now);
        run.DriveClient();
        run.Run(0.3);
        Assert.Equal(Addresses.Create(150, 9).ToPeer(), run.Sender.Address);
    }

    [Fact]
    public void U17_copies_from_another_address_do_not_move_the_transfer()
    {
        // Somebody on the way sends each packet of the client on from his own address, a little faster.
        var run = new TransferRun(new TransferSetup { Length = 5_000_000 });
        var attacker = Addresses.Create(66, 666);
        long given = 0, got = 0;
        run.Server.Sending = datagram => got += datagram.To.Equals(attacker) ? datagram.Size : 0;
        run.Client.Sending = datagram =>
        {
            given += datagram.Size;
            run.Network.Clock.Schedule(run.Now + TimeSpan.FromMilliseconds(24), () => run.Network.Inject(attacker, datagram));
        };
        Assert.True(run.RunToFile());
        Assert.Equal(Addresses.Client().ToPeer(), run.Sender.Address);
        Assert.InRange(got, 1, 3 * given);
        // The transfer was not slowed down much by it.
        Assert.InRange(run.Client.FinishedAt!.Value.TotalSeconds, 0.4, 1.5);
    }

    [Fact]
    public void U17_a_transfer_that_was_drawn_away_comes_back_with_one_check()
    {
        // Somebody on the way has passed on the challenge and the answer too: then the next packet that comes from the client itself...
        var (door, client, _) = Running();
        Move(door, client, Elsewhere);
        door.Sent.Clear();
        door.Give(client.Up((ref FrameWriter frames) => frames.Ping()), Door.Address);
        var challenge = ChallengeIn(client, door, Door.Address);
        // ... is asked at once, and its answer, a round trip later, is the end of it.
        door.Give(client.Up((ref FrameWriter frames) => frames.Eight(FrameType.PathResponse, challenge)), Door.Address);
        Assert.Equal(Door.Address, door.Transfer.Address);
    }

    [Fact]
    public void A_new_address_gets_at_most_three_times_what_it_sent()
    {
        var (door, client, _) = Running();
        var ping = client.Up((ref FrameWriter frames) => frames.Ping());
        door.Give(ping, Elsewhere);
        door.Advance(10);
        var there = door.Sent.Where(sent => sent.To == Elsewhere).ToList();
        Assert.InRange(there.Sum(sent => sent.Bytes.Length), 31, 3 * ping.Length);
        Assert.Equal(Door.Address, door.Transfer.Address);
    }

    [Fact]
    public void Only_the_right_answer_from_there_moves_the_transfer()
    {
        var (door, client, _) = Running();
        door.Give(client.Up((ref FrameWriter frames) => frames.Ping()), Elsewhere);
        var challenge = ChallengeIn(client, door);
        door.Give(client.Up((ref FrameWriter frames) => frames.Eight(FrameType.PathResponse, challenge ^ 1)), Elsewhere);
        Assert.Equal(Door.Address, door.Transfer.Address);
        door.Give(client.Up((ref FrameWriter frames) => frames.Eight(FrameType.PathResponse, challenge)), Door.Address);
        Assert.Equal(Door.Address, door.Transfer.Address);
        door.Give(client.Up((ref FrameWriter frames) => frames.Eight(FrameType.PathResponse, challenge)), Elsewhere);
        Assert.Equal(Elsewhere, door.Transfer.Address);
    }

    [Fact]
    public void An_old_packet_from_elsewhere_starts_no_check()
    {
        var (door, client, _) = Running();
        var late = client.Up((ref FrameWriter frames) => frames.Ping());
        client.SendUp((ref FrameWriter frames) => frames.Ping());
        door.Give(late, Elsewhere);
        door.Advance(1);
        Assert.DoesNotContain(door.Sent, sent => sent.To == Elsewhere);
    }

    [Fact]
    public void A_new_address_starts_with_a_new_window()
    {
        var (door, client, controller) = Running();
        Move(door, client, Elsewhere);
        Assert.Equal(1, controller.PathChanges);
        Assert.Equal(1_200, controller.Sizes[^1]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void On_a_new_address_bytes_come_again_within_a_few_round_trips(ulong seed)
    {
        // 2.5 MB were on the way to where nobody is any more: they must not keep the new path waiting.
        var run = new TransferRun(new TransferSetup { Seed = seed, Length = 30_000_000, Delay = TimeSpan.FromMilliseconds(100) });
        Assert.True(run.RunUntil(() => run.Receiver.BytesReceived > 10_000_000));
        run.ClientHost.Rebind(Addresses.Create(150, 9));
        run.Receiver.HandleAddressChanged(run.Now);
        run.DriveClient();
        var (moved, had) = (run.Now, run.Receiver.BytesReceived);
        Assert.True(run.RunUntil(() => run.Receiver.BytesReceived > had + 100_000));
        // Round trips of 0.2 s: half a one for the news, one for the check, and then 12, 24, 48 and 96 KB. (1.9 s where the new path waits.)
        Assert.InRange((run.Now - moved).TotalSeconds, 0.8, 1.2);
    }

    [Fact]
    public void A_probe_of_size_that_the_old_path_has_carried_says_nothing_about_the_new_one()
    {
        var (door, client, _) = Running();
        client.SendAck((0, 0));
        door.Advance(0.1);
        Assert.Contains(door.Sent, sent => sent.Bytes.Length == 1_452);
        var last = client.Opened().Max(packet => packet.Number);
        Move(door, client, Elsewhere);
        client.Address = Elsewhere;
        client.SendAck((0, last));
        Assert.Equal(1_200, door.Transfer.DatagramSize);
    }

    [Fact]
    public void A_new_port_keeps_the_window()
    {
        var (door, client, controller) = Running();
        Move(door, client, Door.Address with { Port = 1_111 });
        Assert.Equal(0, controller.PathChanges);
    }

    static (Door Door, RawClient Client, FakeController Controller) Running()
    {
        var controller = new FakeController(20_000);
        var door = new Door(new EndpointOptions { Sender = new SenderOptions { Controller = _ => controller } });
        var client = new RawClient(door, door.Ticket());
        client.SendHello();
        return (door, client, controller);
    }

    static void Move(Door door, RawClient client, PeerAddress to)
    {
        door.Give(client.Up((ref FrameWriter frames) => frames.Ping()), to);
        var challenge = ChallengeIn(client, door);
        door.Give(client.Up((ref FrameWriter frames) => frames.Eight(FrameType.PathResponse, challenge)), to);
        Assert.Equal(to, door.Transfer.Address);
    }

    static ulong ChallengeIn(RawClient client, Door door, PeerAddress? at = null)
    {
        Assert.Contains(door.Sent, sent => at is null ? sent.To != Door.Address : sent.To == at);
        foreach (var (_, payload) in client.Opened())
        {
            var reader = new FrameReader(payload);
            while (reader.TryRead())
            {
                if (reader.Type == FrameType.PathChallenge) return System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(reader.Bytes);
            }
        }

        throw new InvalidOperationException("No challenge was sent.");
    }
}
