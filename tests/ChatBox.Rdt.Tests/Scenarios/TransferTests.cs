using ChatBox.Rdt.Packets;
using ChatBox.Rdt.Simulation.Network;
using ChatBox.Rdt.Simulation.Transfers;
using ChatBox.Rdt.Tests.Sending;

namespace ChatBox.Rdt.Tests.Scenarios;

public partial class TransferTests
{
    static string Told(TransferRun run) => $"{run.Receiver.EndReason} {run.Receiver.EndCode} {run.Receiver.EndText} at {run.Receiver.ContiguousOffset}, {run.Now}";

    static bool Is(Datagram datagram, PacketType type) => datagram.Payload.Span[0] == (byte)type;

    [Theory]
    [InlineData(true, 0)]
    [InlineData(true, 1)]
    [InlineData(true, 1_160)]
    [InlineData(true, 5_000_000)]
    [InlineData(false, 0)]
    [InlineData(false, 5_000_000)]
    public void A_file_arrives_whole(bool byTicket, int length)
    {
        var run = new TransferRun(new TransferSetup { Length = length, ByTicket = byTicket });
        Assert.True(run.RunToFile(20), Told(run));
        Assert.True(run.RunToEnd());
        Assert.Equal((EndReason.ClosedByPeer, CloseCode.Done), (run.Receiver.EndReason, run.Receiver.EndCode));
        Assert.Equal((EndReason.ClosedHere, CloseCode.Done), (run.Sender.EndReason, run.Sender.EndCode));
        Assert.Equal(run.Sender.BytesSentAgain, run.Receiver.BytesSentAgain);
    }

    [Theory]
    [InlineData(0.01, 5)]
    [InlineData(0.05, 10)]
    [InlineData(0.2, 60)]
    [InlineData(0.5, 280)]
    public void A_file_arrives_whole_over_a_lossy_line(double loss, double seconds)
    {
        var run = new TransferRun(new TransferSetup { Length = 2_000_000, Line = link => link.Loss = new RandomLoss(loss) });
        Assert.True(run.RunToFile(seconds), Told(run));
    }

    [Fact]
    public void A_file_arrives_whole_over_a_line_that_does_everything_wrong()
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            var run = new TransferRun(new TransferSetup
            {
                Seed = seed,
                Length = 300_000,
                ByTicket = seed % 2 == 0,
                Line = link =>
                {
                    link.Loss = new BurstLoss(0.05, 3);
                    (link.Duplicate, link.Corrupt, link.Reorder, link.Jitter) = (0.1, 0.02, 0.25, TimeSpan.FromMilliseconds(10));
                },
            });
            Assert.True(run.RunToFile(60), $"seed {seed}: {Told(run)}");
            Assert.True(run.RunToEnd(), $"seed {seed}");
        }
    }

    [Fact]
    public void A_lost_tail_is_repaired_by_a_probe()
    {
        var run = new TransferRun(new TransferSetup { Length = 30_000, Server = Fixed(1_000_000) });
        var sent = 0;
        run.Down.Drops = datagram => Is(datagram, PacketType.Down) && ++sent is > 20 and < 30;
        Assert.True(run.RunToFile(), Told(run));
        Assert.True(run.Sender.PacketsLost > 0);
        Assert.InRange(run.Client.FinishedAt!.Value.TotalSeconds, 0.1, 1);
    }

    [Fact]
    public void Reordering_does_not_collapse_the_window()
    {
        static double Seconds(double reorder)
        {
            var run = new TransferRun(new TransferSetup
            {
                Length = 10_000_000,
                Line = link => (link.Reorder, link.ReorderDelay) = (reorder, TimeSpan.FromMilliseconds(5)),
            });
            Assert.True(run.RunToFile(), Told(run));
            return run.Client.FinishedAt!.Value.TotalSeconds;
        }

        Assert.InRange(Seconds(0.25), 0.5, Seconds(0) * 1.5);
    }

    [Fact]
    public void Duplicates_are_written_once()
    {
        // The sink throws where a byte comes twice.
        var run = new TransferRun(new TransferSetup { Line = link => link.Duplicate = 1 });
        Assert.True(run.RunToFile(), Told(run));
        Assert.Equal(run.File.Info.Length, run.Sink.BytesWritten);
    }

    [Fact]
    public void Bytes_in_flight_stay_within_the_window()
    {
        var controller = new FakeController(50_000);
        var run = new TransferRun(new TransferSetup
        {
            Server = new EndpointOptions { Sender = new SenderOptions { Controller = _ => controller } },
            Line = link => link.Loss = new RandomLoss(0.02),
        });
        Assert.True(run.RunToFile(), Told(run));
        // But for two probes of loss and one of size at a time.
        Assert.InRange(controller.LargestInFlight, 40_000, 50_000 + (2 * 1_472) + 16_384);
    }

    [Fact]
    public void Packets_leave_at_the_pacing_rate()
    {
        var controller = new FakeController(10_000_000) { PacingRate = 1_000_000 };
        var run = new TransferRun(new TransferSetup { Length = 3_000_000, Server = new EndpointOptions { Sender = new SenderOptions { Controller = _ => controller } } });
        Assert.True(run.RunToFile(), Told(run));
        Assert.InRange(run.Client.FinishedAt!.Value.TotalSeconds, 3.0, 3.4);
        Assert.Equal(0, run.Down.Counters.QueueDropped);
    }

    [Fact]
    public void The_first_flight_is_ten_packets_without_a_sample() => Assert.Equal(10, FirstFlight(null).Count);

    [Fact]
    public void The_first_flight_is_sixty_four_packets_with_a_sample()
    {
        var first = FirstFlight(50);
        Assert.Equal(64, first.Count);
        // Paced: not all at once.
        Assert.True(first.Count(at => at == first[0]) < 20);
        Assert.True(first[^1] - first[0] > TimeSpan.FromMilliseconds(10));
    }

    // When the packets left that the server sent before anything came back.
    static List<TimeSpan> FirstFlight(double? roundTripMilliseconds)
    {
        List<TimeSpan> sent = [];
        var run = new TransferRun(new TransferSetup
        {
            Length = 3_000_000,
            RoundTrip = roundTripMilliseconds is { } ms ? TimeSpan.FromMilliseconds(ms) : null,
        });
        run.Server.Sending = datagram => sent.Add(run.Now);
        // HELLO arrives after 25 ms, the first answer to what follows at 75 at the earliest.
        run.Run(0.0749);
        return sent;
    }

    static EndpointOptions Fixed(long window) => new() { Sender = new SenderOptions { Controller = _ => new FakeController(window) } };
}
