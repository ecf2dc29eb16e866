using System.Diagnostics;
using System.Net;
using ChatBox.EndToEnd.Tests.Browsers;
using ChatBox.EndToEnd.Tests.Hosting;
using ChatBox.Testing;

namespace ChatBox.EndToEnd.Tests.Calls;

/// <summary>
/// Two people in two networks (namespaces) that reach the server and the relay, and not each other. Needs root, as <see cref="NetworkNamespace"/> does.
/// </summary>
[Collection(nameof(Undisturbed))]
public sealed class RelayTests(Chromium chromium) : CallTest(chromium)
{
    static readonly TimeSpan ClearWithin = TimeSpan.FromSeconds(15);

    readonly TemporaryDirectory directory = new();
    readonly List<NetworkNamespace> networks = [];
    readonly List<IBrowser> browsers = [];
    Coturn relay = null!;

    private protected override string[] ServerFlags => ["--open", "--turn", relay.Uri, "--turn-secret-file", relay.SecretFile];

    public override async ValueTask InitializeAsync()
    {
        for (var index = 0; index < 2; index++) networks.Add(NetworkNamespace.Create(index));
        var address = networks[0].HostAddress;
        networks[1].Reach(address);
        // Both ends use the relay, so it relays to itself.
        relay = new Coturn(IPAddress.Parse(address), $"allowed-peer-ip={address}");
        relay.Start();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        try
        {
            await base.DisposeAsync();
        }
        finally
        {
            foreach (var browser in browsers) await browser.DisposeAsync();
            relay.Dispose();
            foreach (var network in networks) network.Dispose();
            directory.Dispose();
        }
    }

    [Fact]
    public async Task Where_no_direct_way_is_the_media_flows_by_the_relay_and_without_it_the_page_says_why_not()
    {
        var people = await MeetAsync(CallerInAsync(networks[0], "alice"), CallerInAsync(networks[1], "bob"));
        var (alice, bob) = (people[0], people[1]);
        await TalkAsync(alice, bob);
        await AssertRelayedAsync(people);
        await alice.Button("More").ClickAsync();
        await Expect(alice.Page.GetByText("by relay, udp")).ToBeVisibleAsync();
        await HangUp(alice).ClickAsync();
        await Expect(HangUp(bob)).ToHaveCountAsync(0);

        relay.Stop();
        await alice.Button("Start video call").ClickAsync();
        await bob.Button("Accept").ClickAsync();
        await AssertSaysAsync(alice, bob, "The relay for calls does not answer.");

        // One with another secret, for whoever does not want to wait for the next try.
        relay.Start("another-secret-0123456789");
        await alice.Button("Try again").ClickAsync();
        await AssertSaysAsync(alice, bob, "The relay for calls refuses this server.");

        // And it is the same call that comes about when somebody has put it right.
        relay.Start();
        await Task.WhenAll(people.Select(device => device.Button("Try again").ClickAsync()));
        await AssertRelayedAsync(people);
        await Expect(alice.Page.GetByText("No way through")).ToHaveCountAsync(0);
    }

    static async Task AssertRelayedAsync(Device[] people)
    {
        foreach (var device in people)
        {
            await CallMeter.UntilGoesOnAsync(device, 1);
            await CallMeter.UntilAsync(device, "all.every(one => one.path.includes('relay'))");
        }
    }

    /// <summary>Within the time, and nothing else is touched.</summary>
    static async Task AssertSaysAsync(Device alice, Device bob, string why)
    {
        var watch = Stopwatch.StartNew();
        var limit = new LocatorAssertionsToBeVisibleOptions { Timeout = (float)ClearWithin.TotalMilliseconds };
        await Expect(alice.Page.GetByText($"No way through to bob. {why}")).ToBeVisibleAsync(limit);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, ClearWithin);
        await alice.SayAsync(why);
        await Expect(bob.Said(why)).ToBeVisibleAsync();
    }

    async Task<Device> CallerInAsync(NetworkNamespace network, string name)
    {
        var browser = await Chromium.LaunchAsync(network.Wrap(Chromium.Executable, directory));
        lock (browsers) browsers.Add(browser);
        var address = new UriBuilder("https", network.HostAddress, Server.Invite!.Port).Uri;
        return await CallerAsync(name, options => options.IgnoreHTTPSErrors = true, address, browser);
    }
}
