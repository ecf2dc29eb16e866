using ChatBox.Rdt.Simulation.Network;

namespace ChatBox.Rdt.Tests.Simulation;

public class NetworkTests
{
    readonly SimulatedNetwork network = new(1);
    readonly Collector receiver = new();
    readonly Collector sender = new();
    readonly Host from;
    readonly Host to;
    readonly Link link;

    public NetworkTests()
    {
        from = network.Attach(Addresses.Server, sender);
        to = network.Attach(Addresses.Client(), receiver);
        link = network.CreateLink();
        network.Connect(from, to, link);
    }

    static TimeSpan Ms(double value) => TimeSpan.FromMilliseconds(value);

    void Send(int count, int size = 972)
    {
        for (var index = 0; index < count; index++)
        {
            var bytes = new byte[size];
            BitConverter.TryWriteBytes(bytes, index);
            sender.Outgoing.Enqueue(new Datagram(to.Address, bytes));
        }

        from.Drive();
    }

    IEnumerable<int> Run()
    {
        network.Clock.Run(network.Clock.Now + TimeSpan.FromSeconds(100));
        return receiver.Received.Select(item => BitConverter.ToInt32(item.Datagram.Payload.Span));
    }

    [Fact]
    public void Events_of_one_instant_happen_in_the_order_of_their_scheduling()
    {
        var seen = new List<int>();
        for (var index = 0; index < 100; index++)
        {
            var number = index;
            network.Clock.Schedule(Ms(index % 2), () => seen.Add(number));
        }

        network.Clock.Run(Ms(5));
        Assert.Equal(Enumerable.Range(0, 100).OrderBy(index => index % 2).ThenBy(index => index), seen);
        Assert.Equal(Ms(5), network.Clock.Now);
    }

    [Fact]
    public void A_packet_takes_its_time_on_the_line_and_then_the_delay()
    {
        (link.Rate, link.Delay) = (100_000, Ms(20));
        Send(2);
        Assert.Equal([0, 1], Run());
        Assert.Equal([Ms(30), Ms(40)], receiver.Received.Select(item => item.At));
    }

    [Fact]
    public void What_does_not_fit_into_the_queue_is_dropped()
    {
        (link.Rate, link.QueueLimit) = (100_000, 5_000);
        Send(8);
        Assert.Equal([0, 1, 2, 3, 4], Run());
        Assert.Equal(3, link.Counters.QueueDropped);
    }

    [Fact]
    public void Random_loss_takes_its_share()
    {
        link.Loss = new RandomLoss(0.1);
        Send(20_000, 4);
        Assert.InRange(Run().Count(), 17_750, 18_250);
    }

    [Fact]
    public void Bursts_have_the_mean_length_and_share_they_should()
    {
        link.Loss = new BurstLoss(0.05, 4);
        Send(100_000, 4);
        var arrived = Run().ToHashSet();
        var lost = 100_000 - arrived.Count;
        var bursts = Enumerable.Range(0, 99_999).Count(index => arrived.Contains(index) && !arrived.Contains(index + 1));
        Assert.InRange(lost, 4_300, 5_700);
        Assert.InRange((double)lost / bursts, 3.6, 4.4);
    }

    [Fact]
    public void Jitter_keeps_the_order_unless_told_otherwise()
    {
        (link.Rate, link.Jitter) = (1_000_000, Ms(10));
        Send(200);
        Assert.Equal(Enumerable.Range(0, 200), Run());
        receiver.Received.Clear();
        link.KeepsOrder = false;
        Send(200);
        Assert.NotEqual(Enumerable.Range(0, 200), Run());
        Assert.Equal(Enumerable.Range(0, 200), Run().Order());
    }

    [Fact]
    public void Reordering_holds_some_back_while_others_pass()
    {
        (link.Rate, link.Reorder, link.ReorderDelay) = (1_000_000, 0.25, Ms(3));
        Send(1_000);
        var order = Run().ToList();
        Assert.InRange(link.Counters.Reordered, 200, 300);
        Assert.Contains(Enumerable.Range(1, 999), index => order[index] < order[index - 1]);
    }

    [Fact]
    public void Duplicates_are_delivered_twice()
    {
        link.Duplicate = 0.1;
        Send(1_000);
        Assert.Equal(1_000 + link.Counters.Duplicated, Run().Count());
        Assert.InRange(link.Counters.Duplicated, 70, 130);
    }

    [Fact]
    public void A_corrupted_packet_is_changed_on_the_way_and_not_at_the_sender()
    {
        link.Corrupt = 1;
        var original = new byte[100];
        sender.Outgoing.Enqueue(new Datagram(to.Address, original));
        from.Drive();
        network.Clock.Run(Ms(1));
        Assert.NotEqual(new byte[100], receiver.Received[0].Datagram.Payload.ToArray());
        Assert.Equal(new byte[100], original);
    }

    [Theory]
    [InlineData(1_472, 1)]
    [InlineData(1_473, 0)]
    public void What_is_larger_than_the_path_takes_vanishes(int size, int arrives)
    {
        link.Mtu = 1_500;
        Send(1, size);
        Assert.Equal(arrives, Run().Count());
    }

    [Fact]
    public void A_blackhole_takes_everything_until_it_ends()
    {
        link.IsBlackhole = true;
        Send(3);
        link.IsBlackhole = false;
        Send(1);
        Assert.Single(Run());
        Assert.Equal(3, link.Counters.Vanished);
    }

    [Fact]
    public void After_a_rebinding_the_new_address_is_seen_and_the_old_one_is_dead()
    {
        var (old, back) = (from.Address, network.CreateLink());
        network.Connect(to, from, back);
        from.Rebind(Addresses.Create(9, 999));
        Send(1);
        Run();
        Assert.Equal(Addresses.Create(9, 999), receiver.Received[0].Datagram.From);
        receiver.Outgoing.Enqueue(new Datagram(old, 10));
        receiver.Outgoing.Enqueue(new Datagram(from.Address, 10));
        to.Drive();
        Run();
        Assert.Single(sender.Received);
        Assert.Equal(1, network.Unreachable);
    }

    [Fact]
    public void A_link_of_two_routes_shares_its_rate()
    {
        var other = network.Attach(Addresses.Client(1), new Collector());
        network.Connect(from, other, link);
        link.Rate = 100_000;
        sender.Outgoing.Enqueue(new Datagram(other.Address, new byte[972]));
        Send(1);
        Run();
        Assert.Equal(Ms(20), receiver.Received[0].At);
    }

    [Fact]
    public void A_machine_that_asks_for_its_timer_for_ever_is_caught()
    {
        sender.Timeout = Ms(1);
        from.Drive();
        Assert.Throws<InvalidOperationException>(() => network.Clock.Run(Ms(2)));
    }

    [Fact]
    public void The_same_seed_loses_the_same_packets()
    {
        link.Loss = new RandomLoss(0.5);
        Send(100, 4);
        var once = Run().ToList();
        var again = new NetworkTests();
        again.link.Loss = new RandomLoss(0.5);
        again.Send(100, 4);
        Assert.Equal(once, again.Run());
    }

    sealed class Collector : IEndpoint
    {
        public List<(TimeSpan At, Datagram Datagram)> Received { get; } = [];

        public Queue<Datagram> Outgoing { get; } = [];

        public TimeSpan? Timeout { get; set; }

        public void HandleDatagram(TimeSpan now, Datagram datagram) => Received.Add((now, datagram));

        public void HandleTimeout(TimeSpan now)
        {
        }

        public Datagram? PollTransmit(TimeSpan now) => Outgoing.TryDequeue(out var next) ? next : null;

        public TimeSpan? PollTimeout() => Timeout;
    }
}
