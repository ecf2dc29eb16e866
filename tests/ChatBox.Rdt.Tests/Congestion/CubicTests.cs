using ChatBox.Rdt.Congestion;

namespace ChatBox.Rdt.Tests.Congestion;

public class CubicTests
{
    const int Size = 1_200;

    readonly Cubic cubic = new(new CongestionOptions { Algorithm = CongestionAlgorithm.Cubic, DatagramSize = Size });
    readonly ControllerDriver driver;

    public CubicTests() => driver = new(cubic, 50);

    [Fact]
    public void It_begins_with_ten_datagrams() => Assert.Equal(10 * Size, cubic.Window);

    [Fact]
    public void It_begins_with_sixty_four_paced_ones_where_a_round_trip_was_measured()
    {
        var measured = new Cubic(new CongestionOptions { HandshakeRtt = TimeSpan.FromMilliseconds(100) });
        Assert.Equal(64 * Size, measured.Window);
        Assert.Equal(64 * Size * 2 / 0.1, measured.PacingRate, 1);
    }

    [Fact]
    public void Slow_start_doubles_the_window_each_round()
    {
        for (var round = 1; round <= 4; round++) driver.Round();
        Assert.Equal(160 * Size, cubic.Window);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1_000)]
    public void How_acknowledgements_are_split_makes_no_difference(int perAck)
    {
        for (var round = 1; round <= 3; round++) driver.Round(perAck);
        Assert.Equal(80 * Size, cubic.Window);
    }

    [Fact]
    public void A_loss_takes_three_tenths_of_the_window()
    {
        var sent = driver.SendWindow();
        driver.Wait();
        driver.Lose(sent[..1]);
        Assert.Equal(7 * Size, cubic.Window);
        Assert.Equal(7 * Size, cubic.SlowStartThreshold);
    }

    [Fact]
    public void All_losses_of_one_round_are_one_reduction()
    {
        var sent = driver.SendWindow();
        driver.Wait();
        driver.Lose(sent[..3]);
        driver.Wait(0.1);
        driver.Lose(sent[5..8]);
        Assert.Equal(7 * Size, cubic.Window);
    }

    [Fact]
    public void What_was_sent_before_the_reduction_does_not_raise_the_window()
    {
        var sent = driver.SendWindow();
        driver.Wait();
        driver.Lose(sent[..1]);
        driver.Ack(sent[1..], 2);
        Assert.Equal(7 * Size, cubic.Window);
    }

    [Fact]
    public void A_window_never_falls_below_two_datagrams()
    {
        for (var round = 0; round < 20; round++)
        {
            var sent = driver.SendWindow();
            driver.Wait(2);
            driver.Lose(sent);
        }

        Assert.Equal(2 * Size, cubic.Window);
    }

    [Fact]
    public void A_reduction_is_undone_when_all_that_was_lost_has_arrived()
    {
        var sent = driver.SendWindow();
        driver.Wait();
        driver.Lose(sent[..2]);
        cubic.HandleSpuriousLoss(driver.Now, sent[0]);
        Assert.Equal(7 * Size, cubic.Window);
        cubic.HandleSpuriousLoss(driver.Now, sent[1]);
        Assert.Equal(10 * Size, cubic.Window);
    }

    [Fact]
    public void After_a_loss_the_window_follows_the_curve()
    {
        for (var round = 1; round <= 5; round++) driver.Round();
        var sent = driver.SendWindow();
        driver.Wait();
        driver.Lose(sent[..1]);
        var curve = CubicCurve.From(320, 224);
        driver.Round();
        var epoch = driver.Now;
        while ((driver.Now - epoch).TotalSeconds < curve.K) driver.Round();
        // The growth aims a round trip ahead of the curve, and the last acknowledgement is up to one old.
        Assert.InRange(cubic.Window / Size, curve.At(curve.K - 0.2) - 1, curve.At(curve.K + 0.2) + 1);
    }

    [Fact]
    public void At_a_short_round_trip_it_grows_like_Reno()
    {
        var near = new ControllerDriver(cubic, 1);
        near.Round();
        near.Lose(near.SendWindow()[..1]);
        var before = cubic.Window;
        for (var round = 0; round < 30; round++) near.Round();
        // Cubic alone would take K = 2.5 s for six segments; thirty round trips are 30 ms.
        Assert.InRange(cubic.Window - before, 14 * Size, 24 * Size);
    }

    [Fact]
    public void A_sender_without_data_does_not_grow_its_window()
    {
        cubic.HandleAppLimited(0);
        var sent = driver.SendWindow();
        driver.Wait();
        driver.Ack(sent, 2);
        Assert.Equal(10 * Size, cubic.Window);
    }

    [Fact]
    public void Persistent_congestion_begins_anew_from_two_datagrams()
    {
        driver.Round();
        cubic.HandlePersistentCongestion(driver.Now);
        Assert.Equal(2 * Size, cubic.Window);
        Assert.Equal(14 * Size, cubic.SlowStartThreshold);
        driver.Round();
        Assert.Equal(4 * Size, cubic.Window);
    }

    [Fact]
    public void After_persistent_congestion_the_curve_begins_where_slow_start_leaves_off()
    {
        for (var round = 1; round <= 4; round++) driver.Round();
        cubic.HandlePersistentCongestion(driver.Now);
        while (cubic.Window < cubic.SlowStartThreshold) driver.Round();
        var before = cubic.Window;
        for (var round = 1; round <= 10; round++) driver.Round();
        // RFC 9438, section 4.8: no window from before is remembered, so half a second is worth the emulated Reno's half segment a round.
        // Towards the 160 segments of before it would be 14.
        Assert.InRange(cubic.Window - before, 4 * Size, 8 * Size);
    }

    [Fact]
    public void A_reduction_that_is_undone_leaves_the_first_slow_start_guarded_against_delay()
    {
        driver.Round();
        var sent = driver.SendWindow();
        driver.Wait();
        driver.Lose(sent[..1]);
        cubic.HandleSpuriousLoss(driver.Now, sent[0]);
        driver.Ack(sent[1..], 2);
        Assert.Equal(long.MaxValue, cubic.SlowStartThreshold);
        for (var round = 1; round <= 8; round++)
        {
            sent = driver.SendWindow();
            driver.Wait(1.5);
            driver.Ack(sent, 2);
        }

        Assert.NotEqual(long.MaxValue, cubic.SlowStartThreshold);
    }

    [Fact]
    public void Another_path_begins_anew()
    {
        driver.Round();
        cubic.HandlePathChanged(driver.Now);
        Assert.Equal(10 * Size, cubic.Window);
        Assert.Equal(double.PositiveInfinity, cubic.PacingRate);
    }
}
