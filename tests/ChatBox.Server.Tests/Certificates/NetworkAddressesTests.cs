using System.Net;
using ChatBox.Server.Certificates;

namespace ChatBox.Server.Tests.Certificates;

public sealed class NetworkAddressesTests
{
    [Fact]
    public void This_machine_has_no_loopback_and_no_link_local_address_among_its_own()
    {
        using var network = NetworkAddresses.OfThisMachine();

        Assert.DoesNotContain(network.Current, a => IPAddress.IsLoopback(a) || a.IsIPv6LinkLocal);
        Assert.Contains("localhost", network.Names);
    }

    [Fact]
    public void Another_order_is_no_news_and_another_set_is()
    {
        IPAddress[] now = [IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.2")];
        using var network = new NetworkAddresses(() => now, "tower");
        var told = 0;
        network.Changed += () => told++;

        Array.Reverse(now);
        network.Refresh();
        Assert.Equal(0, told);
        Assert.Equal(IPAddress.Parse("10.0.0.2"), network.Preferred);

        now = [IPAddress.Parse("10.0.0.3")];
        network.Refresh();
        Assert.Equal(1, told);
    }

    [Fact]
    public void Sixty_four_addresses_are_taken_and_no_more()
    {
        using var network = new NetworkAddresses(() => Enumerable.Range(1, 65).Select(i => new IPAddress([10, 0, 0, (byte)i])), "tower");

        Assert.Equal(64, network.Current.Count);
    }

    [Fact]
    public void Without_a_network_loopback_is_what_there_is()
    {
        using var network = new NetworkAddresses(() => [], "tower");

        Assert.Equal(IPAddress.Loopback, network.Preferred);
    }

    [Theory]
    [InlineData("Tower", "tower tower.local chatbox.local localhost")]
    [InlineData("tower.example.org.", "tower.example.org tower.local chatbox.local localhost")]
    [InlineData("localhost", "localhost localhost.local chatbox.local")]
    [InlineData("my_pc", "chatbox.local localhost")]
    [InlineData("café", "chatbox.local localhost")]
    [InlineData("", "chatbox.local localhost")]
    [InlineData("10.0.0.1", "10.local chatbox.local localhost")]
    public void A_host_name_that_a_certificate_cannot_carry_is_left_out(string host, string names) =>
        Assert.Equal(names.Split(' '), MachineNames.Of(host));
}
