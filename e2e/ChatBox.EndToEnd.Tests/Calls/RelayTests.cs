using System.Diagnostics;
using ChatBox.EndToEnd.Tests.Browsers;
using ChatBox.EndToEnd.Tests.Hosting;

namespace ChatBox.EndToEnd.Tests.Calls;

/// <summary>
/// Two people in two networks (namespaces) that reach the server and the relay, and not each other. Needs root, as <see cref="NetworkNamespace"/> does.
/// </summary>
public sealed class RelayTests(Chromium chromium) : CallTest(chromium)
{
    static readonly TimeSpan ClearWithin = TimeSpan.FromSeconds(15);

    readonly Chromium chromium = chromium;
    readonly TemporaryDirectory directory = new();
    readonly List<NetworkNamespace> networks = [];
    readonly List<IBrowser> browsers = [];
    Relay relay = null!;

    private protected override string[] ServerFlags => ["--open", "--turn", relay.Uri, "--turn-secret-file", relay.SecretFile];

    public override async ValueTask InitializeAsync()
    {
        for (var index = 0; index < 2; index++) networks.Add(NetworkNamespace.Create(index));
        networks[1].Reach(networks[0].HostAddress);
        relay = new Relay(networks[0].HostAddress);
        relay.Start();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var browser in browsers) await browser.DisposeAsync();
        relay.Dispose();
        foreach (var network in networks) network.Dispose();
        directory.Dispose();
    }

    [Fact]
    public async Task Where_no_direct_way_is_the_media_flows_by_the_relay_and_without_it_the_page_says_why_not()
    {
        var alice = await CallerInAsync(networks[0], "alice");
        var bob = await CallerInAsync(networks[1], "bob");
        await Expect(alice.InPeople("bob")).ToBeVisibleAsync();

        await CallAsync(alice, "bob");
        await bob.Button("Accept").ClickAsync();
        await CallMeter.UntilGoesOnAsync(alice, 1);
        await CallMeter.UntilGoesOnAsync(bob, 1);
        foreach (var device in new[] { alice, bob })
            await device.Page.WaitForFunctionAsync("async () => (await window.received()).every(one => one.path?.includes('relay'))");
        await alice.Button("More").ClickAsync();
        await Expect(alice.Page.GetByText("by relay, udp")).ToBeVisibleAsync();
        await HangUp(alice).ClickAsync();

        relay.Stop();
        await AssertSaysAsync(alice, bob, "The relay for calls does not answer.");
        relay.Start("another-secret-0123456789");
        await AssertSaysAsync(alice, bob, "The relay for calls refuses this server.");
    }

    static async Task AssertSaysAsync(Device alice, Device bob, string why)
    {
        await alice.Button("Start video call").ClickAsync();
        await Expect(Incoming(bob, "alice")).ToBeVisibleAsync();
        await bob.Button("Accept").ClickAsync();
        var watch = Stopwatch.StartNew();
        var limit = new LocatorAssertionsToBeVisibleOptions { Timeout = (float)ClearWithin.TotalMilliseconds };
        await Expect(alice.Page.GetByText($"No way through to bob. {why}")).ToBeVisibleAsync(limit);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, ClearWithin);

        // Nothing else is touched.
        await alice.SayAsync(why);
        await Expect(bob.Said(why)).ToBeVisibleAsync();
        await HangUp(bob).ClickAsync();
        await Expect(HangUp(alice)).ToHaveCountAsync(0);
    }

    async Task<Device> CallerInAsync(NetworkNamespace network, string name)
    {
        var browser = await chromium.LaunchAsync(network.Wrap(Chromium.Executable, directory));
        browsers.Add(browser);
        var address = new UriBuilder("https", network.HostAddress, Server.Invite!.Port).Uri;
        var device = await NewDeviceAsync(options => options.IgnoreHTTPSErrors = true, address, browser);
        await CallMeter.InstallAsync(device);
        await device.JoinAsync(name);
        return device;
    }
}
