using System.Text.Json;
using ChatBox.EndToEnd.Tests.Browsers;

namespace ChatBox.EndToEnd.Tests;

/// <summary>What axe-core finds in the main states of the page: nothing serious.</summary>
public sealed class AccessibilityTests(Chromium chromium) : ChatTest(chromium)
{
    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Nothing_serious_is_found_on_a_wide_screen(ColorScheme scheme)
    {
        var scan = new AccessibilityScan($"wide {scheme}");
        var bob = await JoinAsync("bob");
        var alice = await NewScannableDeviceAsync(scheme, _ => { });
        await alice.OpenAsync();
        await Expect(alice.NameBox).ToBeVisibleAsync();
        await scan.LookAsync(alice, "join");
        await alice.GiveNameAsync("bob");
        await Expect(alice.Alert).ToBeVisibleAsync();
        await scan.LookAsync(alice, "name taken");
        await alice.GiveNameAsync("alice");
        await Expect(alice.InPeople("bob")).ToBeVisibleAsync();
        await scan.LookAsync(alice, "empty lobby");

        await bob.SayAsync("good morning, see https://example.org and `make all`");
        await bob.SayAsync("```\nint main() { return 0; }\n```");
        await alice.SayAsync("good morning");
        await bob.SwitchToAsync("alice");
        await bob.SayAsync("a word with you");
        await bob.MessageBox.PressSequentiallyAsync("and");
        await Expect(alice.UnreadConversation("bob", 1)).ToBeVisibleAsync();
        await scan.LookAsync(alice, "lobby with messages, unread and a notice");
        await alice.Page.EmulateMediaAsync(new() { ForcedColors = ForcedColors.Active });
        await Pictures.KeepAsync(alice, $"wide {scheme} forced colours");
        await alice.Page.EmulateMediaAsync(new() { ForcedColors = ForcedColors.None });
        await alice.SearchBox.FillAsync("morning");
        await Expect(alice.SearchResults.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(2);
        await scan.LookAsync(alice, "search results");
        await alice.SearchBox.PressAsync("Escape");
        await alice.Switcher.FillAsync("b");
        await Expect(alice.Option("bob")).ToBeVisibleAsync();
        await scan.LookAsync(alice, "switcher");
        await alice.Switcher.PressAsync("Escape");

        await File.WriteAllTextAsync(PathOf("plan.txt"), "the plan");
        await bob.AttachAsync(PathOf("plan.txt"));
        await alice.UnreadConversation("bob", 2).ClickAsync();
        await Expect(alice.InCard("plan.txt", "Accept")).ToBeVisibleAsync();
        await scan.LookAsync(alice, "offered file");
        await alice.SaveAsync(alice.InCard("plan.txt", "Accept"));
        await Expect(alice.Card("plan.txt")).ToContainTextAsync("You have it, verified");
        await alice.Card("plan.txt").GetByText("Details").ClickAsync();
        await alice.Button("Server files").ClickAsync();
        await scan.LookAsync(alice, "verified file, its details, and server files");
        await alice.Button("People").ClickAsync();

        await alice.Button("New room").ClickAsync();
        await Expect(alice.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await scan.LookAsync(alice, "new room");
        await alice.Page.Keyboard.PressAsync("Escape");
        await alice.MakeRoomAsync("robotics", isPrivate: true);
        await alice.Page.GetByRole(AriaRole.Tab, new() { Name = "Members" }).ClickAsync();
        await Expect(alice.Button("Leave room")).ToBeVisibleAsync();
        await scan.LookAsync(alice, "room with members");
        await alice.Button("Add people").ClickAsync();
        await Expect(alice.Button("Add bob")).ToBeVisibleAsync();
        await scan.LookAsync(alice, "add people");
        await alice.Page.Keyboard.PressAsync("Escape");

        await alice.Button("Settings").ClickAsync();
        await alice.Button("Link another device").ClickAsync();
        await Expect(alice.Page.GetByRole(AriaRole.Textbox, new() { Name = "Link for your other device" })).ToBeVisibleAsync();
        await scan.LookAsync(alice, "settings");
        // A server for this computer only has no certificate that anybody would have to trust.
        await Expect(alice.Page.GetByRole(AriaRole.Link, new() { Name = "Trust this server" })).ToHaveCountAsync(0);
        await alice.Page.Keyboard.PressAsync("Escape");
        await alice.Button("Log out").ClickAsync();
        await Expect(alice.Page.GetByText("Goodbye, alice")).ToBeVisibleAsync();
        await scan.LookAsync(alice, "good-bye");
        scan.AssertNothingSerious();
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Nothing_serious_is_found_on_a_phone(ColorScheme scheme)
    {
        var scan = new AccessibilityScan($"phone {scheme}");
        var bob = await JoinAsync("bob");
        await bob.SayAsync("good morning");
        var alice = await NewScannableDeviceAsync(scheme, AsPhone);
        await alice.JoinAsync("alice");
        await Expect(alice.Said("good morning")).ToBeVisibleAsync();
        await scan.LookAsync(alice, "conversation");
        await alice.Button("People").TapAsync();
        await Expect(alice.InPeople("bob")).ToBeVisibleAsync();
        await scan.LookAsync(alice, "people");
        await alice.Page.GetByRole(AriaRole.Complementary).GetByRole(AriaRole.Button, new() { Name = "Close" }).TapAsync();
        await alice.Button("Back").TapAsync();
        await Expect(alice.Conversations).ToBeVisibleAsync();
        await scan.LookAsync(alice, "list");
        scan.AssertNothingSerious();
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Nothing_serious_is_found_where_something_is_missing_or_went_wrong(ColorScheme scheme)
    {
        var scan = new AccessibilityScan($"trouble {scheme}");
        var bob = await JoinAsync("bob");
        await bob.MakeRoomAsync("robotics");
        var room = new Uri(bob.Page.Url).PathAndQuery;
        var alice = await NewScannableDeviceAsync(scheme, _ => { });
        await alice.JoinAsync("alice");
        await alice.SearchBox.FillAsync("nowhere to be found");
        await Expect(alice.SearchResults).ToContainTextAsync("No message holds");
        await scan.LookAsync(alice, "no results");
        await alice.SearchBox.PressAsync("Escape");
        await alice.OpenAsync(room);
        await Expect(alice.Button("Join room")).ToBeVisibleAsync();
        await scan.LookAsync(alice, "public room not joined");
        await alice.OpenAsync("/c/nowhere");
        await Expect(alice.Log).ToContainTextAsync("There is no such conversation");
        await scan.LookAsync(alice, "unknown conversation");

        await bob.MakeRoomAsync("paper draft", isPrivate: true);
        await bob.Button("Add people").ClickAsync();
        await bob.Button("Add alice").ClickAsync();
        await bob.Page.Keyboard.PressAsync("Escape");
        await alice.Conversation("paper draft").ClickAsync();
        await Expect(alice.Heading("paper draft")).ToBeVisibleAsync();
        await bob.Page.GetByRole(AriaRole.Tab, new() { Name = "Members" }).ClickAsync();
        await bob.Button("Remove alice").ClickAsync();
        await Expect(alice.Page.GetByText("You were removed from paper draft.")).ToBeVisibleAsync();
        await scan.LookAsync(alice, "removed");

        foreach (var device in new[] { alice, bob }) device.Watch.ConnectionsMayFail = true;
        await Server.KillAsync();
        await Expect(alice.ReconnectingBar).ToBeVisibleAsync();
        await alice.SayAsync("Is anybody there?");
        await scan.LookAsync(alice, "reconnecting");
        await alice.Page.EmulateMediaAsync(new() { ForcedColors = ForcedColors.Active });
        await Pictures.KeepAsync(alice, $"trouble {scheme} reconnecting in forced colours");
        scan.AssertNothingSerious();
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Nothing_serious_is_found_in_a_message_that_failed_on_a_phone(ColorScheme scheme)
    {
        var scan = new AccessibilityScan($"phone {scheme}");
        var alice = await NewScannableDeviceAsync(scheme, AsPhone);
        await alice.Page.RouteWebSocketAsync("**/ws", socket =>
        {
            var server = socket.ConnectToServer();
            socket.OnMessage(frame =>
            {
                var request = JsonSerializer.Deserialize<JsonElement>(frame.Text!);
                if (request.GetProperty("type").GetString() != "send") server.Send(frame.Text!);
                else socket.Send($$"""{"type":"error","id":"{{request.GetProperty("id").GetString()}}","code":"bad_text","message":"The text is empty."}""");
            });
        });
        await alice.JoinAsync("alice");
        await alice.SayAsync("See you at ten, in the small room behind the workshop.");
        await Expect(alice.Button("Retry")).ToBeVisibleAsync();
        await scan.LookAsync(alice, "failed message");
        await alice.AssertNoSidewaysScrollAsync();
        await alice.Page.EmulateMediaAsync(new() { ForcedColors = ForcedColors.Active });
        await Pictures.KeepAsync(alice, $"phone {scheme} failed message in forced colours");
        scan.AssertNothingSerious();
    }

    Task<Device> NewScannableDeviceAsync(ColorScheme scheme, Action<BrowserNewContextOptions> change) => NewDeviceAsync(options =>
    {
        AccessibilityScan.Allow(options);
        options.ColorScheme = scheme;
        change(options);
    });
}
