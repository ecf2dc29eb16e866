using ChatBox.Rdt.Sending;
using ChatBox.Rdt.Tests.Attacks;

namespace ChatBox.Rdt.Tests.Sending;

// What the controller is told, and what it is not.
public partial class LossRecoveryTests
{
    /// <summary>Packet 0 gives a round trip of 100 ms: nothing is persistent before one is known (RFC 9002, section 7.6.2).</summary>
    /// <returns>The span over which all must be lost.</returns>
    TimeSpan Measured()
    {
        Send();
        now += Ms(100);
        Ack(0, 0);
        now += Ms(1);
        return recovery.ProbeTimeout * 3;
    }

    [Fact]
    public void Losing_everything_for_three_probe_timeouts_is_persistent_congestion()
    {
        var span = Measured();
        Send();
        now += Ms(1);
        Send();
        now += span;
        Send();
        now += Ms(1);
        Send(3);
        now += Ms(100);
        Ack(6, 6);
        Assert.Equal([1, 2, 3], owner.Lost.Order());
        Assert.Equal(1, controller.PersistentCongestions);
    }

    [Fact]
    public void One_packet_that_came_through_makes_congestion_not_persistent()
    {
        var span = Measured();
        Send();
        now += span / 2;
        Send();
        now += span / 2;
        Send();
        now += Ms(1);
        Send(3);
        now += Ms(100);
        recovery.HandleAck(now, RawClient.Ranges((6, 6), (2, 2)), TimeSpan.Zero);
        Assert.Contains(1, owner.Lost);
        Assert.Contains(3, owner.Lost);
        Assert.Equal(0, controller.PersistentCongestions);
    }

    [Fact]
    public void Lost_probes_of_size_are_no_persistent_congestion()
    {
        var span = Measured();
        Send(1, 9_000, Control.SizeProbe);
        now += span + Ms(1);
        Send(1, 9_000, Control.SizeProbe);
        Send(3);
        now += Ms(100);
        Ack(5, 5);
        Assert.Superset(new HashSet<long> { 1, 2 }, owner.Lost.ToHashSet());
        Assert.Equal(0, controller.PersistentCongestions);
    }

    [Fact]
    public void A_lost_probe_of_size_is_not_told_to_the_controller()
    {
        Send(1, 9_000, Control.SizeProbe);
        Send(4);
        now += Ms(50);
        Ack(1, 4);
        Assert.Equal([0], owner.Lost);
        Assert.Empty(controller.Lost);
        Assert.Equal(0, recovery.BytesInFlight);
    }

    [Fact]
    public void What_left_on_another_path_is_settled_without_a_word_to_the_controller()
    {
        // RFC 9000, section 9.4: neither its losses nor its acknowledgements say anything about the new path, and it does not lie on it.
        Send(10);
        now += Ms(50);
        Ack(0, 0);
        controller.Acked.Clear();
        recovery.HandlePathChanged(now, Ms(333));
        Assert.Equal(0, recovery.BytesInFlight);
        now += Ms(50);
        Ack(9, 9);
        Assert.Equal([1, 2, 3, 4, 5, 6], owner.Lost);
        Ack(1, 1);
        Assert.Equal([1], owner.Spurious);
        Assert.Empty(controller.Acked);
        Assert.Empty(controller.Lost);
        Assert.Equal((0, 0L), (controller.SpuriousLosses, recovery.BytesInFlight));
        Assert.False(recovery.Rtt.HasSample);
        // What leaves on the new one counts.
        Send(1);
        Assert.Equal(1_000, recovery.BytesInFlight);
        now += Ms(80);
        Ack(10, 10);
        Assert.Single(controller.Acked);
        Assert.Equal((0L, Ms(80)), (recovery.BytesInFlight, recovery.Rtt.Smoothed));
    }

    [Fact]
    public void Acknowledgements_reach_the_controller_in_the_order_of_sending()
    {
        for (var i = 0; i < 6; i++, now += Ms(1)) Send();
        recovery.HandleAck(now, RawClient.Ranges((4, 5), (1, 2)), TimeSpan.Zero);
        Assert.Equal(4, controller.Acked.Count);
        Assert.Equal(controller.Acked.Order(), controller.Acked);
    }
}
