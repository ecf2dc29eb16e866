using System.Text.Json;
using ChatBox.EndToEnd.Tests.Browsers;
using ChatBox.EndToEnd.Tests.Hosting;

namespace ChatBox.EndToEnd.Tests;

/// <summary>What axe-core finds in the main states of the page: nothing serious.</summary>
public sealed class AccessibilityTests(Chromium chromium) : ChatTest(chromium)
{
    readonly List<string> violations = [];

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Nothing_serious_is_found_on_a_wide_screen(ColorScheme scheme)
    {
        var bob = await JoinAsync("bob");
        var alice = await NewScannableDeviceAsync(scheme, _ => { });
        await alice.OpenAsync();
        await Expect(alice.NameBox).ToBeVisibleAsync();
        await ScanAsync(alice, "join");
        await alice.GiveNameAsync("bob");
        await Expect(alice.Alert).ToBeVisibleAsync();
        await ScanAsync(alice, "name taken");
        await alice.GiveNameAsync("alice");
        await Expect(alice.InPeople("bob")).ToBeVisibleAsync();
        await ScanAsync(alice, "empty lobby");

        await bob.SayAsync("good morning, see https://example.org and `make all`");
        await bob.SayAsync("```\nint main() { return 0; }\n```");
        await alice.SayAsync("good morning");
        await bob.SwitchToAsync("alice");
        await bob.SayAsync("a word with you");
        await bob.MessageBox.PressSequentiallyAsync("and");
        await Expect(alice.UnreadConversation("bob", 1)).ToBeVisibleAsync();
        await ScanAsync(alice, "lobby with messages, unread and a notice");
        await alice.SearchBox.FillAsync("morning");
        await Expect(alice.SearchResults.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(2);
        await ScanAsync(alice, "search results");
        await alice.SearchBox.PressAsync("Escape");
        await alice.Switcher.FillAsync("b");
        await Expect(alice.Option("bob")).ToBeVisibleAsync();
        await ScanAsync(alice, "switcher");
        await alice.Switcher.PressAsync("Escape");

        await File.WriteAllTextAsync(PathOf("plan.txt"), "the plan");
        await bob.AttachAsync(PathOf("plan.txt"));
        await alice.UnreadConversation("bob", 2).ClickAsync();
        await Expect(alice.InCard("plan.txt", "Accept")).ToBeVisibleAsync();
        await ScanAsync(alice, "offered file");
        await alice.SaveAsync(alice.InCard("plan.txt", "Accept"));
        await Expect(alice.Card("plan.txt")).ToContainTextAsync("You have it, verified");
        await alice.Card("plan.txt").GetByText("Details").ClickAsync();
        await alice.Button("Server files").ClickAsync();
        await ScanAsync(alice, "verified file, its details, and server files");
        await alice.Button("People").ClickAsync();

        await alice.Button("New room").ClickAsync();
        await Expect(alice.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await ScanAsync(alice, "new room");
        await alice.Page.Keyboard.PressAsync("Escape");
        await alice.MakeRoomAsync("robotics", isPrivate: true);
        await alice.Page.GetByRole(AriaRole.Tab, new() { Name = "Members" }).ClickAsync();
        await Expect(alice.Button("Leave room")).ToBeVisibleAsync();
        await ScanAsync(alice, "room with members");
        await alice.Button("Add people").ClickAsync();
        await Expect(alice.Button("Add bob")).ToBeVisibleAsync();
        await ScanAsync(alice, "add people");
        await alice.Page.Keyboard.PressAsync("Escape");

        await alice.Button("Settings").ClickAsync();
        await alice.Button("Link another device").ClickAsync();
        await Expect(alice.Page.GetByRole(AriaRole.Img)).ToBeVisibleAsync();
        await ScanAsync(alice, "settings");
        await alice.Page.Keyboard.PressAsync("Escape");
        await alice.Button("Log out").ClickAsync();
        await Expect(alice.Page.GetByText("Goodbye, alice")).ToBeVisibleAsync();
        await ScanAsync(alice, "good-bye");
        AssertNothingSerious();
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Nothing_serious_is_found_on_a_phone(ColorScheme scheme)
    {
        var bob = await JoinAsync("bob");
        await bob.SayAsync("good morning");
        var alice = await NewScannableDeviceAsync(scheme, AsPhone);
        await alice.JoinAsync("alice");
        await Expect(alice.Said("good morning")).ToBeVisibleAsync();
        await ScanAsync(alice, "conversation");
        await alice.Button("People").TapAsync();
        await Expect(alice.InPeople("bob")).ToBeVisibleAsync();
        await ScanAsync(alice, "people");
        await alice.Page.GetByRole(AriaRole.Complementary).GetByRole(AriaRole.Button, new() { Name = "Close" }).TapAsync();
        await alice.Button("Back").TapAsync();
        await Expect(alice.Conversations).ToBeVisibleAsync();
        await ScanAsync(alice, "list");
        AssertNothingSerious();
    }

    /// <summary>The page's policy would keep axe out; here only, it is not applied.</summary>
    Task<Device> NewScannableDeviceAsync(ColorScheme scheme, Action<BrowserNewContextOptions> change) => NewDeviceAsync(options =>
    {
        options.BypassCSP = true;
        options.ColorScheme = scheme;
        options.ReducedMotion = ReducedMotion.Reduce;
        change(options);
    });

    void AssertNothingSerious() => Assert.True(violations.Count == 0, string.Join(Environment.NewLine, violations));

    async Task ScanAsync(Device device, string state)
    {
        await device.Page.EvaluateAsync(await File.ReadAllTextAsync(BuiltWith.AxeScript));
        var violations = await device.Page.EvaluateAsync<JsonElement>(
            """
            async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
              .filter(({ impact }) => impact === 'serious' || impact === 'critical')
              .map(({ id, help, nodes }) => `${id} (${help}): ${nodes.map(({ html, failureSummary }) => html + ' ' + failureSummary).join(' | ')}`)
            """);
        this.violations.AddRange(violations.EnumerateArray().Select(violation => $"{state}: {violation.GetString()}"));
    }
}
