using ChatBox.EndToEnd.Tests.Browsers;

namespace ChatBox.EndToEnd.Tests.Calls;

/// <summary>The browser gives neither camera nor microphone.</summary>
public sealed class FailedCallTests(Chromium chromium) : CallTest(chromium)
{
    readonly Chromium chromium = chromium;

    [Fact]
    public async Task Without_permission_nobody_is_called_the_page_says_why_and_one_can_call_all_the_same()
    {
        await using var strict = await chromium.LaunchAsync(Chromium.Executable, givesDevices: false);
        var alice = await NewDeviceAsync(browser: strict);
        await CallMeter.InstallAsync(alice);
        await alice.JoinAsync("alice");
        var bob = await CallerAsync("bob");
        await CallAsync(alice, "bob");
        await Expect(alice.Alert).ToContainTextAsync("no permission");
        await Expect(Incoming(bob, "alice")).ToHaveCountAsync(0);

        await alice.Button("Call without them").ClickAsync();
        await bob.Button("Accept").ClickAsync();
        await Expect(bob.Page.GetByText("alice is muted")).ToBeVisibleAsync();
        await Expect(bob.Page.GetByText("alice, camera off")).ToBeVisibleAsync();
        await alice.Page.WaitForFunctionAsync("async () => (await window.received())[0]?.frames > 5");
        await Expect(alice.Page.GetByText("no permission")).ToBeVisibleAsync();
        await HangUp(alice).ClickAsync();
        await Expect(HangUp(bob)).ToHaveCountAsync(0);
    }
}
