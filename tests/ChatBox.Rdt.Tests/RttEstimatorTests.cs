using ChatBox.Rdt.Congestion;

namespace ChatBox.Rdt.Tests;

public class RttEstimatorTests
{
    static TimeSpan Ms(double value) => TimeSpan.FromMilliseconds(value);

    [Fact]
    public void The_first_sample_replaces_what_was_assumed()
    {
        var rtt = new RttEstimator(Ms(333));
        rtt.Update(Ms(40), Ms(5));
        Assert.Equal((Ms(40), Ms(40), Ms(20)), (rtt.Min, rtt.Smoothed, rtt.Variation));
    }

    [Fact]
    public void A_claimed_delay_is_not_believed_below_the_least_time_seen()
    {
        var rtt = new RttEstimator(Ms(333));
        rtt.Update(Ms(40), Ms(0));
        rtt.Update(Ms(44), Ms(20));
        Assert.Equal(Ms(40.5), rtt.Smoothed);
    }
}
