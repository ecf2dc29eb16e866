using ChatBox.Rdt.Congestion;
using ChatBox.Rdt.Packets;
using ChatBox.Rdt.Sending;
using ChatBox.Rdt.Simulation.Transfers;
using ChatBox.Rdt.Tests.Attacks;

namespace ChatBox.Rdt.Tests.Sending;

public partial class LossRecoveryTests
{
    readonly FakeController controller = new();
    readonly Owner owner = new();
    readonly RttEstimator rtt = new(TimeSpan.FromMilliseconds(100));
    readonly LossRecovery recovery;
    TimeSpan now = TimeSpan.FromSeconds(10);

    public LossRecoveryTests() => recovery = new LossRecovery(owner, controller, rtt, new NeverSkips(), null);

    static TimeSpan Ms(double value) => TimeSpan.FromMilliseconds(value);

    void Send(int count = 1, int size = 1_000, Control control = Control.None)
    {
        for (; count > 0; count--)
        {
            var number = recovery.TakeNumber();
            recovery.HandleSent(now, new SentPacket { Number = number, Size = size, Offset = number * 1_000, DataLength = 900, LargestAcked = -1, Control = control }, true);
        }
    }

    AckOutcome Ack(long first, long last, TimeSpan? delay = null) => recovery.HandleAck(now, RawClient.Ranges((first, last)), delay ?? TimeSpan.Zero);

    [Fact]
    public void A_packet_is_lost_when_the_third_after_it_is_acknowledged()
    {
        Send(4);
        now += Ms(50);
        Ack(2, 2);
        Assert.Empty(owner.Lost);
        Ack(3, 3);
        Assert.Equal([0], owner.Lost);
        Assert.Equal(1_000, recovery.BytesInFlight);
    }

    [Fact]
    public void A_packet_is_lost_nine_eighths_of_a_round_trip_later()
    {
        Send(2);
        now += Ms(80);
        Ack(1, 1);
        Assert.Empty(owner.Lost);
        Assert.Equal(now - Ms(80) + Ms(90), recovery.Deadline);
        now += Ms(9.9);
        recovery.HandleTimeout(now);
        Assert.Empty(owner.Lost);
        now += Ms(0.1);
        recovery.HandleTimeout(now);
        Assert.Equal([0], owner.Lost);
        // Lost once, not twice.
        now += Ms(500);
        recovery.HandleTimeout(now);
        Ack(1, 1);
        Assert.Equal([0], owner.Lost);
        Assert.Single(controller.Lost);
    }

    [Fact]
    public void A_probe_timeout_doubles_each_time()
    {
        Send();
        var timeout = recovery.ProbeTimeout;
        Assert.Equal(Ms(100) + (Ms(50) * 4) + Ms(25), timeout);
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(now + (timeout * (1 << i)), recovery.Deadline);
            now = recovery.Deadline!.Value;
            recovery.HandleTimeout(now);
            Assert.Equal(i + 1, recovery.ProbeTimeouts);
            Assert.Equal(2, recovery.ProbesDue);
        }

        Assert.Empty(owner.Lost);
        Ack(0, 0);
        Assert.Equal(0, recovery.ProbeTimeouts);
        Assert.Null(recovery.Deadline);
    }

    [Fact]
    public void Packet_numbers_only_ascend()
    {
        var numbers = new PacketNumbers(new SeededRandom(3));
        long last = -1;
        for (var i = 0; i < 100_000; i++)
        {
            var number = numbers.Take(out _);
            Assert.True(number > last);
            last = number;
        }
    }

    [Fact]
    public void Numbers_are_skipped_at_random()
    {
        HashSet<string> patterns = [];
        for (ulong seed = 1; seed <= 20; seed++)
        {
            var numbers = new PacketNumbers(new SeededRandom(seed));
            List<long> skipped = [];
            for (var i = 0; i < 5_000; i++)
            {
                var number = numbers.Take(out var skippedOne);
                if (skippedOne) skipped.Add(number - 1);
                Assert.False(numbers.HoldsSkipped(new NumberRange(number, number)));
            }

            Assert.All(skipped.Zip(skipped.Skip(1)), pair => Assert.InRange(pair.Second - pair.First - 1, 256, 1_279));
            Assert.InRange(skipped.Count, 4, 21);
            Assert.All(skipped.TakeLast(16), number => Assert.True(numbers.HoldsSkipped(new NumberRange(number - 1, number + 1))));
            patterns.Add(string.Join(",", skipped));
        }

        Assert.Equal(20, patterns.Count);
    }

    [Fact]
    public void Reordering_widens_the_thresholds()
    {
        Send(20);
        now += Ms(50);
        Ack(10, 10);
        Assert.Equal(8, owner.Lost.Count);
        now += Ms(1);
        // 0 arrives late, ten behind.
        Ack(0, 0);
        Assert.Equal(1, controller.SpuriousLosses);
        Assert.Equal(11, recovery.PacketThreshold);
        Send(12);
        now += Ms(20);
        var before = owner.Lost.Count;
        Ack(30, 30);
        // 20 is 10 behind: not lost any more by count.
        Assert.DoesNotContain(20, owner.Lost.Skip(before));
        Assert.Contains(19, owner.Lost.Skip(before));
        // Another path may keep its order.
        recovery.HandlePathChanged(now, Ms(333));
        Assert.Equal(3, recovery.PacketThreshold);
    }

    [Fact]
    public void Thresholds_widen_within_bounds()
    {
        for (var round = 0; round < 8; round++)
        {
            var first = recovery.Numbers.Next;
            Send(1_500);
            now += Ms(50);
            Ack(recovery.Numbers.Next - 1, recovery.Numbers.Next - 1);
            for (var number = first; number < first + 5; number++)
            {
                if (!recovery.Numbers.HoldsSkipped(new NumberRange(number, number))) Ack(number, number);
            }
        }

        Assert.True(controller.SpuriousLosses > 4);
        Assert.Equal(1_000, recovery.PacketThreshold);
        // Two round trips at most: 50 ms here.
        Send(2);
        now += Ms(50);
        Ack(recovery.Numbers.Next - 1, recovery.Numbers.Next - 1);
        Assert.InRange((recovery.Deadline!.Value - (now - Ms(50))).TotalMilliseconds, 50, 101);
    }

    [Fact]
    public void A_late_acknowledgement_takes_back_the_loss()
    {
        Send(5);
        now += Ms(50);
        Ack(4, 4);
        Assert.Equal([0, 1], owner.Lost);
        Ack(0, 1);
        Assert.Equal([0, 1], owner.Spurious);
        Assert.Equal(2, controller.SpuriousLosses);
        // Only once.
        Assert.Equal(AckOutcome.NothingNew, Ack(0, 1));
        Assert.Equal(2, controller.SpuriousLosses);
    }

    [Fact]
    public void A_round_trip_of_nothing_is_taken_for_a_microsecond()
    {
        Send();
        Ack(0, 0);
        Assert.Equal(TimeSpan.FromMicroseconds(1), rtt.Latest);
    }

    [Fact]
    public void The_ring_grows_and_keeps_what_it_holds()
    {
        Send(5_000);
        now += Ms(10);
        Ack(4_000, 4_999);
        // All more than three behind, but those that were left out.
        Assert.InRange(owner.Lost.Count, 3_990, 4_000);
        Assert.Equal(AckOutcome.Lie, Ack(recovery.Numbers.Next, recovery.Numbers.Next));
        Ack(4_000, recovery.Numbers.Next - 1);
        Assert.Equal(0, recovery.BytesInFlight);
        Assert.Equal(0, recovery.PacketsInFlight);
    }

    [Fact]
    public void What_left_before_the_path_changed_measures_nothing()
    {
        Send();
        now += Ms(10);
        recovery.HandlePathChanged(now, Ms(333));
        now += Ms(10);
        Ack(0, 0);
        Assert.False(recovery.Rtt.HasSample);
        Send();
        now += Ms(10);
        Ack(1, 1);
        Assert.Equal(Ms(10), recovery.Rtt.Latest);
    }

    [Fact]
    public void All_numbers_that_were_left_out_of_what_is_on_the_way_are_remembered()
    {
        // As often as it may be: each time the least number of packets after the last.
        var often = new LossRecovery(owner, controller, rtt, new SkipsOften(), null);
        List<long> skipped = [];
        for (long expected = 0; !often.IsFull; expected++)
        {
            var number = often.TakeNumber();
            if (number != expected) skipped.Add(expected++);
            often.HandleSent(now, new SentPacket { Number = number, Size = 1_000, LargestAcked = -1 }, true);
        }

        Assert.InRange(skipped.Count, 60, 64);
        Assert.All(skipped, number => Assert.Equal(AckOutcome.Lie, often.HandleAck(now, RawClient.Ranges((number, number)), TimeSpan.Zero)));
        Assert.Equal(AckOutcome.Advanced, often.HandleAck(now, RawClient.Ranges((skipped[0] + 1, skipped[1] - 1)), TimeSpan.Zero));
    }

    sealed class SkipsOften : IRandomSource
    {
        public void Fill(Span<byte> bytes) => bytes.Clear();
    }

    sealed class Owner : ISentPacketOwner
    {
        public List<long> Lost { get; } = [];

        public List<long> Spurious { get; } = [];

        public void HandleAcked(TimeSpan now, in SentPacket packet)
        {
        }

        public void HandleLost(TimeSpan now, in SentPacket packet) => Lost.Add(packet.Number);

        public void HandleSpuriousLoss(in SentPacket packet) => Spurious.Add(packet.Number);
    }

    // Numbers are left out where nobody sees it: far beyond what most tests send.
    sealed class NeverSkips : IRandomSource
    {
        public void Fill(Span<byte> bytes) => bytes.Fill(0xFF);
    }
}
