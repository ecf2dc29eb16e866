using ChatBox.Rdt.Congestion;

namespace ChatBox.Rdt.Tests.Congestion;

public class PacerTests
{
    static TimeSpan Ms(double value) => TimeSpan.FromMilliseconds(value);

    static Pacer Create(double rate, int quantum, TimeSpan now = default)
    {
        var pacer = new Pacer();
        pacer.Update(now, rate, quantum);
        return pacer;
    }

    /// <summary>Sends whatever the pacer allows, waking exactly when it says.</summary>
    static long Send(Pacer pacer, double rate, int quantum, int packet, TimeSpan until, TimeSpan lateness = default)
    {
        var sent = 0L;
        var now = TimeSpan.Zero;
        while (now <= until)
        {
            pacer.Update(now, rate, quantum);
            if (pacer.Budget(now) > 0)
            {
                pacer.HandleSent(now, packet);
                sent += packet;
                continue;
            }

            now = pacer.NextRelease(now) + lateness;
        }

        return sent;
    }

    [Fact]
    public void Nothing_is_held_back_before_a_rate_is_known()
    {
        var pacer = Create(double.PositiveInfinity, 2_400);
        pacer.HandleSent(Ms(0), 1_000_000);
        Assert.Equal(long.MaxValue, pacer.Budget(Ms(0)));
        Assert.Equal(Ms(0), pacer.NextRelease(Ms(0)));
    }

    [Fact]
    public void At_first_one_burst_may_leave()
    {
        var pacer = Create(1_000_000, 2_400);
        Assert.Equal(2_400, pacer.Budget(Ms(0)));
        pacer.HandleSent(Ms(0), 1_200);
        pacer.HandleSent(Ms(0), 1_200);
        Assert.Equal(0, pacer.Budget(Ms(0)));
    }

    [Fact]
    public void A_sender_is_woken_for_a_whole_burst_and_not_for_a_packet()
    {
        var pacer = Create(1_000_000, 2_400);
        pacer.HandleSent(Ms(0), 2_400);
        var at = pacer.NextRelease(Ms(0));
        Assert.Equal(2.4, at.TotalMilliseconds, 0.001);
        Assert.InRange(pacer.Budget(at), 2_400, 2_402);
    }

    [Theory]
    [InlineData(125_000, 1_200)]
    [InlineData(12_500_000, 1_472)]
    [InlineData(12_500_000, 37)]
    [InlineData(1_250_000_000, 1_200)]
    [InlineData(1_250_000_000, 16_384)]
    public void Over_time_the_rate_is_exact_for_any_size_of_packets(double rate, int packet)
    {
        var quantum = SendQuantum.For(rate, packet);
        var sent = Send(Create(rate, quantum), rate, quantum, packet, Ms(500));
        Assert.InRange(sent, rate / 2, (rate / 2 * 1.001) + (2 * quantum) + packet);
    }

    [Fact]
    public void A_late_timer_costs_no_rate()
    {
        const double Rate = 12_500_000;
        var sent = Send(Create(Rate, 12_500), Rate, 12_500, 1_200, Ms(1_000), Ms(3));
        Assert.InRange(sent, Rate * 0.999, (Rate * 1.001) + (Rate * 0.01));
    }

    [Fact]
    public void A_very_late_timer_is_made_up_for_by_four_milliseconds_at_most()
    {
        var pacer = Create(1_000_000, 2_400);
        pacer.HandleSent(Ms(0), 2_400);
        pacer.NextRelease(Ms(0));
        Assert.Equal(2_400 + 4_000, pacer.Budget(Ms(100)));
    }

    [Fact]
    public void Silence_of_the_sender_earns_no_more_than_one_burst()
    {
        var pacer = Create(1_000_000, 2_400);
        pacer.HandleSent(Ms(0), 1_200);
        Assert.Equal(2_400, pacer.Budget(Ms(1_000)));
    }

    [Fact]
    public void A_new_rate_counts_from_when_it_is_told()
    {
        var pacer = Create(1_000_000, 2_400);
        pacer.HandleSent(Ms(0), 2_400);
        pacer.Update(Ms(1), 100_000, 2_400);
        Assert.Equal(1_000, pacer.Budget(Ms(1)));
        Assert.Equal(1_100, pacer.Budget(Ms(2)));
    }
}
