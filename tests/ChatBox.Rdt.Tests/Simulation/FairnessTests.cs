using ChatBox.Rdt.Congestion;
using ChatBox.Rdt.Simulation.Models;

namespace ChatBox.Rdt.Tests.Simulation;

/// <summary>20 Mbit/s, 40 ms, one minute, queues from a quarter to four bandwidth-delay products.</summary>
public class FairnessTests
{
    static readonly TimeSpan RoundTrip = TimeSpan.FromMilliseconds(40);

    static LineOptions Line(double queue, ulong seed) => new(20, RoundTrip) { Queue = queue, Seed = seed, End = TimeSpan.FromSeconds(60) };

    static Flow Rdt(ulong seed, double startSeconds = 0) => Flow.Rdt(
        new CongestionOptions { HandshakeRtt = RoundTrip, Seed = seed }.Create(), TimeSpan.FromSeconds(startSeconds));

    static string Tell(SharedRun run) =>
        $"shares {string.Join(' ', run.Shares.Select(share => $"{share:P1}"))}, {run.QueueDropShare:P2} dropped";

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(1, 3)]
    [InlineData(2, 1)]
    [InlineData(2, 2)]
    [InlineData(2, 3)]
    public void Two_RDT_flows_and_one_of_TCP_get_a_fifth_each_at_least(double queue, ulong seed)
    {
        var run = SharedRun.Start(Line(queue, seed), TimeSpan.Zero, Rdt(seed), Rdt(seed + 100), Flow.Tcp());
        Assert.True(run.Shares.Min() >= 0.2 && run.QueueDropShare < 0.05, Tell(run));
        Assert.InRange(run.Utilization, 0.97, 1.001);
    }

    [Theory]
    [InlineData(0.25)]
    [InlineData(0.5)]
    public void A_short_queue_starves_nobody(double queue)
    {
        var run = SharedRun.Start(Line(queue, 1), TimeSpan.Zero, Rdt(1), Rdt(101), Flow.Tcp());
        Assert.True(run.Shares.Min() >= 0.14 && run.QueueDropShare < 0.05, Tell(run));
    }

    [Theory]
    [InlineData(0.25)]
    [InlineData(1)]
    [InlineData(4)]
    public void One_RDT_flow_does_not_starve_one_of_TCP(double queue)
    {
        var run = SharedRun.Start(Line(queue, 2), TimeSpan.Zero, Rdt(2), Flow.Tcp());
        Assert.True(run.Shares.Min() >= 0.3, Tell(run));
    }

    [Theory]
    [InlineData(0.25)]
    [InlineData(1)]
    [InlineData(4)]
    public void Two_RDT_flows_share_evenly(double queue)
    {
        var run = SharedRun.Start(Line(queue, 3), TimeSpan.FromSeconds(5), Rdt(3), Rdt(103));
        Assert.True(run.Shares.Min() >= 0.4 && run.QueueDropShare < 0.02, Tell(run));
    }

    [Theory]
    [InlineData(0.25)]
    [InlineData(1)]
    [InlineData(4)]
    public void Who_comes_late_gets_an_equal_share_within_ten_seconds(double queue)
    {
        var run = SharedRun.Start(Line(queue, 4), TimeSpan.FromSeconds(30), Rdt(4), Rdt(104, 20));
        Assert.True(run.Shares.Min() >= 0.36, Tell(run));
    }

    [Fact]
    public void Five_flows_share_without_flooding_the_queue()
    {
        var run = SharedRun.Start(Line(1, 5), TimeSpan.FromSeconds(10), [.. Enumerable.Range(0, 5).Select(index => Rdt(5 + ((ulong)index * 100), index * 0.5))]);
        Assert.True(run.Shares.Min() >= 0.12 && run.QueueDropShare < 0.05, Tell(run));
    }

    [Fact]
    public void Who_comes_into_a_line_that_TCP_holds_gets_in()
    {
        var run = SharedRun.Start(Line(1, 6), TimeSpan.FromSeconds(15), Rdt(6, 5), Rdt(106, 7), Flow.Tcp());
        Assert.True(run.Shares.Min() >= 0.17, Tell(run));
    }

    /// <summary>What is tolerated on a bad line must not make flows flood a queue that is too short to be seen as delay.</summary>
    [Fact]
    public void Four_flows_over_a_queue_of_six_milliseconds_drop_little()
    {
        var line = new LineOptions(50, TimeSpan.FromMilliseconds(200)) { Queue = 0.03, End = TimeSpan.FromSeconds(40) };
        var run = SharedRun.Start(line, TimeSpan.FromSeconds(5), [.. Enumerable.Range(0, 4).Select(index => Flow.Rdt(
            new CongestionOptions { HandshakeRtt = line.RoundTrip, Seed = (ulong)index }.Create()))]);
        Assert.True(run.QueueDropShare < 0.05 && run.Utilization > 0.8, Tell(run));
    }
}
