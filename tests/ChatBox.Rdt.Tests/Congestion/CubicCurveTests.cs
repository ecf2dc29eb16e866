using ChatBox.Rdt.Congestion;

namespace ChatBox.Rdt.Tests.Congestion;

/// <summary>RFC 9438, sections 4.2 and 4.3.</summary>
public class CubicCurveTests
{
    [Theory]
    [InlineData(100, 70, 4.2172)]
    [InlineData(1_000, 700, 9.0856)]
    [InlineData(20, 14, 2.4662)]
    public void K_is_when_the_curve_is_back_at_where_it_was_reduced(double max, double start, double k)
    {
        var curve = CubicCurve.From(max, start);
        Assert.Equal(k, curve.K, 0.0001);
        Assert.Equal(start, curve.At(0), 1e-9);
        Assert.Equal(max, curve.At(curve.K), 1e-9);
    }

    [Fact]
    public void The_curve_is_symmetrical_around_the_old_window()
    {
        var curve = CubicCurve.From(100, 70);
        Assert.Equal(130, curve.At(2 * curve.K), 1e-9);
        Assert.Equal(100 - curve.At(curve.K - 1), curve.At(curve.K + 1) - 100, 1e-9);
    }

    [Fact]
    public void A_window_that_was_never_reduced_begins_to_probe_at_once()
    {
        var curve = CubicCurve.From(50, 80);
        Assert.Equal((80, 0), (curve.WindowMax, curve.K));
        Assert.Equal(80.4, curve.At(1), 1e-9);
    }

    [Fact]
    public void The_emulated_Reno_grows_by_nine_seventeenths_of_a_segment() => Assert.Equal(9.0 / 17, CubicCurve.RenoGrowth, 1e-9);
}
