using ChatBox.Rdt.Packets;
using ChatBox.Rdt.Receiving;
using ChatBox.Rdt.Simulation.Network;
using ChatBox.Rdt.Simulation.Transfers;
using ChatBox.Rdt.Tests.Attacks;
using ChatBox.Rdt.Tests.Sending;

namespace ChatBox.Rdt.Tests.Scenarios;

public class FlowTests
{
    static (Door Door, RawClient Client) Start(long limit)
    {
        var door = new Door(new EndpointOptions { Sender = new SenderOptions { Controller = _ => new FakeController(1_000_000) } }, 100_000);
        var client = new RawClient(door, door.Ticket());
        client.SendHello(limit: limit);
        return (door, client);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(12_345)]
    public void A_server_stops_at_the_limit(int limit)
    {
        var (door, _) = Start(limit);
        Assert.Equal(limit, door.File.ReadUpTo);
    }

    [Fact]
    public void A_limit_never_shrinks()
    {
        var (door, client) = Start(10_000);
        client.SendUp((ref FrameWriter frames) => frames.Single(FrameType.MaxOffset, 30_000));
        client.SendUp((ref FrameWriter frames) => frames.Single(FrameType.MaxOffset, 20_000));
        Assert.Equal(30_000, door.File.ReadUpTo);
        client.SendUp((ref FrameWriter frames) => frames.Single(FrameType.MaxOffset, 30_001));
        Assert.Equal(30_001, door.File.ReadUpTo);
    }

    [Fact]
    public void A_limit_is_raised_after_a_quarter_of_the_window()
    {
        var file = new ReceivedFile(0, 1_000);
        var sink = new MemorySink(10_000);
        file.Take(0, new byte[249], sink);
        Assert.False(file.RaiseLimit());
        file.Take(249, new byte[1], sink);
        Assert.True(file.RaiseLimit());
        Assert.Equal(1_250, file.Limit);
        // At the end the rest is given, however little.
        Assert.True(file.TrySetLength(1_300));
        file.Take(250, new byte[50], sink);
        Assert.True(file.RaiseLimit());
        Assert.Equal(1_300, file.Limit);
        Assert.False(file.RaiseLimit());
    }

    [Fact]
    public void A_small_window_is_slow_but_whole()
    {
        var run = new TransferRun(new TransferSetup { Client = options => options with { Window = 20_000 }, Line = link => link.Loss = new RandomLoss(0.03) });
        Assert.True(run.RunToFile(60));
    }

    [Fact]
    public void A_lost_limit_is_said_again()
    {
        var run = new TransferRun(new TransferSetup { Client = options => options with { Window = 100_000 } });
        Assert.True(run.RunUntil(() => run.Receiver.BytesReceived > 50_000));
        run.Up.IsBlackhole = true;
        run.Run(0.5);
        run.Up.IsBlackhole = false;
        Assert.True(run.RunToFile(20));
    }

    [Fact]
    public void A_model_with_a_bitmap_agrees_with_what_was_received()
    {
        for (var seed = 1; seed <= 100; seed++)
        {
            var random = new Random(seed);
            var data = new byte[2_000];
            random.NextBytes(data);
            var (file, sink, model) = (new ReceivedFile(0, 10_000), new MemorySink(2_000), new bool[2_000]);
            while (!file.IsWhole)
            {
                var offset = random.Next(2_000);
                var length = Math.Min(random.Next(1, 200), 2_000 - offset);
                Assert.Equal(PieceOutcome.Taken, file.Take(offset, data.AsSpan(offset, length), sink));
                Array.Fill(model, true, offset, length);
                Assert.True(file.Contiguous == model.TakeWhile(there => there).Count(), $"seed {seed}");
                if (model.Count(there => there) > 1_000) file.TrySetLength(2_000);
            }

            Assert.Equal(data, sink.Bytes);
            Assert.Equal(2_000, file.BytesReceived);
        }
    }
}
