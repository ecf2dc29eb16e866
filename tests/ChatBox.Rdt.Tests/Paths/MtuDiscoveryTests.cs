using ChatBox.Rdt.Paths;

namespace ChatBox.Rdt.Tests.Paths;

public class MtuDiscoveryTests
{
    static readonly TimeSpan Now = TimeSpan.FromSeconds(1);

    // Searches on a path that takes so much; returns the sizes tried.
    static List<int> Search(MtuDiscovery mtu, int takes, TimeSpan? at = null)
    {
        List<int> tried = [];
        while (mtu.NextProbe(at ?? Now) is > 0 and var size)
        {
            tried.Add(size);
            mtu.HandleProbeSent(size);
            Assert.Equal(0, mtu.NextProbe(at ?? Now));
            if (size <= takes) mtu.HandleProbeAcked(size);
            else mtu.HandleProbeLost(size);
            Assert.True(tried.Count < 100);
        }

        return tried;
    }

    [Theory]
    [InlineData(1_200)]
    [InlineData(1_252)]
    [InlineData(1_372)]
    [InlineData(1_452)]
    [InlineData(1_472)]
    [InlineData(8_952)]
    [InlineData(16_384)]
    public void A_search_finds_the_size_of_the_path(int takes)
    {
        var mtu = new MtuDiscovery(16_384);
        Search(mtu, takes);
        Assert.InRange(mtu.Size, takes - 32, takes);
    }

    [Fact]
    public void Loopback_is_found_with_five_probes()
    {
        var mtu = new MtuDiscovery(16_384);
        Assert.Equal([1_452, 1_472, 4_352, 8_952, 16_384], Search(mtu, 65_000));
    }

    [Fact]
    public void A_size_is_tried_three_times()
    {
        var mtu = new MtuDiscovery(1_452);
        Assert.Equal(3, Search(mtu, 1_300).Count(size => size == 1_452));
        // One loss of three is chance, and does not end the search.
        mtu = new MtuDiscovery(1_452);
        mtu.HandleProbeSent(mtu.NextProbe(Now));
        mtu.HandleProbeLost(1_452);
        Assert.Equal([1_452], Search(mtu, 1_452));
    }

    [Fact]
    public void A_try_that_is_lost_among_others_counts_half()
    {
        var mtu = new MtuDiscovery(1_452);
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(1_452, mtu.NextProbe(Now));
            mtu.HandleProbeSent(1_452);
            mtu.HandleProbeLost(1_452, amongOthers: true);
        }

        Assert.NotEqual(1_452, mtu.NextProbe(Now));
    }

    [Fact]
    public void The_search_begins_again_after_ten_minutes()
    {
        var mtu = new MtuDiscovery(1_452);
        Search(mtu, 1_200);
        Assert.Equal(0, mtu.NextProbe(Now + TimeSpan.FromMinutes(9.9)));
        Search(mtu, 1_452, Now + TimeSpan.FromMinutes(10));
        Assert.Equal(1_452, mtu.Size);
    }

    [Fact]
    public void Eight_large_losses_in_a_row_are_a_black_hole()
    {
        var mtu = new MtuDiscovery(1_452);
        Search(mtu, 1_452);
        for (var i = 0; i < 7; i++) Assert.False(mtu.HandleLost(i, 1_452));
        mtu.HandleAcked(7, 1_452);
        for (var i = 8; i < 15; i++) Assert.False(mtu.HandleLost(i, 1_452));
        // Small ones say nothing, neither lost nor arrived.
        Assert.False(mtu.HandleLost(15, 1_200));
        mtu.HandleAcked(16, 1_200);
        Assert.True(mtu.HandleLost(17, 1_452));
        Assert.Equal(1_200, mtu.Size);
        // What fails now is not tried again soon; what is smaller is.
        var tried = Search(mtu, 1_350);
        Assert.DoesNotContain(1_452, tried);
        Assert.InRange(mtu.Size, 1_318, 1_350);
    }

    [Fact]
    public void Large_losses_before_a_large_packet_that_came_through_are_none()
    {
        var mtu = new MtuDiscovery(1_452);
        Search(mtu, 1_452);
        mtu.HandleAcked(100, 1_452);
        for (var number = 50; number < 100; number++) Assert.False(mtu.HandleLost(number, 1_452));
        Assert.Equal(1_452, mtu.Size);
    }

    [Fact]
    public void A_size_that_the_interface_refuses_is_not_tried_again()
    {
        var mtu = new MtuDiscovery(16_384);
        mtu.HandleProbeSent(mtu.NextProbe(Now));
        mtu.HandleProbeAcked(1_452);
        var size = mtu.NextProbe(Now);
        mtu.HandleProbeSent(size);
        mtu.HandleTooLarge(size);
        Assert.DoesNotContain(size, Search(mtu, 1_472));
    }

    [Fact]
    public void An_interface_that_has_become_smaller_is_believed_at_once()
    {
        var mtu = new MtuDiscovery(1_472);
        Search(mtu, 1_472);
        Assert.False(mtu.HandleTooLarge(4_352));
        Assert.True(mtu.HandleTooLarge(1_472));
        Assert.Equal(1_200, mtu.Size);
        Search(mtu, 1_300);
        Assert.InRange(mtu.Size, 1_268, 1_300);
    }
}
