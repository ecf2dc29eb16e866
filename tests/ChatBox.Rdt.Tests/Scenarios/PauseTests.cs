using ChatBox.Rdt.Simulation.Network;
using ChatBox.Rdt.Simulation.Transfers;
using ChatBox.Rdt.Tests.Attacks;

namespace ChatBox.Rdt.Tests.Scenarios;

public class PauseTests
{
    static TransferRun PausedAtHalf(Action<Link>? line = null) =>
        new(new TransferSetup { Client = options => options with { PauseAt = 500_000 }, Line = line });

    [Fact]
    public void Nothing_beyond_the_offset_of_a_pause_is_sent()
    {
        var run = PausedAtHalf();
        Assert.True(run.RunUntil(() => run.Receiver.IsPaused, 10));
        run.Run(60);
        Assert.Equal(500_000, run.Receiver.ContiguousOffset);
        Assert.Equal(500_000, run.File.ReadUpTo);
        Assert.True(run.Sender.IsPaused);
        Assert.False(run.Receiver.IsEnded);
    }

    [Fact]
    public void Proceeding_brings_the_rest()
    {
        var run = PausedAtHalf();
        Assert.True(run.RunUntil(() => run.Receiver.IsPaused, 10));
        run.Receiver.Proceed(run.Now);
        run.DriveClient();
        Assert.True(run.RunToFile(10));
    }

    [Fact]
    public void A_pause_in_the_middle_of_a_transfer_stops_it()
    {
        var run = new TransferRun(new TransferSetup { Length = 20_000_000 });
        Assert.True(run.RunUntil(() => run.Receiver.BytesReceived > 2_000_000));
        run.Receiver.Pause(run.Now, run.Receiver.ContiguousOffset);
        run.DriveClient();
        run.Run(2);
        var received = run.Receiver.BytesReceived;
        run.Run(20);
        Assert.Equal(received, run.Receiver.BytesReceived);
        run.Receiver.Proceed(run.Now);
        run.DriveClient();
        Assert.True(run.RunToFile());
    }

    [Fact]
    public void A_lost_word_about_a_pause_is_said_again()
    {
        var lost = 0;
        var run = PausedAtHalf();
        Assert.True(run.RunUntil(() => run.Receiver.IsPaused, 10));
        run.Up.Drops = _ => lost++ < 2;
        run.Receiver.Proceed(run.Now);
        run.DriveClient();
        Assert.True(run.RunToFile(10));
    }

    [Fact]
    public void A_pause_that_comes_late_does_not_undo_proceeding()
    {
        var door = new Door(new EndpointOptions { Sender = new SenderOptions { Controller = _ => new Sending.FakeController(1_000_000) } }, length: 50_000);
        var client = new RawClient(door, door.Ticket());
        client.SendHello(limit: 0);
        var pause = client.Up((ref ChatBox.Rdt.Packets.FrameWriter frames) => frames.Pause(1, 10_000));
        var proceed = client.Up((ref ChatBox.Rdt.Packets.FrameWriter frames) => frames.Single(ChatBox.Rdt.Packets.FrameType.Proceed, 2));
        door.Give(proceed);
        door.Give(pause);
        client.SendUp((ref ChatBox.Rdt.Packets.FrameWriter frames) => frames.Single(ChatBox.Rdt.Packets.FrameType.MaxOffset, 50_000));
        Assert.Equal(50_000, door.File.ReadUpTo);
    }

    [Fact]
    public void A_pause_is_kept_ten_minutes()
    {
        var run = PausedAtHalf();
        Assert.True(run.RunUntil(() => run.Receiver.IsPaused, 10));
        run.Run(599);
        Assert.False(run.Receiver.IsEnded);
        Assert.False(run.Sender.IsEnded);
    }

    [Fact]
    public void A_pause_ends_after_ten_minutes()
    {
        var run = PausedAtHalf();
        Assert.True(run.RunUntil(() => run.Receiver.IsPaused, 10));
        run.Run(602);
        Assert.Equal((EndReason.ClosedByPeer, CloseCode.PauseExpired), (run.Receiver.EndReason, run.Receiver.EndCode));
        // Unseen by who waits: the rest comes by a new transfer from the same offset.
        Assert.True(new TransferRun(new TransferSetup { Have = (int)run.Receiver.ContiguousOffset }).RunToFile());
    }

    [Fact]
    public void A_transfer_goes_on_after_nine_minutes_of_pause()
    {
        var run = PausedAtHalf(link => link.Loss = new RandomLoss(0.1));
        Assert.True(run.RunUntil(() => run.Receiver.IsPaused, 30));
        run.Run(540);
        Assert.False(run.Receiver.IsEnded);
        run.Receiver.Proceed(run.Now);
        run.DriveClient();
        Assert.True(run.RunToFile());
    }

    [Fact]
    public void A_pause_costs_few_packets()
    {
        var run = PausedAtHalf();
        Assert.True(run.RunUntil(() => run.Receiver.IsPaused, 10));
        run.Run(1);
        var sent = run.Receiver.PacketsSent + run.Sender.PacketsSent;
        run.Run(300);
        Assert.InRange(run.Receiver.PacketsSent + run.Sender.PacketsSent - sent, 30, 100);
    }
}
