using ChatBox.Rdt.Packets;
using ChatBox.Rdt.Receiving;

namespace ChatBox.Rdt.Tests.Receiving;

public class AckTrackerTests
{
    static readonly TimeSpan Now = TimeSpan.FromSeconds(3);

    readonly AckTracker tracker = new();

    bool IsDue => tracker.Deadline <= Now;

    void Take(long first, long last)
    {
        for (var number = first; number <= last; number++) tracker.HandlePacket(Now, number, elicits: true);
    }

    List<(long, long)> Told()
    {
        var ranges = tracker.Take(Now, out _);
        return [.. Enumerable.Range(0, ranges.Count).Select(i => (ranges[i].First, ranges[i].Last))];
    }

    [Fact]
    public void The_second_of_the_first_hundred_packets_is_acknowledged_at_once()
    {
        Take(0, 0);
        Assert.False(IsDue);
        Take(1, 1);
        Assert.True(IsDue);
        Assert.Equal([(0, 1)], Told());
        Assert.Null(tracker.Deadline);
    }

    [Fact]
    public void What_is_due_at_once_has_been_due_since_its_packet_came()
    {
        // A driver whose socket has no room asks how long to wait before it has let the machine speak: the answer must be a time.
        Take(0, 1);
        Assert.Equal(Now, tracker.Deadline);
    }

    [Fact]
    public void Later_every_tenth_packet_is()
    {
        Take(0, 99);
        Told();
        Take(100, 108);
        Assert.False(IsDue);
        Take(109, 109);
        Assert.True(IsDue);
    }

    [Fact]
    public void A_gap_is_told_at_once()
    {
        Take(0, 99);
        Told();
        Take(101, 101);
        Assert.True(IsDue);
        Assert.Equal([(101, 101), (0, 99)], Told());
        // What fills it comes out of order, and is told at once as well.
        Take(100, 100);
        Assert.True(IsDue);
        Assert.Equal([(0, 101)], Told());
    }

    [Fact]
    public void A_lone_packet_is_acknowledged_after_25_ms()
    {
        Take(0, 0);
        Assert.Equal(Now + TimeSpan.FromMilliseconds(25), tracker.Deadline);
    }

    [Fact]
    public void A_packet_that_asks_for_nothing_gets_nothing()
    {
        tracker.HandlePacket(Now, 0, elicits: false);
        tracker.HandlePacket(Now, 2, elicits: false);
        Assert.Null(tracker.Deadline);
        Assert.False(tracker.HasNews);
    }

    [Fact]
    public void Only_the_newest_32_ranges_are_told()
    {
        for (var number = 0; number < 200; number += 2) Take(number, number);
        var told = Told();
        Assert.Equal(Wire.MaxAckRanges, told.Count);
        Assert.Equal((198, 198), told[0]);
        Assert.Equal((136, 136), told[^1]);
        // One below all of them, when there is no room, is not told either.
        Take(1, 1);
        Assert.Equal(told, Told());
    }

    [Fact]
    public void What_the_peer_has_seen_acknowledged_is_told_no_more()
    {
        Take(0, 10);
        Take(20, 30);
        Take(40, 50);
        tracker.Forget(25);
        Assert.Equal([(40, 50), (26, 30)], Told());
        tracker.Forget(50);
        Assert.Equal(50, tracker.Largest);
    }

    [Fact]
    public void The_delay_counts_from_the_largest()
    {
        tracker.HandlePacket(Now, 5, elicits: true);
        tracker.HandlePacket(Now + TimeSpan.FromMilliseconds(9), 4, elicits: true);
        tracker.Take(Now + TimeSpan.FromMilliseconds(12), out var delay);
        Assert.Equal(TimeSpan.FromMilliseconds(12), delay);
    }

    [Fact]
    public void A_model_with_a_set_agrees()
    {
        for (var seed = 1; seed <= 200; seed++)
        {
            var random = new Random(seed);
            var fresh = new AckTracker();
            SortedSet<long> model = [];
            for (var step = 0; step < 40; step++)
            {
                var number = random.Next(60);
                if (!model.Add(number)) continue;
                fresh.HandlePacket(Now, number, true);
                var ranges = fresh.Take(Now, out _);
                var all = Enumerable.Range(0, ranges.Count).SelectMany(i => Enumerable.Range((int)ranges[i].First, (int)(ranges[i].Last - ranges[i].First + 1)));
                Assert.True(model.SequenceEqual(all.Select(n => (long)n).Order()), $"seed {seed}");
            }
        }
    }
}
