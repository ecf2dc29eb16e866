using ChatBox.EndToEnd.Tests.Browsers;

namespace ChatBox.EndToEnd.Tests.Calls;

/// <summary>Over the network without HTTPS: browsers have no camera and no microphone for such a page.</summary>
public sealed class PlainPageTests(Chromium chromium) : CallTest(chromium)
{
    private protected override string[] ServerFlags => ["--plain", "--open"];

    [Fact]
    public async Task A_page_that_is_not_secure_says_so_and_one_can_see_and_hear_all_the_same()
    {
        var people = await MeetAsync(CallerAsync("alice", address: new Uri(Server.Invite!, "/"), script: SmallMedia.None), CallerAsync("bob"));
        var (alice, bob) = (people[0], people[1]);
        Assert.False(await alice.Page.EvaluateAsync<bool>("window.isSecureContext"));
        await CallAsync(alice, "bob");
        await Expect(alice.Alert).ToContainTextAsync("not a secure page");
        await Expect(alice.Alert).ToContainTextAsync("Open ChatBox by its https address");
        await Expect(Incoming(bob, "alice")).ToHaveCountAsync(0);

        await alice.Button("Call without them").ClickAsync();
        await bob.Button("Accept").ClickAsync();
        // Who was called by sound alone shows nothing before wanting to.
        await CallMeter.UntilAsync(alice, "all[0]?.soundBytes > 0 && all[0].frames === 0");
        await bob.Button("Turn camera on").ClickAsync();
        await CallMeter.UntilAsync(alice, "all[0].frames > 3");
        await Expect(bob.Page.GetByText("alice, camera off")).ToBeVisibleAsync();
        await Expect(alice.Page.GetByText("This is not a secure page")).ToBeVisibleAsync();
    }
}
