using ChatBox.Rdt.Congestion;

namespace ChatBox.Rdt.Tests.Congestion;

public class RateSamplerTests
{
    readonly RateSampler sampler = new();

    static TimeSpan Ms(double value) => TimeSpan.FromMilliseconds(value);

    SentStamp[] Send(int count, double everyMs, double fromMs = 0, long inFlight = 0)
    {
        var stamps = new SentStamp[count];
        for (var index = 0; index < count; index++) stamps[index] = sampler.HandleSent(Ms(fromMs + (index * everyMs)), 1_000, inFlight + (index * 1_000));
        return stamps;
    }

    RateSample Ack(double atMs, params ReadOnlySpan<SentStamp> stamps)
    {
        foreach (var stamp in stamps) sampler.HandleAcked(Ms(atMs), stamp);
        Assert.True(sampler.TryTake(Ms(atMs), TimeSpan.Zero, out var sample));
        return sample;
    }

    [Fact]
    public void A_steady_flow_is_measured_as_fast_as_it_is()
    {
        var sent = Send(200, 1);
        RateSample last = default;
        for (var index = 0; index < 200; index++) last = Ack(50 + index, sent[index]);
        // The pipe was empty at first, so that the interval holds the round trip too.
        Assert.Equal(200_000 / 0.249, last.Rate, 1);
        Assert.Equal(Ms(50), last.Rtt);
    }

    [Fact]
    public void Acknowledgements_in_a_bunch_do_not_look_like_bandwidth()
    {
        var first = Send(100, 1);
        for (var index = 0; index < 100; index++) Ack(50 + index, first[index]);
        var second = Send(100, 1, 150, 1_000);
        var sample = Ack(400, second);
        Assert.InRange(sample.Rate, 0, 1_000 * 1_000);
        Assert.Equal(100_000, sample.Delivered);
    }

    [Fact]
    public void The_rate_of_sending_bounds_what_acknowledgements_suggest()
    {
        var sent = Send(101, 10);
        // 100 ms later each, but the last fifty within one millisecond.
        for (var index = 0; index <= 50; index++) Ack(100 + (index * 10), sent[index]);
        var sample = Ack(1_101, sent.AsSpan(51));
        Assert.InRange(sample.Rate, 1, 101_000);
    }

    [Fact]
    public void One_acknowledgement_split_into_many_measures_no_more()
    {
        var whole = new RateSampler();
        SentStamp[] one = [.. Enumerable.Range(0, 1_000).Select(index => whole.HandleSent(Ms(index), 1_000, index * 1_000))];
        foreach (var stamp in one) whole.HandleAcked(Ms(1_100), stamp);
        Assert.True(whole.TryTake(Ms(1_100), TimeSpan.Zero, out var atOnce));

        var best = Send(1_000, 1).Max(stamp => Ack(1_100, stamp).Rate);
        Assert.InRange(best, 0, atOnce.Rate);
        Assert.Equal(whole.Delivered, sampler.Delivered);
    }

    [Fact]
    public void Samples_are_marked_until_the_gap_of_a_sender_without_data_is_through()
    {
        var before = Send(1, 1);
        sampler.HandleAppLimited(1_000);
        var during = Send(2, 1, 10, 1_000);
        Assert.False(Ack(50, before).IsAppLimited);
        Assert.True(Ack(60, during[0]).IsAppLimited);
        var after = Send(1, 1, 70, 1_000);
        Assert.False(Ack(120, after).IsAppLimited);
        Assert.False(sampler.IsAppLimited);
    }

    [Fact]
    public void An_interval_shorter_than_the_least_round_trip_gives_no_rate()
    {
        var sent = Send(2, 0);
        sampler.HandleAcked(Ms(5), sent[1]);
        Assert.True(sampler.TryTake(Ms(5), Ms(6), out var sample));
        Assert.Equal(0, sample.Rate);
    }

    [Fact]
    public void What_was_lost_since_a_packet_left_is_told_with_it()
    {
        var sent = Send(10, 1);
        sampler.HandleLost(sent[0]);
        sampler.HandleLost(sent[1]);
        Assert.Equal(2_000, Ack(60, sent[5]).Lost);
        sampler.HandleSpuriousLoss(sent[1]);
        Assert.Equal(1_000, Ack(61, sent[6]).Lost);
    }

    [Fact]
    public void Without_an_acknowledgement_there_is_no_sample()
    {
        sampler.HandleLost(Send(1, 1)[0]);
        Assert.False(sampler.TryTake(Ms(10), TimeSpan.Zero, out _));
    }
}
