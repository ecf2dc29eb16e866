using ChatBox.Rdt.Congestion;

namespace ChatBox.Rdt.Tests.Congestion;

/// <summary>What can be seen without a network; the states in motion are in DynamicsTests.</summary>
public class BbrTests
{
    const int Size = 1_200;

    readonly Bbr bbr = new(new CongestionOptions { DatagramSize = Size });
    readonly ControllerDriver driver;

    public BbrTests() => driver = new(bbr, 50);

    static Bbr Measured(int datagramSize = Size) =>
        new(new CongestionOptions { DatagramSize = datagramSize, HandshakeRtt = TimeSpan.FromMilliseconds(100) });

    [Fact]
    public void It_begins_with_ten_datagrams_that_leave_practically_at_once()
    {
        Assert.Equal(10 * Size, bbr.Window);
        Assert.Equal(BbrConstants.StartupPacing * 10 * Size / 0.001, bbr.PacingRate, 1);
    }

    [Fact]
    public void Where_a_round_trip_was_measured_it_begins_with_sixty_four_that_are_paced_over_it()
    {
        Assert.Equal(64 * Size, Measured().Window);
        Assert.Equal(BbrConstants.StartupPacing * 64 * Size / 0.1, Measured().PacingRate, 1);
        Assert.Equal(TimeSpan.FromMilliseconds(100), Measured().MinRtt);
    }

    [Theory]
    [InlineData(1_200, 76_800)]
    [InlineData(1_472, 94_208)]
    [InlineData(16_384, 94_208)]
    public void Larger_datagrams_do_not_make_a_larger_first_window(int size, long bytes) => Assert.Equal(bytes, Measured(size).Window);

    [Fact]
    public void In_startup_a_round_doubles_the_window_at_most()
    {
        for (var round = 1; round <= 4; round++)
        {
            var before = bbr.Window;
            driver.Round();
            Assert.InRange(bbr.Window, before + 1, before * 2);
        }
    }

    [Fact]
    public void A_thousand_acknowledgements_of_one_window_raise_it_no_more_than_one()
    {
        var other = new Bbr(new CongestionOptions { DatagramSize = Size });
        var whole = new ControllerDriver(other, 50);
        for (var round = 0; round < 5; round++)
        {
            driver.Round(1);
            whole.Round(int.MaxValue);
            Assert.InRange(bbr.Window, Size, other.Window);
            Assert.InRange(bbr.PacingRate, 0, other.PacingRate * 1.001);
        }
    }

    [Fact]
    public void Startup_is_not_left_while_the_sender_has_nothing_to_send()
    {
        for (var round = 0; round < 20; round++)
        {
            bbr.HandleAppLimited(0);
            driver.Round();
        }

        Assert.Equal(BbrState.Startup, bbr.State);
    }

    [Fact]
    public void Startup_is_left_when_a_round_loses_much()
    {
        driver.Round();
        for (var round = 0; round < 2; round++)
        {
            var sent = driver.SendWindow();
            driver.Wait(1.5);
            for (var index = 0; index + 1 < sent.Count; index += 2)
            {
                bbr.HandleLost(driver.Now, sent[index]);
                driver.Ack([sent[index + 1]]);
            }
        }

        driver.Round();
        Assert.NotEqual(BbrState.Startup, bbr.State);
        Assert.NotEqual(long.MaxValue, bbr.InflightBound);
    }

    [Fact]
    public void Persistent_congestion_leaves_four_datagrams_and_growth_begins_again()
    {
        driver.Round();
        driver.Round();
        var before = bbr.Window;
        bbr.HandlePersistentCongestion(driver.Now);
        Assert.Equal(4 * Size, bbr.Window);
        driver.Round();
        Assert.InRange(bbr.Window, (4 * Size) + 1, before);
    }

    [Fact]
    public void Another_path_begins_anew()
    {
        driver.Round();
        driver.Round();
        bbr.HandlePathChanged(driver.Now);
        Assert.Equal(10 * Size, bbr.Window);
        Assert.Equal((BbrState.Startup, 0.0, null), (bbr.State, bbr.Bandwidth, bbr.MinRtt));
    }

    [Fact]
    public void Larger_datagrams_raise_the_least_window()
    {
        bbr.HandlePersistentCongestion(driver.Now);
        bbr.HandleDatagramSize(9_000);
        Assert.Equal(36_000, bbr.Window);
    }

    [Theory]
    [InlineData(1_000_000, 2_400)]
    [InlineData(12_500_000, 12_500)]
    [InlineData(1_250_000_000, 65_536)]
    public void A_burst_is_a_millisecond_of_the_rate_within_bounds(double rate, int bytes) => Assert.Equal(bytes, SendQuantum.For(rate, Size));

    [Fact]
    public void A_fed_controller_allocates_nothing()
    {
        for (var round = 0; round < 3; round++) driver.Round();
        var rtt = new RttEstimator(driver.RoundTrip);
        var now = driver.Now;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var index = 0; index < 1_000; index++)
        {
            now += TimeSpan.FromMilliseconds(1);
            var stamp = bbr.HandleSent(now, Size, 10 * Size);
            if (index % 50 == 0) bbr.HandleLost(now, stamp);
            else bbr.HandleAcked(now + driver.RoundTrip, stamp);
            bbr.HandleAckProcessed(now + driver.RoundTrip, rtt, 10 * Size);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
