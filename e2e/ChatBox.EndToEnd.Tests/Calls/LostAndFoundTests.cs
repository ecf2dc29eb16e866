using ChatBox.EndToEnd.Tests.Browsers;

namespace ChatBox.EndToEnd.Tests.Calls;

/// <summary>A call outlives a reload, and the server.</summary>
public sealed class LostAndFoundTests(Chromium chromium) : CallTest(chromium)
{
    /// <summary>A page waits up to 30 s between two tries, and has as long to come back.</summary>
    const float BackAfterAtMost = 45_000;

    [Fact]
    public async Task A_reload_comes_back_and_when_the_server_dies_the_media_goes_on_and_the_call_is_whole_again()
    {
        var people = await CallersAsync("alice", "bob");
        var (alice, bob) = (people[0], people[1]);
        await TalkAsync(alice, bob);
        await alice.Button("Mute").ClickAsync();
        await Expect(bob.Page.GetByText("alice is muted")).ToBeVisibleAsync();

        await alice.Page.ReloadAsync();
        await Expect(alice.Button("Unmute")).ToBeVisibleAsync();
        await alice.Button("Unmute").ClickAsync();
        await CallMeter.UntilGoesOnAsync(alice, 1);
        await CallMeter.UntilGoesOnAsync(bob, 1);
        await Expect(bob.Page.GetByText("alice is muted")).ToHaveCountAsync(0);

        foreach (var device in people) device.Watch.ConnectionsMayFail = true;
        await Server.KillAsync();
        await Expect(alice.Page.GetByText("The call goes on without it")).ToBeVisibleAsync();
        await CallMeter.UntilGoesOnAsync(alice, 1);
        await CallMeter.UntilGoesOnAsync(bob, 1);
        await Server.StartAgainAsync();
        foreach (var device in people) await device.Page.EvaluateAsync("() => dispatchEvent(new Event('online'))");
        await Expect(alice.ReconnectingBar).ToBeHiddenAsync(new() { Timeout = BackAfterAtMost });
        await Expect(bob.ReconnectingBar).ToBeHiddenAsync(new() { Timeout = BackAfterAtMost });

        // Whole again: what one says of oneself arrives, and hanging up ends it for both.
        await bob.Button("Turn camera off").ClickAsync();
        await Expect(alice.Page.GetByText("bob, camera off")).ToBeVisibleAsync();
        await Expect(alice.Page.GetByText("reconnects")).ToHaveCountAsync(0);
        await HangUp(bob).ClickAsync();
        await Expect(HangUp(alice)).ToHaveCountAsync(0);
        await Expect(alice.Log.GetByText("Video call ended")).ToBeVisibleAsync();
    }
}
