using System.Diagnostics;
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

    [Fact]
    public async Task Both_ring_each_other_at_once_and_it_is_one_call()
    {
        var people = await CallersAsync("alice", "bob");
        var (alice, bob) = (people[0], people[1]);
        await alice.SwitchToAsync("bob");
        await bob.SwitchToAsync("alice");
        await Task.WhenAll(people.Select(device => device.Button("Start video call").ClickAsync()));
        foreach (var device in people)
        {
            await CallMeter.UntilGoesOnAsync(device, 1);
            await Expect(device.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
            Assert.Single(await CallMeter.ReadAsync(device));
        }

        await HangUp(alice).ClickAsync();
        await Expect(HangUp(bob)).ToHaveCountAsync(0);
        foreach (var device in people) await Expect(device.Log.GetByText("Video call ended")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Who_looks_away_gets_a_note_and_who_does_not_answer_for_45_seconds_has_missed_the_call()
    {
        var bob = await NewDeviceAsync();
        await NoticeRecorder.InstallAsync(bob);
        await bob.JoinAsync("bob");
        var alice = await CallerAsync("alice");
        await Expect(alice.InPeople("bob")).ToBeVisibleAsync();
        await NoticeRecorder.TurnOnAsync(bob);
        await NoticeRecorder.LookAwayAsync(bob);

        var watch = Stopwatch.StartNew();
        await CallAsync(alice, "bob");
        await NoticeRecorder.ExpectNotesAsync(bob, "alice: Incoming video call");
        Assert.True(await bob.Page.EvaluateAsync<bool>("window.notes[0].requireInteraction && !window.notes[0].closed"));
        await bob.Page.EvaluateAsync("window.notes[0].note.onclick()");
        await Expect(bob.Page.GetByPlaceholder("Message alice")).ToBeVisibleAsync();
        await Expect(Incoming(bob, "alice")).ToBeVisibleAsync();
        await bob.Page.GetByRole(AriaRole.Link, new() { Name = Device.Lobby }).ClickAsync();

        // The server's time: no clock of a page moves it.
        await Expect(alice.Page.GetByText("bob gave no answer.")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(44), TimeSpan.FromSeconds(60));
        await Expect(alice.Log.GetByText("You called: no answer")).ToBeVisibleAsync();
        await Expect(HangUp(alice)).ToHaveCountAsync(0);
        await Expect(Incoming(bob, "alice")).ToHaveCountAsync(0);
        await bob.UnreadConversation("alice", 1).ClickAsync();
        await Expect(bob.Log.GetByText("Missed video call")).ToBeVisibleAsync();
        await Expect(bob.Button("Call back")).ToBeVisibleAsync();
        Assert.True(await bob.Page.EvaluateAsync<bool>("window.notes[0].closed"));
    }
}
