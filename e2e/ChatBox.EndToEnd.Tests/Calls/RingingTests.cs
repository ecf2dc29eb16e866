using ChatBox.EndToEnd.Tests.Browsers;

namespace ChatBox.EndToEnd.Tests.Calls;

/// <summary>Before anybody talks: ringing, and the ways in which it ends.</summary>
public sealed class RingingTests(Chromium chromium) : CallTest(chromium)
{
    [Fact]
    public async Task It_rings_on_all_devices_until_one_answers_and_each_end_is_told_in_words()
    {
        var people = await CallersAsync("alice", "bob", "carol");
        var (alice, bob, carol) = (people[0], people[1], people[2]);
        var second = new Device(bob.Context, await bob.Context.NewPageAsync(), bob.Watch, Server.Address);
        await second.OpenAsync();
        await Expect(second.Heading(Device.Lobby)).ToBeVisibleAsync();

        // Declined on one device.
        await CallAsync(alice, "bob");
        await Expect(alice.Page.GetByText("Calling bob")).ToBeVisibleAsync();
        await Expect(Incoming(bob, "alice")).ToBeVisibleAsync();
        await Expect(Incoming(second, "alice")).ToBeVisibleAsync();
        await bob.Button("Decline").ClickAsync();
        await Expect(Incoming(bob, "alice")).ToHaveCountAsync(0);
        await Expect(Incoming(second, "alice")).ToHaveCountAsync(0);
        await Expect(alice.Page.GetByText("bob has declined the call")).ToBeVisibleAsync();
        await Expect(HangUp(alice)).ToHaveCountAsync(0);

        // Hung up before anybody answered.
        await alice.Button("Start video call").ClickAsync();
        await Expect(Incoming(bob, "alice")).ToBeVisibleAsync();
        await HangUp(alice).ClickAsync();
        await Expect(Incoming(bob, "alice")).ToHaveCountAsync(0);
        await Expect(bob.UnreadConversation("alice", 1)).ToBeVisibleAsync();

        // Accepted on the other device; the first sees where it is.
        await alice.Button("Start video call").ClickAsync();
        await second.Button("Accept").ClickAsync();
        await Task.WhenAll(CallMeter.UntilFlowsAsync(alice, 1), CallMeter.UntilFlowsAsync(second, 1));
        await Expect(Incoming(bob, "alice")).ToHaveCountAsync(0);
        await bob.SwitchToAsync("alice");
        await Expect(bob.Log.GetByText("Missed video call")).ToBeVisibleAsync();
        await Expect(bob.Page.GetByText("You are in this call on another device.")).ToBeVisibleAsync();

        // Busy.
        await CallAsync(carol, "bob");
        await Expect(carol.Page.GetByText("bob is busy")).ToBeVisibleAsync();
        await Expect(HangUp(carol)).ToHaveCountAsync(0);
        await Expect(Incoming(second, "carol")).ToHaveCountAsync(0);

        // Over to the first device.
        await bob.Button("Move it here").ClickAsync();
        await CallMeter.UntilGoesOnAsync(bob, 1);
        await CallMeter.UntilGoesOnAsync(alice, 1);
        await Expect(HangUp(second)).ToHaveCountAsync(0);
        Assert.Empty(await CallMeter.ReadAsync(second));
    }

    [Fact]
    public async Task Nobody_answers_by_typing_and_the_bell_respects_the_switch()
    {
        var people = await CallersAsync("alice", "bob");
        var (alice, bob) = (people[0], people[1]);
        await bob.Page.EvaluateAsync(
            """
            () => {
              window.tones = 0;
              const start = OscillatorNode.prototype.start;
              OscillatorNode.prototype.start = function (at) { window.tones++; return start.call(this, at); };
            }
            """);
        await bob.MessageBox.FocusAsync();
        await CallAsync(alice, "bob");
        await Expect(Incoming(bob, "alice")).ToBeVisibleAsync();
        await bob.Page.Keyboard.TypeAsync("I was just ");
        await bob.Page.Keyboard.PressAsync("Enter");
        await Expect(bob.Said("I was just")).ToBeVisibleAsync();
        await Expect(Incoming(bob, "alice")).ToBeVisibleAsync();
        Assert.True(await bob.Page.EvaluateAsync<int>("window.tones") > 0);
        await bob.Button("Decline").ClickAsync();

        await bob.Button("Settings").ClickAsync();
        await bob.Page.GetByRole(AriaRole.Switch, new() { Name = "Sound", Exact = true }).ClickAsync();
        await bob.Page.Keyboard.PressAsync("Escape");
        var before = await bob.Page.EvaluateAsync<int>("window.tones");
        await alice.Button("Start video call").ClickAsync();
        await Expect(Incoming(bob, "alice")).ToBeVisibleAsync();
        Assert.Equal(before, await bob.Page.EvaluateAsync<int>("window.tones"));
    }
}
