using System.Diagnostics;
using ChatBox.EndToEnd.Tests.Browsers;
using ChatBox.EndToEnd.Tests.Hosting;

namespace ChatBox.EndToEnd.Tests.Calls;

/// <summary>A laptop that leaves one network and comes into another, in the middle of a call. Needs root, as <see cref="NetworkNamespace"/> does.</summary>
[Collection(nameof(Undisturbed))]
public sealed class NetworkChangeTests(Chromium chromium) : CallTest(chromium)
{
    /// <summary>5 s is the aim, and 2 are enough where nothing else runs; the rest is for a busy machine.</summary>
    const int BackAfterAtMost = 8_000;

    readonly TemporaryDirectory directory = new();
    NetworkNamespace network = null!;
    IBrowser? browser;

    private protected override string[] ServerFlags => ["--open"];

    public override async ValueTask InitializeAsync()
    {
        network = NetworkNamespace.Create();
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
            if (browser is not null) await browser.DisposeAsync();
            network.Dispose();
            directory.Dispose();
        }
    }

    [Fact]
    public async Task A_call_goes_on_when_a_laptop_comes_into_another_network()
    {
        browser = await Chromium.LaunchAsync(network.Wrap(Chromium.Executable, directory));
        var address = new UriBuilder("https", network.HostAddress, Server.Invite!.Port).Uri;
        var people = await MeetAsync(
            CallerAsync("alice", options => options.IgnoreHTTPSErrors = true, address, browser), CallerAsync("bob"));
        var (alice, bob) = (people[0], people[1]);
        await TalkAsync(alice, bob);
        var before = Assert.Single(await CallMeter.ReadAsync(alice));
        Assert.Equal(("udp", network.Address), (before.Protocol, before.LocalAddress));

        alice.Watch.ConnectionsMayFail = true;
        var watch = Stopwatch.StartNew();
        network.ChangeOver();
        foreach (var device in people)
        {
            // The same connection: nothing was begun anew.
            await CallMeter.UntilAsync(
                device,
                "all[0]?.state === 'connected' && (wanted === null || all[0].localAddress === wanted)",
                device == alice ? network.Address : null,
                patience: BackAfterAtMost);
            await CallMeter.UntilGoesOnAsync(device, 1);
            Assert.Equal(1, await device.Page.EvaluateAsync<int>("window.connections.length"));
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"From one network to picture and sound by the other: {watch.Elapsed.TotalSeconds:0.0} s");
        var after = Assert.Single(await CallMeter.ReadAsync(alice));
        Assert.NotEqual(before.LocalAddress, after.LocalAddress);
        Assert.True(after.Frames > before.Frames);
        await Expect(alice.Page.GetByText("interrupted")).ToHaveCountAsync(0);
        await Expect(alice.ReconnectingBar).ToBeHiddenAsync();
        await alice.SayAsync("from the other network");
        await Expect(bob.Said("from the other network")).ToBeVisibleAsync();
    }
}
