using ChatBox.EndToEnd.Tests.Browsers;

namespace ChatBox.EndToEnd.Tests.Calls;

/// <summary>One at the machine itself, the other over the network.</summary>
public sealed class SecurePageTests(Chromium chromium) : CallTest(chromium)
{
    private protected override string[] ServerFlags => ["--open"];

    [Fact]
    public async Task The_HTTPS_page_of_the_network_and_the_page_of_localhost_see_and_hear_each_other()
    {
        var people = await MeetAsync(
            CallerAsync("alice", options => options.IgnoreHTTPSErrors = true, new Uri(Server.Invite!, "/")), CallerAsync("bob"));
        var (alice, bob) = (people[0], people[1]);
        Assert.Equal(("https", "http"), (new Uri(alice.Page.Url).Scheme, new Uri(bob.Page.Url).Scheme));
        await TalkAsync(alice, bob);
        await CallMeter.UntilGoesOnAsync(alice, 1);
        await CallMeter.UntilGoesOnAsync(bob, 1);
        Assert.All(await CallMeter.ReadAsync(alice), one => Assert.Equal("udp", one.Protocol));
    }
}
