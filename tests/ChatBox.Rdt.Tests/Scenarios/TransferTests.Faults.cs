using ChatBox.Rdt.Packets;
using ChatBox.Rdt.Simulation.Network;
using ChatBox.Rdt.Simulation.Transfers;
using ChatBox.Rdt.Tests.Sending;

namespace ChatBox.Rdt.Tests.Scenarios;

public partial class TransferTests
{
    [Fact]
    public void F21_a_hole_of_five_seconds_heals()
    {
        for (ulong seed = 1; seed <= 8; seed++)
        {
            var run = new TransferRun(new TransferSetup { Seed = seed, Length = 5_000_000 });
            run.Run(0.2 + (seed * 0.02));
            Hole(run, true);
            run.Run(5);
            Hole(run, false);
            var received = run.Receiver.BytesReceived;
            Assert.True(run.RunUntil(() => run.Receiver.BytesReceived > received, 4.5), $"seed {seed}: nothing 4.5 s after the hole");
            Assert.True(run.RunToFile(), $"seed {seed}: {Told(run)}");
            Assert.InRange(run.Client.FinishedAt!.Value.TotalSeconds, 5, 13);
        }
    }

    [Fact]
    public void F21_a_hole_of_sixty_seconds_ends_the_transfer_at_thirty()
    {
        var run = new TransferRun(new TransferSetup { Length = 5_000_000 });
        run.Run(0.3);
        Hole(run, true);
        run.Run(29.5);
        Assert.False(run.Receiver.IsEnded);
        run.Run(1);
        Assert.Equal(EndReason.TimedOut, run.Receiver.EndReason);
        Assert.Equal(EndReason.TimedOut, run.Sender.EndReason);
        Assert.True(run.IsOver);
        // What is there is good: the next transfer begins behind it.
        var have = (int)run.Receiver.ContiguousOffset;
        Assert.True(have > 0 && run.Sink.Bytes.AsSpan(0, have).SequenceEqual(run.File.Bytes.AsSpan(0, have)));
        Assert.True(new TransferRun(new TransferSetup { Length = 5_000_000, Have = have }).RunToFile());
    }

    [Fact]
    public void A_silent_client_asks_for_a_sign_of_life()
    {
        List<double> pings = [];
        var run = new TransferRun(new TransferSetup { Length = 5_000_000 });
        run.Run(0.3);
        run.Down.IsBlackhole = true;
        run.Run(0.1);
        run.Client.Sending = _ => pings.Add(run.Now.TotalSeconds);
        var since = run.Now.TotalSeconds;
        run.Run(25);
        // After 1, 3, 7, 15 and 23 s, and what its own probe timeouts add.
        Assert.Contains(pings, at => at - since is > 0.8 and < 1.2);
        Assert.InRange(pings.Count, 5, 30);
    }

    [Fact]
    public void F23_a_path_that_takes_smaller_packets_than_before_is_survived()
    {
        for (ulong seed = 1; seed <= 8; seed++)
        {
            var run = new TransferRun(new TransferSetup { Seed = seed, Length = 5_000_000, Mtu = 1_400 });
            Assert.True(run.RunUntil(() => run.Receiver.BytesReceived > 1_000_000));
            Assert.InRange(run.Sender.DatagramSize, 1_253, 1_372);
            run.Down.Mtu = run.Up.Mtu = 1_280;
            Assert.True(run.RunToFile(30), $"seed {seed}: {Told(run)}");
            Assert.InRange(run.Sender.DatagramSize, 1_200, 1_252);
        }
    }

    [Fact]
    public void A_queue_that_overflows_does_not_make_packets_smaller()
    {
        var fell = false;
        var run = new TransferRun(new TransferSetup { Length = 5_000_000, Queue = 30_000 });
        run.Server.Sending = _ => fell |= run.Receiver.BytesReceived > 200_000 && run.Sender.DatagramSize < 1_472;
        Assert.True(run.RunToFile(), Told(run));
        Assert.True(run.Down.Counters.QueueDropped > 20, $"{run.Down.Counters.QueueDropped} were dropped");
        Assert.False(fell);
    }

    [Fact]
    public void A_path_of_1200_bytes_is_enough()
    {
        var run = new TransferRun(new TransferSetup { Length = 3_000_000, Mtu = 1_228 });
        Assert.True(run.RunToFile(), Told(run));
        Assert.Equal(1_200, run.Sender.DatagramSize);
    }

    [Theory]
    [InlineData(1_500, 1_472)]
    [InlineData(1_480, 1_452)]
    [InlineData(9_000, 8_972)]
    [InlineData(65_535, 16_384)]
    public void The_size_of_datagrams_grows_to_what_the_path_takes(int mtu, int size)
    {
        var run = new TransferRun(new TransferSetup { Length = 20_000_000, Mtu = mtu });
        Assert.True(run.RunToFile(), Told(run));
        Assert.InRange(run.Sender.DatagramSize, size - 32, size);
    }

    [Fact]
    public void Probes_of_size_cost_a_sixteenth_of_a_file_at_most()
    {
        var (lost, length) = (0L, 400_000);
        var run = new TransferRun(new TransferSetup { Length = length });
        run.Server.Sending = datagram => lost += datagram.Size > 1_472 ? datagram.Size : 0;
        Assert.True(run.RunToFile(), Told(run));
        Assert.Equal(1_472, run.Sender.DatagramSize);
        Assert.InRange(lost, 1, 3_000 + (length / 16));
    }

    [Fact]
    public void Probes_that_the_interface_refuses_cost_nothing()
    {
        static TransferRun Run(int bound)
        {
            var server = new EndpointOptions { Sender = new SenderOptions { MaxDatagramSize = bound } };
            var run = new TransferRun(new TransferSetup { Rate = 125_000, Length = 200_000, Server = server });
            run.Server.InterfaceSize = 1_472;
            Assert.True(run.RunToFile(), Told(run));
            return run;
        }

        var (known, found) = (Run(1_472), Run(16_384));
        Assert.Equal(1_472, found.Sender.DatagramSize);
        Assert.Equal(0, found.Sender.PacketsLost);
        Assert.InRange(found.Client.FinishedAt!.Value / known.Client.FinishedAt!.Value, 0.97, 1.03);
    }

    [Fact]
    public void F23_an_interface_that_takes_smaller_packets_than_before_is_noticed_at_once()
    {
        var run = new TransferRun(new TransferSetup { Length = 3_000_000 });
        Assert.True(run.RunUntil(() => run.Receiver.BytesReceived > 1_000_000));
        Assert.Equal(1_472, run.Sender.DatagramSize);
        var before = run.Receiver.BytesReceived;
        run.Server.InterfaceSize = 1_300;
        run.Run(0.2);
        Assert.InRange(run.Sender.DatagramSize, 1_200, 1_300);
        Assert.True(run.Receiver.BytesReceived > before);
        Assert.True(run.RunToFile(), Told(run));
    }

    [Fact]
    public void Lost_probes_of_size_are_not_congestion()
    {
        var controller = new FakeController(100_000);
        var run = new TransferRun(new TransferSetup { Length = 3_000_000, Server = new EndpointOptions { Sender = new SenderOptions { Controller = _ => controller } } });
        Assert.True(run.RunToFile(), Told(run));
        Assert.True(run.Down.Counters.Vanished > 2);
        Assert.Empty(controller.Lost);
        Assert.Equal(0, run.Sender.BytesSentAgain);
    }

    [Fact]
    public void The_ranges_of_a_client_stay_few_on_a_long_lossy_transfer()
    {
        var largest = 0;
        var run = new TransferRun(new TransferSetup { Length = 10_000_000, Line = link => link.Loss = new RandomLoss(0.03) });
        run.Client.Sending = datagram => largest = Math.Max(largest, Packets(datagram) ? datagram.Size : 0);
        Assert.True(run.RunToFile(), Told(run));
        // 32 ranges would take 100 bytes and more; what is lost in a round trip or two takes some of that.
        Assert.InRange(largest, 32, 190);

        static bool Packets(Datagram datagram) => Is(datagram, PacketType.Up);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(500_000)]
    [InlineData(999_999)]
    public void A_transfer_begins_at_the_offset_that_was_asked_for(int have)
    {
        var run = new TransferRun(new TransferSetup { Have = have });
        Assert.True(run.RunToFile(), Told(run));
        Assert.Equal(1_000_000 - have, run.Sink.BytesWritten);
        Assert.Equal(have, run.File.ReadFrom);
    }

    [Fact]
    public void An_offset_at_the_end_needs_no_data()
    {
        var run = new TransferRun(new TransferSetup { Have = 1_000_000 });
        Assert.True(run.RunToFile(), Told(run));
        Assert.Equal(0, run.File.ReadUpTo);
    }

    [Fact]
    public void An_offset_beyond_the_end_is_refused()
    {
        var run = new TransferRun(new TransferSetup { Client = options => options with { Start = 1_000_001 } });
        Assert.False(run.RunToFile());
        Assert.Equal((EndReason.ClosedByPeer, CloseCode.BadOffset), (run.Receiver.EndReason, run.Receiver.EndCode));
    }

    [Fact]
    public void A_wrong_hash_ends_with_integrity()
    {
        var run = new TransferRun(new TransferSetup());
        run.File.Bytes[500_000] ^= 1;
        Assert.False(run.RunToFile());
        Assert.Equal((EndReason.ClosedHere, CloseCode.Integrity), (run.Receiver.EndReason, run.Receiver.EndCode));
        run.RunToEnd();
        Assert.Equal((EndReason.ClosedByPeer, CloseCode.Integrity), (run.Sender.EndReason, run.Sender.EndCode));
    }

    [Fact]
    public void A_part_from_before_that_is_not_of_this_file_ends_with_integrity()
    {
        var run = new TransferRun(new TransferSetup { Have = 400_000 });
        run.Sink.Bytes[7] ^= 1;
        Assert.False(run.RunToFile());
        Assert.Equal(CloseCode.Integrity, run.Receiver.EndCode);
    }

    [Fact]
    public void Done_is_said_after_the_hash_only()
    {
        var run = new TransferRun(new TransferSetup());
        run.Client.ConfirmsAtOnce = false;
        Assert.True(run.RunUntil(() => run.Receiver.IsWhole));
        Assert.Throws<InvalidOperationException>(() => new TransferRun(new TransferSetup()).Receiver.Confirm(run.Now, new byte[32]));
        run.Run(20);
        Assert.False(run.Sender.IsEnded);
        run.Client.Confirm(run.Now);
        run.DriveClient();
        Assert.True(run.RunToEnd());
        Assert.Equal(CloseCode.Done, run.Sender.EndCode);
    }

    [Fact]
    public void A_file_that_shrinks_ends_with_file_changed()
    {
        var run = new TransferRun(new TransferSetup());
        run.File.ReadableLength = 700_000;
        Assert.False(run.RunToFile());
        Assert.Equal((EndReason.ClosedByPeer, CloseCode.FileChanged), (run.Receiver.EndReason, run.Receiver.EndCode));
        Assert.InRange(run.Receiver.ContiguousOffset, 0, 700_000);
    }

    static void Hole(TransferRun run, bool isHole) => run.Down.IsBlackhole = run.Up.IsBlackhole = isHole;
}
