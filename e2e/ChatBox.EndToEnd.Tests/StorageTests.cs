using ChatBox.EndToEnd.Tests.Browsers;

namespace ChatBox.EndToEnd.Tests;

/// <summary>A browser that keeps nothing: the page works, and says what that means where it matters.</summary>
public sealed class StorageTests(Chromium chromium) : ChatTest(chromium)
{
    const float BackAfterAtMost = 45_000;

    public static TheoryData<string, string> Stores => new()
    {
        { "blocked", "for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { get() { throw new DOMException('', 'SecurityError'); } });" },
        { "full", "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); };" },
    };

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Where_nothing_can_be_stored_chatting_works_and_the_page_says_not_to_leave_while_something_waits(
        string how, string script)
    {
        Assert.NotEmpty(how);
        var bob = await JoinAsync("bob");
        var alice = await NewDeviceAsync();
        await alice.Page.AddInitScriptAsync(script);
        await alice.JoinAsync("alice");
        await alice.SayAsync("line 1");
        await Expect(bob.Said("line 1")).ToBeVisibleAsync();
        await alice.Page.ReloadAsync();
        await Expect(alice.Said("line 1")).ToBeVisibleAsync();

        foreach (var device in new[] { alice, bob }) device.Watch.ConnectionsMayFail = true;
        await Server.KillAsync();
        await alice.SayAsync("line 2");
        await Expect(alice.Page.GetByText("This browser keeps nothing")).ToBeVisibleAsync();
        await Server.StartAgainAsync();
        await Expect(bob.Said("line 2")).ToHaveCountAsync(1, new() { Timeout = BackAfterAtMost });
        await Expect(alice.Page.GetByText("This browser keeps nothing")).ToBeHiddenAsync(new() { Timeout = BackAfterAtMost });
        await Expect(alice.Said("line 2")).ToHaveCountAsync(1);
    }
}
