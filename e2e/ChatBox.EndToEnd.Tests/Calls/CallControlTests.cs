using System.Text.RegularExpressions;
using ChatBox.EndToEnd.Tests.Browsers;

namespace ChatBox.EndToEnd.Tests.Calls;

/// <summary>What can be switched during a call, and what the other one sees of it.</summary>
public sealed partial class CallControlTests(Chromium chromium) : CallTest(chromium)
{
    [Fact]
    public async Task What_one_switches_off_and_on_the_other_reads_and_sees()
    {
        var people = await CallersAsync("alice", "bob");
        var (alice, bob) = (people[0], people[1]);
        await TalkAsync(alice, bob);

        await alice.Button("Mute").ClickAsync();
        await Expect(bob.Page.GetByText("alice is muted")).ToBeVisibleAsync();
        await alice.Button("Unmute").ClickAsync();
        await Expect(bob.Page.GetByText("alice is muted")).ToHaveCountAsync(0);

        await alice.Button("Turn camera off").ClickAsync();
        await Expect(bob.Page.GetByText("alice, camera off")).ToBeVisibleAsync();
        await Expect(Picture(bob, "alice")).ToHaveCountAsync(0);
        await alice.Button("Turn camera on").ClickAsync();
        await Expect(Picture(bob, "alice")).ToBeVisibleAsync();
        await CallMeter.UntilGoesOnAsync(bob, 1);

        await alice.Button("Share screen").ClickAsync();
        await Expect(bob.Page.GetByText("alice shares the screen")).ToBeVisibleAsync();
        var screen = bob.Page.GetByLabel("Screen of alice");
        await Expect(screen).ToBeVisibleAsync();
        await CallMeter.UntilAsync(bob, "all[0].screenFrames > 5");
        // What is presented is large, and who presents it stands beside.
        Assert.True(await AreaAsync(screen) > 4 * await AreaAsync(Picture(bob, "alice")), "The screen is not what one sees first.");
        await alice.Button("Stop sharing").ClickAsync();
        await Expect(bob.Page.GetByText("alice shares the screen")).ToHaveCountAsync(0);

        // Elsewhere on the page the call is a line above it; the other is heard on.
        await alice.Conversation(Device.Lobby).ClickAsync();
        await Expect(HangUp(alice)).ToBeVisibleAsync();
        await CallMeter.UntilGoesOnAsync(alice, 1);
        await alice.Button("Back to the call").ClickAsync();
        await Expect(Picture(alice, "bob")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_floating_picture_the_full_screen_devices_quality_and_push_to_talk_are_at_hand_during_the_call()
    {
        var people = await CallersAsync("alice", "bob");
        var (alice, bob) = (people[0], people[1]);
        await TalkAsync(alice, bob);

        await ChooseAsync(alice, "Picture in picture");
        await alice.Page.WaitForFunctionAsync("() => document.pictureInPictureElement?.getAttribute('aria-label') === 'Video of bob'");
        await CallMeter.UntilGoesOnAsync(alice, 1);
        await ChooseAsync(alice, "Picture in picture");
        await alice.Page.WaitForFunctionAsync("() => document.pictureInPictureElement === null");

        await ChooseAsync(alice, "Full screen");
        await alice.Page.WaitForFunctionAsync("() => document.fullscreenElement?.getAttribute('aria-label') === 'Call with bob'");
        await Expect(HangUp(alice)).ToBeVisibleAsync();
        await ChooseAsync(alice, "Leave full screen");
        await alice.Page.WaitForFunctionAsync("() => document.fullscreenElement === null");
        await Expect(alice.MessageBox).ToBeVisibleAsync();

        await alice.Button("More").ClickAsync();
        await Expect(alice.Page.GetByText("direct, udp")).ToBeVisibleAsync();
        await Expect(alice.Page.GetByText("160 × 120")).ToBeVisibleAsync();
        foreach (var what in new[] { "Round trip", "Loss", "Received", "Sent" }) await Expect(Value(alice, what)).ToHaveTextAsync(Measured());
        var microphone = alice.Page.GetByLabel("Microphone", new() { Exact = true });
        await microphone.SelectOptionAsync(new SelectOptionValue { Label = "Fake Audio Input 2" });
        await CallMeter.UntilGoesOnAsync(bob, 1);

        await alice.Page.GetByRole(AriaRole.Switch, new() { Name = "Push to talk" }).ClickAsync();
        await Expect(bob.Page.GetByText("alice is muted")).ToBeVisibleAsync();
        await alice.Page.Keyboard.PressAsync("Escape");
        await alice.Heading("bob").ClickAsync();
        await alice.Page.Keyboard.DownAsync("Space");
        await Expect(bob.Page.GetByText("alice is muted")).ToHaveCountAsync(0);
        await alice.Page.Keyboard.UpAsync("Space");
        await Expect(bob.Page.GetByText("alice is muted")).ToBeVisibleAsync();

        // In a text it is a space.
        await alice.MessageBox.ClickAsync();
        await alice.Page.Keyboard.TypeAsync("a b");
        await Expect(alice.MessageBox).ToHaveValueAsync("a b");
        await Expect(bob.Page.GetByText("alice is muted")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Without_a_camera_one_is_heard_and_without_anything_one_sees()
    {
        var alice = await CallerAsync("alice");
        var bob = await CallerWithoutAsync("bob", "video");
        await Expect(alice.InPeople("bob")).ToBeVisibleAsync();
        await CallAsync(alice, "bob");
        await bob.Button("Accept").ClickAsync();
        await Expect(alice.Page.GetByText("bob, camera off")).ToBeVisibleAsync();
        await Expect(bob.Page.GetByText("there is no camera")).ToBeVisibleAsync();
        await CallMeter.UntilAsync(bob, "all[0]?.frames > 5");
        await CallMeter.UntilAsync(alice, "all[0]?.soundBytes > 0");
        await HangUp(alice).ClickAsync();

        var carol = await CallerWithoutAsync("carol", "video", "audio");
        await Expect(alice.InPeople("carol")).ToBeVisibleAsync();
        await CallAsync(alice, "carol");
        await carol.Button("Accept").ClickAsync();
        await Expect(alice.Page.GetByText("carol is muted")).ToBeVisibleAsync();
        await Expect(carol.Page.GetByText("no camera and no microphone")).ToBeVisibleAsync();
        await CallMeter.UntilAsync(carol, "all[0]?.frames > 5");
    }

    static async Task ChooseAsync(Device device, string way)
    {
        await device.Button("More").ClickAsync();
        await device.Button(way).ClickAsync();
    }

    static async Task<double> AreaAsync(ILocator of)
    {
        var box = await of.BoundingBoxAsync();
        return box!.Width * box.Height;
    }

    /// <summary>In the table of the connection's quality.</summary>
    static ILocator Value(Device device, string what) => device.Page.Locator("dt", new() { HasText = what }).Locator("+ dd");

    [GeneratedRegex(@"^[0-9.,]+ (ms|%|kbit/s|Mbit/s)$")]
    private static partial Regex Measured();

    /// <summary>Somebody whose machine has no such device.</summary>
    Task<Device> CallerWithoutAsync(string name, params string[] kinds) => CallerAsync(
        name,
        script: SmallMedia.Script +
        $$"""

        {
          const ask = MediaDevices.prototype.getUserMedia;
          MediaDevices.prototype.getUserMedia = function (constraints) {
            return {{System.Text.Json.JsonSerializer.Serialize(kinds)}}.some(kind => constraints[kind])
              ? Promise.reject(new DOMException('Requested device not found', 'NotFoundError'))
              : ask.call(this, constraints);
          };
        }
        """);
}
