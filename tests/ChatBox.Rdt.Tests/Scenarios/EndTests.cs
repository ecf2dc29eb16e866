using ChatBox.Rdt.Packets;
using ChatBox.Rdt.Simulation.Transfers;
using ChatBox.Rdt.Tests.Attacks;
using ChatBox.Rdt.Tests.Sending;

namespace ChatBox.Rdt.Tests.Scenarios;

public class EndTests
{
    [Fact]
    public void Done_is_answered_by_close()
    {
        var run = new TransferRun(new TransferSetup { Length = 100_000 });
        Assert.True(run.RunToFile());
        var whole = run.Now;
        Assert.True(run.RunUntil(() => run.Receiver.IsEnded, 1));
        Assert.Equal((EndReason.ClosedByPeer, CloseCode.Done), (run.Receiver.EndReason, run.Receiver.EndCode));
        // One round trip.
        Assert.InRange((run.Now - whole).TotalMilliseconds, 50, 55);
        // The server forgets the transfer after three probe timeouts.
        Assert.True(run.RunUntil(() => run.Server.Forgotten.Count == 1, 1.5));
    }

    [Fact]
    public void A_lost_close_is_sent_again()
    {
        var run = new TransferRun(new TransferSetup { Length = 100_000 });
        Assert.True(run.RunUntil(() => run.Receiver.IsWhole));
        var lost = 0;
        run.Down.Drops = _ => lost++ == 0;
        Assert.True(run.RunUntil(() => run.Receiver.IsEnded, 2));
        Assert.True(lost > 0);
        Assert.Equal(EndReason.ClosedByPeer, run.Receiver.EndReason);
    }

    [Fact]
    public void A_client_whose_done_is_never_answered_is_done_all_the_same()
    {
        var run = new TransferRun(new TransferSetup { Length = 100_000 });
        Assert.True(run.RunUntil(() => run.Receiver.IsWhole));
        run.Down.IsBlackhole = true;
        Assert.True(run.RunUntil(() => run.Receiver.IsEnded, 2));
        Assert.True(run.HasFile);
        Assert.Equal((EndReason.ClosedHere, CloseCode.Done), (run.Receiver.EndReason, run.Receiver.EndCode));
    }

    [Fact]
    public void A_close_is_repeated_ever_more_rarely()
    {
        var door = new Door(new EndpointOptions { Sender = new SenderOptions { Controller = _ => new FakeController(10_000) } });
        var client = new RawClient(door, door.Ticket());
        client.SendHello();
        door.Endpoint.Close(door.Now, CloseCode.GoingAway);
        door.Poll();
        var sent = door.Sent.Count;
        List<int> answered = [];
        for (var i = 1; i <= 40; i++)
        {
            client.SendUp((ref FrameWriter frames) => frames.Ping());
            if (door.Sent.Count > sent) answered.Add(i);
            sent = door.Sent.Count;
        }

        Assert.Equal([1, 2, 4, 8, 16, 32], answered);
        Assert.Equal(CloseCode.GoingAway, client.Closed());
    }

    [Fact]
    public void Who_gets_a_close_says_nothing_more()
    {
        var door = new Door(new EndpointOptions { Sender = new SenderOptions { Controller = _ => new FakeController(10_000) } });
        var client = new RawClient(door, door.Ticket());
        client.SendHello();
        client.SendUp((ref FrameWriter frames) => frames.Close(CloseCode.Cancelled, "enough"u8));
        Assert.Equal((EndReason.ClosedByPeer, CloseCode.Cancelled, "enough"), (door.Transfer.EndReason, door.Transfer.EndCode, door.Transfer.EndText));
        var sent = door.Sent.Count;
        for (var i = 0; i < 10; i++) client.SendUp((ref FrameWriter frames) => frames.Ping());
        door.Advance(0.5);
        Assert.Equal(sent, door.Sent.Count);
        door.Advance(5);
        Assert.Empty(door.Endpoint.Transfers);
    }

    [Fact]
    public void A_client_that_cancels_tells_the_server_why()
    {
        var run = new TransferRun(new TransferSetup { Length = 10_000_000 });
        Assert.True(run.RunUntil(() => run.Receiver.BytesReceived > 100_000));
        run.Receiver.Close(run.Now, CloseCode.Cancelled, new string('ä', 500));
        run.DriveClient();
        Assert.True(run.RunToEnd(10));
        Assert.Equal((EndReason.ClosedByPeer, CloseCode.Cancelled), (run.Sender.EndReason, run.Sender.EndCode));
        // Cut at 200 bytes, between characters.
        Assert.Equal(new string('ä', 100), run.Sender.EndText);
    }

    [Fact]
    public void Silence_of_30_seconds_ends_both_sides()
    {
        var run = new TransferRun(new TransferSetup { Client = options => options with { PauseAt = 500_000 } });
        Assert.True(run.RunUntil(() => run.Receiver.IsPaused));
        run.Run(1);
        run.Down.IsBlackhole = run.Up.IsBlackhole = true;
        run.Run(28);
        Assert.False(run.Receiver.IsEnded || run.Sender.IsEnded);
        run.Run(14);
        Assert.Equal(EndReason.TimedOut, run.Receiver.EndReason);
        Assert.Equal(EndReason.TimedOut, run.Sender.EndReason);
        Assert.True(run.IsOver);
    }

    [Fact]
    public void A_server_waits_ten_minutes_for_done()
    {
        var run = new TransferRun(new TransferSetup());
        run.Client.ConfirmsAtOnce = false;
        Assert.True(run.RunUntil(() => run.Receiver.IsWhole));
        run.Run(599);
        Assert.False(run.Sender.IsEnded);
        run.Run(3);
        Assert.Equal((EndReason.ClosedHere, CloseCode.Stalled), (run.Sender.EndReason, run.Sender.EndCode));
    }

    [Fact]
    public void A_server_that_stops_tells_its_clients()
    {
        var run = new TransferRun(new TransferSetup { Length = 10_000_000 });
        Assert.True(run.RunUntil(() => run.Receiver.BytesReceived > 100_000));
        run.Server.Endpoint.Close(run.Now, CloseCode.GoingAway);
        run.DriveServer();
        Assert.True(run.RunToEnd(5));
        Assert.Equal((EndReason.ClosedByPeer, CloseCode.GoingAway), (run.Receiver.EndReason, run.Receiver.EndCode));
    }

    [Fact]
    public void Two_sides_that_close_at_once_both_end()
    {
        var run = new TransferRun(new TransferSetup { Length = 10_000_000 });
        Assert.True(run.RunUntil(() => run.Receiver.BytesReceived > 100_000));
        run.Server.Endpoint.Close(run.Now, CloseCode.GoingAway);
        run.Receiver.Close(run.Now, CloseCode.Cancelled);
        run.DriveServer();
        run.DriveClient();
        Assert.True(run.RunToEnd(5));
    }
}
