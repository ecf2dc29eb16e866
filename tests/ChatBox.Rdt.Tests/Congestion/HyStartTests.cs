using ChatBox.Rdt.Congestion;

namespace ChatBox.Rdt.Tests.Congestion;

/// <summary>RFC 9406, section 4.2.</summary>
public class HyStartTests
{
    readonly HyStart hyStart = new();

    static TimeSpan Ms(double value) => TimeSpan.FromMilliseconds(value);

    void Round(double ms, int samples = HyStart.Samples)
    {
        hyStart.HandleRoundBegun();
        for (var index = 0; index < samples; index++) hyStart.HandleRtt(Ms(ms));
    }

    [Theory]
    [InlineData(20, 4)]
    [InlineData(32, 4)]
    [InlineData(64, 8)]
    [InlineData(128, 16)]
    [InlineData(400, 16)]
    public void The_threshold_is_an_eighth_of_the_round_trip_within_bounds(double rtt, double threshold) =>
        Assert.Equal(Ms(threshold), HyStart.Threshold(Ms(rtt)));

    [Fact]
    public void Just_below_the_threshold_slow_start_goes_on()
    {
        Round(64);
        Round(71.9);
        Assert.False(hyStart.IsConservative);
    }

    [Fact]
    public void At_the_threshold_growth_becomes_conservative()
    {
        Round(64);
        Round(72);
        Assert.True(hyStart.IsConservative);
        Assert.False(hyStart.IsDone);
    }

    [Fact]
    public void Seven_samples_are_not_enough()
    {
        Round(64);
        Round(90, 7);
        Assert.False(hyStart.IsConservative);
    }

    [Fact]
    public void When_the_delay_goes_back_slow_start_goes_on()
    {
        Round(64);
        Round(72);
        Round(70);
        Assert.False(hyStart.IsConservative);
    }

    [Fact]
    public void Five_conservative_rounds_end_slow_start()
    {
        Round(64);
        Round(72);
        for (var round = 1; round <= 4; round++) Round(72);
        Assert.False(hyStart.IsDone);
        Round(72);
        Assert.True(hyStart.IsDone);
    }
}
