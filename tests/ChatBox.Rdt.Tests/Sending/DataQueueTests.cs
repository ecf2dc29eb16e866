using ChatBox.Rdt.Sending;

namespace ChatBox.Rdt.Tests.Sending;

public class DataQueueTests
{
    static FileRange Send(DataQueue queue, int room = 1_000)
    {
        var range = queue.Peek(room);
        if (range.Length > 0) queue.HandleSent(range);
        return range;
    }

    [Fact]
    public void A_lost_range_comes_first_again()
    {
        var queue = new DataQueue(0, 10_000);
        queue.RaiseLimit(10_000);
        for (var i = 0; i < 3; i++) Send(queue);
        queue.HandleLost(new FileRange(1_000, 2_000));
        Assert.Equal(new FileRange(1_000, 2_000), Send(queue));
        Assert.Equal(new FileRange(3_000, 4_000), Send(queue));
        Assert.Equal(1_000, queue.BytesSentAgain);
    }

    [Fact]
    public void A_lost_range_is_cut_to_smaller_packets()
    {
        var queue = new DataQueue(0, 10_000);
        queue.RaiseLimit(10_000);
        Send(queue, 5_000);
        queue.HandleLost(new FileRange(0, 5_000));
        Assert.Equal(new FileRange(0, 1_100), Send(queue, 1_100));
        Assert.Equal(new FileRange(1_100, 2_200), Send(queue, 1_100));
    }

    [Fact]
    public void What_arrived_after_all_is_not_sent_again()
    {
        var queue = new DataQueue(0, 10_000);
        queue.RaiseLimit(10_000);
        for (var i = 0; i < 3; i++) Send(queue);
        queue.HandleLost(new FileRange(0, 2_000));
        queue.HandleArrived(new FileRange(0, 1_000));
        Assert.Equal(new FileRange(1_000, 2_000), Send(queue));
    }

    [Fact]
    public void New_bytes_stop_at_limit_pause_and_end()
    {
        var queue = new DataQueue(500, 10_000);
        Assert.True(queue.IsHeldByLimit);
        queue.RaiseLimit(2_000);
        Assert.Equal(new FileRange(500, 2_000), Send(queue, 5_000));
        Assert.Equal(0, Send(queue).Length);
        queue.RaiseLimit(1_000);
        Assert.Equal(2_000, queue.Limit);
        queue.PauseAt = 3_000;
        queue.RaiseLimit(long.MaxValue);
        Assert.Equal(new FileRange(2_000, 3_000), Send(queue, 5_000));
        Assert.True(queue.IsHeldByPause);
        queue.PauseAt = long.MaxValue;
        Assert.Equal(new FileRange(3_000, 10_000), Send(queue, 50_000));
        Assert.True(queue.IsAllSent);
    }

    [Fact]
    public void A_pause_below_what_was_sent_holds_only_new_bytes()
    {
        var queue = new DataQueue(0, 10_000);
        queue.RaiseLimit(10_000);
        Send(queue, 5_000);
        queue.PauseAt = 1_000;
        Assert.False(queue.HasData);
        queue.HandleLost(new FileRange(3_000, 4_000));
        Assert.Equal(new FileRange(3_000, 4_000), Send(queue));
    }
}
