using ChatBox.Rdt.Congestion;
using ChatBox.Rdt.Simulation.Models;
using ChatBox.Rdt.Simulation.Network;

namespace ChatBox.Rdt.Tests.Simulation;

/// <summary>
/// One flow over a line that changes: 50 Mbit/s and 40 ms unless said otherwise. Speeds are bytes on the line, in Mbit/s.
/// </summary>
public class DynamicsTests
{
    readonly SimulatedNetwork network = new(7);
    readonly ModelSender sender;
    readonly ModelReceiver receiver = new(Addresses.Server);
    readonly Bbr bbr = new(new CongestionOptions { HandshakeRtt = Ms(40), Seed = 1 });
    readonly Link down;
    readonly Link up;
    readonly List<(TimeSpan At, BbrState State)> states = [];

    public DynamicsTests()
    {
        sender = new ModelSender(Addresses.Client(), bbr, new ModelSenderOptions());
        sender.Observer = now =>
        {
            if (states.Count == 0 || states[^1].State != bbr.State) states.Add((now, bbr.State));
        };
        var (server, client) = (network.Attach(Addresses.Server, sender), network.Attach(Addresses.Client(), receiver));
        (down, up) = network.ConnectBoth(server, client, new LineOptions(50, Ms(40)).Configure);
        server.Drive();
    }

    static TimeSpan Ms(double value) => TimeSpan.FromMilliseconds(value);

    double Speed(double fromSeconds, double toSeconds)
    {
        network.Clock.Run(TimeSpan.FromSeconds(fromSeconds));
        var before = receiver.ReceivedBytes;
        network.Clock.Run(TimeSpan.FromSeconds(toSeconds));
        return (receiver.ReceivedBytes - before) * 1228.0 / 1200 * 8 / 1e6 / (toSeconds - fromSeconds);
    }

    [Fact]
    public void A_steady_line_is_filled_and_its_queue_kept_short()
    {
        Assert.InRange(Speed(1, 9), 48, 50.1);
        Assert.InRange(bbr.Bandwidth * 1228 / 1200 * 8 / 1e6, 49, 51);
        Assert.InRange(bbr.MinRtt!.Value.TotalMilliseconds, 40, 41);
        Assert.InRange((double)down.Counters.QueueDropped / sender.SentPackets, 0, 0.005);
    }

    [Fact]
    public void The_states_follow_each_other_as_in_the_draft()
    {
        Speed(0, 9);
        BbrState[] begin = [BbrState.Startup, BbrState.Drain];
        BbrState[] cycle = [BbrState.ProbeRefill, BbrState.ProbeUp];
        Assert.Equal(begin, states.Take(2).Select(entry => entry.State));
        var rest = states.Skip(2).Select(entry => entry.State).ToList();
        Assert.Equal(cycle, rest.SkipWhile(state => state != BbrState.ProbeRefill).Take(2));
        Assert.DoesNotContain(BbrState.ProbeRtt, rest);
        Assert.DoesNotContain(BbrState.Startup, rest);
    }

    [Fact]
    public void Startup_ends_on_three_rounds_without_growth_although_nothing_is_lost()
    {
        down.QueueLimit = double.PositiveInfinity;
        Speed(0, 2);
        Assert.Equal(0, sender.LostPackets);
        Assert.Equal(BbrState.Drain, states[1].State);
        Assert.InRange(states[1].At.TotalMilliseconds, 200, 700);
    }

    [Fact]
    public void Probes_for_more_are_two_to_three_seconds_apart()
    {
        Speed(0, 9.5);
        var ups = states.Where(entry => entry.State == BbrState.ProbeUp).Select(entry => entry.At.TotalSeconds).ToList();
        Assert.InRange(ups.Count, 3, 5);
        Assert.All(ups.Zip(ups.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 1.9, 3.6));
    }

    [Fact]
    public void The_round_trip_is_probed_after_ten_seconds_and_for_a_fifth_of_one()
    {
        Speed(0, 15);
        var index = states.FindIndex(entry => entry.State == BbrState.ProbeRtt);
        Assert.InRange(states[index].At.TotalSeconds, 10, 11);
        Assert.InRange((states[index + 1].At - states[index].At).TotalMilliseconds, 200, 330);
    }

    [Fact]
    public void A_line_that_becomes_slower_is_not_flooded_for_long()
    {
        network.Clock.Schedule(TimeSpan.FromSeconds(5), () => down.Rate = 1_250_000);
        Assert.InRange(Speed(8, 14), 9, 10.1);
        Assert.InRange(down.Counters.QueueDropped, 0, 600);
    }

    [Fact]
    public void A_line_that_becomes_ten_times_as_fast_is_filled_within_five_seconds()
    {
        down.Rate = 1_250_000;
        network.Clock.Schedule(TimeSpan.FromSeconds(5), () => (down.Rate, down.QueueLimit) = (12_500_000, 500_000));
        Assert.InRange(Speed(10, 14), 90, 100.1);
    }

    [Fact]
    public void Loss_that_begins_later_costs_little_more_than_what_is_lost()
    {
        network.Clock.Schedule(TimeSpan.FromSeconds(3), () => down.Loss = new RandomLoss(0.03));
        // Over seeds it is 46 in the mean.
        Assert.InRange(Speed(4, 9), 43, 49);
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.03)]
    [InlineData(0.06)]
    public void What_a_line_loses_by_itself_costs_that_and_no_more(double loss)
    {
        down.Loss = new RandomLoss(loss);
        Assert.InRange(Speed(1, 9) / (1 - loss), 48.5, 50.1);
    }

    /// <summary>
    /// Losses of a line that come while the flow goes slower on purpose, after Startup and after each probe, do not make it stay there.
    /// </summary>
    [Fact]
    public void A_loss_while_it_yields_costs_no_tenth_of_the_rate()
    {
        sender.Observer = now => down.Loss = bbr.State is BbrState.Drain or BbrState.ProbeDown ? new RandomLoss(0.02) : null;
        Assert.InRange(Speed(1, 9), 47, 50.1);
    }

    [Fact]
    public void After_a_blackhole_the_line_is_filled_again_a_second_after_the_first_packet_gets_through()
    {
        network.Clock.Schedule(TimeSpan.FromSeconds(3), () => down.IsBlackhole = true);
        network.Clock.Schedule(TimeSpan.FromSeconds(8), () => down.IsBlackhole = false);
        Speed(0, 8);
        var before = receiver.ReceivedBytes;
        Assert.True(network.Clock.RunUntil(() => receiver.ReceivedBytes > before, TimeSpan.FromSeconds(30)));
        var back = network.Clock.Now.TotalSeconds;
        Assert.InRange(Speed(back + 1, back + 2), 45, 50.1);
    }

    [Theory]
    [InlineData(10, true, 42)]
    [InlineData(5, false, 42)]
    public void Jitter_and_reordering_cost_little(double jitter, bool keepsOrder, double least)
    {
        foreach (var link in new[] { down, up }) (link.Jitter, link.KeepsOrder) = (Ms(jitter), keepsOrder);
        Assert.InRange(Speed(2, 9), least, 50.1);
    }

    [Fact]
    public void In_a_bloated_queue_little_is_put()
    {
        down.QueueLimit = 20 * 250_000;
        Speed(0, 3);
        Assert.InRange(Enumerable.Range(0, 60).Max(step => Queued(3 + (step * 0.1))), 0, 250_000);
    }

    double Queued(double seconds)
    {
        network.Clock.Run(TimeSpan.FromSeconds(seconds));
        return down.Queued;
    }
}
