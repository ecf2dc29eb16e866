using ChatBox.Client.Connections;

namespace ChatBox.Client.Tests;

public sealed class BackoffTests
{
    /// <summary>Always draws the largest number below 1, or 0.</summary>
    sealed class Extreme(double value) : Random
    {
        public override double NextDouble() => value;
    }

    [Fact]
    public void The_bound_doubles_from_half_a_second_to_thirty_seconds_and_stays()
    {
        var backoff = new Backoff(new Extreme(1));
        double[] bounds = [.. Enumerable.Range(0, 40).Select(_ => backoff.Next().TotalSeconds)];
        Assert.Equal([0.5, 1, 2, 4, 8, 16, 30, 30, 30], bounds[..9]);
        Assert.Equal(30, bounds[^1]);
    }

    [Fact]
    public void The_time_can_be_as_short_as_nothing() => Assert.Equal(TimeSpan.Zero, new Backoff(new Extreme(0)).Next());

    [Fact]
    public void A_reset_begins_anew()
    {
        var backoff = new Backoff(new Extreme(1));
        for (var i = 0; i < 5; i++) backoff.Next();
        backoff.Reset();
        Assert.Equal(Backoff.First, backoff.Next());
    }

    [Fact]
    public void What_the_server_asks_for_comes_on_top_up_to_two_minutes()
    {
        var random = new Extreme(0);
        Assert.Equal(TimeSpan.FromSeconds(120), new Backoff(random).Next(TimeSpan.FromSeconds(120)));
        Assert.Equal(TimeSpan.FromSeconds(120), new Backoff(random).Next(TimeSpan.FromSeconds(121)));
        Assert.Equal(TimeSpan.Zero, new Backoff(random).Next(TimeSpan.FromSeconds(-1)));
    }

    [Fact]
    public void Those_who_lost_a_server_together_do_not_come_back_together()
    {
        var times = Enumerable.Range(0, 1000).Select(seed => new Backoff(new Random(seed)).Next().TotalSeconds).ToList();
        Assert.InRange(times.Average(), 0.2, 0.3);
        Assert.All(times, time => Assert.InRange(time, 0, 0.5));
    }
}
