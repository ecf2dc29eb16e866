using System.Diagnostics;
using ChatBox.EndToEnd.Tests.Browsers;

namespace ChatBox.EndToEnd.Tests.Calls;

/// <summary>What does not come about, and what the page says of it.</summary>
public sealed class FailedCallTests(Chromium chromium) : CallTest(chromium)
{
    /// <summary>For a page whose packets reach nobody: it uses relays only, and there is none.</summary>
    const string Unreachable =
        SmallMedia.Script +
        """

        {
          const Before = RTCPeerConnection;
          window.RTCPeerConnection = class extends Before {
            constructor(configuration) {
              super({ ...configuration, iceTransportPolicy: 'relay' });
            }
            setConfiguration(configuration) {
              super.setConfiguration({ ...configuration, iceTransportPolicy: 'relay' });
            }
          };
        }
        """;

    [Fact]
    public async Task Without_a_way_through_it_is_said_within_15_seconds_why_and_the_chat_goes_on()
    {
        var people = await MeetAsync(CallerAsync("alice", script: Unreachable), CallerAsync("bob"));
        var (alice, bob) = (people[0], people[1]);
        await CallAsync(alice, "bob");
        await bob.Button("Accept").ClickAsync();
        var watch = Stopwatch.StartNew();
        foreach (var (device, other) in new[] { (alice, "bob"), (bob, "alice") })
        {
            await Expect(device.Page.GetByText($"No way through to {other}. You are in different networks, and this server has no relay for calls."))
                .ToBeVisibleAsync(new() { Timeout = 15_000 });
        }

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        await alice.SayAsync("do you hear me?");
        await Expect(bob.Said("do you hear me?")).ToBeVisibleAsync();
        await Pictures.KeepAllAsync(alice, "call-failed");
        await HangUp(alice).ClickAsync();
        await Expect(bob.Page.GetByText("alice has left.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Without_permission_nobody_is_called_the_page_says_why_and_one_can_call_all_the_same()
    {
        await using var strict = await Chromium.LaunchAsync(Chromium.Executable, givesDevices: false);
        var people = await MeetAsync(CallerAsync("Maya", PictureTests.InDaylight, browser: strict), CallerAsync("Tomás"));
        var (maya, tomas) = (people[0], people[1]);
        await CallAsync(maya, "Tomás");
        await Expect(maya.Alert).ToContainTextAsync("no permission");
        await Expect(Incoming(tomas, "Maya")).ToHaveCountAsync(0);
        await Pictures.KeepAsync(maya, "call-no-permission");

        await maya.Button("Call without them").ClickAsync();
        await tomas.Button("Accept").ClickAsync();
        await Expect(tomas.Page.GetByText("Maya is muted")).ToBeVisibleAsync();
        await Expect(tomas.Page.GetByText("Maya, camera off")).ToBeVisibleAsync();
        await CallMeter.UntilAsync(maya, "all[0]?.soundBytes > 0");
        await tomas.Button("Turn camera on").ClickAsync();
        await CallMeter.UntilAsync(maya, "all[0].frames > 3");
        await Expect(maya.Page.GetByText("no permission")).ToBeVisibleAsync();
        await HangUp(maya).ClickAsync();
        await Expect(HangUp(tomas)).ToHaveCountAsync(0);
    }
}
