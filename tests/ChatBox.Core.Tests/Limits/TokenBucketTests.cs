using ChatBox.Core.Limits;

namespace ChatBox.Core.Tests.Limits;

public class TokenBucketTests
{
    static readonly TimeSpan Start = TimeSpan.FromHours(5);

    readonly TokenBucket bucket = new(burst: 5, perSecond: 2);

    [Fact]
    public void The_burst_costs_no_time_and_the_next_one_waits_for_its_share()
    {
        for (var i = 0; i < 5; i++) Assert.Equal(TimeSpan.Zero, bucket.Take(Start));
        Assert.Equal(Seconds(0.5), bucket.Take(Start));
        Assert.Equal(Seconds(1), bucket.Take(Start));
    }

    [Fact]
    public void Who_waits_as_told_gets_through_at_the_rate()
    {
        var now = Start;
        for (var i = 0; i < 105; i++) now += bucket.Take(now);
        Assert.Equal(Seconds(50), now - Start);
    }

    [Fact]
    public void Trying_takes_one_only_where_there_is_one()
    {
        for (var i = 0; i < 5; i++) Assert.True(bucket.TryTake(Start));
        Assert.False(bucket.HasOne(Start));
        Assert.False(bucket.TryTake(Start));
        Assert.False(bucket.TryTake(Start + Seconds(0.499)));
        Assert.True(bucket.HasOne(Start + Seconds(0.5)));
        Assert.True(bucket.TryTake(Start + Seconds(0.5)));
        Assert.False(bucket.TryTake(Start + Seconds(0.5)));
    }

    [Fact]
    public void It_fills_up_to_the_burst_and_not_further()
    {
        Assert.True(bucket.IsFull(Start));
        Assert.True(bucket.TryTake(Start));
        Assert.False(bucket.IsFull(Start + Seconds(0.499)));
        Assert.True(bucket.IsFull(Start + Seconds(0.5)));
        var later = Start + TimeSpan.FromDays(1);
        for (var i = 0; i < 5; i++) Assert.True(bucket.TryTake(later));
        Assert.False(bucket.TryTake(later));
    }

    static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
