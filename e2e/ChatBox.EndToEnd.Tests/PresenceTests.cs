using ChatBox.EndToEnd.Tests.Browsers;

namespace ChatBox.EndToEnd.Tests;

public sealed class PresenceTests(Chromium chromium) : ChatTest(chromium)
{
    [Fact]
    public async Task Whoever_closes_the_page_is_no_longer_in_the_list()
    {
        var people = await JoinAllAsync("alice", "bob");
        await Expect(people[1].InPeople("alice")).ToBeVisibleAsync();
        await people[0].Page.CloseAsync();
        await Expect(people[1].InPeople("alice")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Who_does_nothing_for_five_minutes_is_away_until_the_next_sign_of_life()
    {
        var bob = await JoinAsync("bob");
        var alice = await NewDeviceAsync();
        await alice.Page.Clock.InstallAsync();
        await alice.JoinAsync("alice");
        var line = bob.People.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "alice" });
        await Expect(line).ToBeVisibleAsync();
        // By her own connection: one that is still being made would be given up in these minutes.
        await Expect(alice.InPeople("bob")).ToBeVisibleAsync();
        await alice.Page.Clock.FastForwardAsync("04:30");
        await Expect(line).Not.ToContainTextAsync("away");
        await alice.Page.Clock.FastForwardAsync("00:40");
        await Expect(line).ToContainTextAsync("away");
        await alice.Page.Mouse.MoveAsync(300, 300);
        await Expect(line).Not.ToContainTextAsync("away");
    }

    [Fact]
    public async Task While_the_server_is_away_nobody_looks_as_if_they_were_there()
    {
        var people = await JoinAllAsync("alice", "bob");
        var (alice, bob) = (people[0], people[1]);
        await bob.SwitchToAsync("alice");
        await bob.SayAsync("hello");
        await alice.UnreadConversation("bob", 1).ClickAsync();
        await Expect(alice.Page.GetByRole(AriaRole.Main)).ToContainTextAsync("online");
        foreach (var device in people) device.Watch.ConnectionsMayFail = true;
        await Server.KillAsync();
        await Expect(alice.ReconnectingBar).ToBeVisibleAsync();
        await Expect(alice.Page.GetByText("online")).ToHaveCountAsync(0);
        await Expect(alice.Page.GetByText("offline")).ToHaveCountAsync(1);
        await Expect(alice.InPeople("bob")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Log_out_says_Goodbye_frees_the_place_and_offers_the_way_back()
    {
        var people = await JoinAllAsync("alice", "bob");
        var (alice, bob) = (people[0], people[1]);
        await alice.SayAsync("see you");
        await Expect(bob.InPeople("alice")).ToBeVisibleAsync();

        await alice.Button("Log out").ClickAsync();
        await Expect(alice.Page.GetByRole(AriaRole.Heading)).ToContainTextAsync(["Goodbye"]);
        await Expect(alice.Page.GetByText("The name alice is free now")).ToBeVisibleAsync();
        await Expect(bob.InPeople("alice")).ToBeHiddenAsync();

        await alice.Button("Come back as alice").ClickAsync();
        await Expect(alice.Heading(Device.Lobby)).ToBeVisibleAsync();
        await Expect(alice.Said("see you")).ToBeVisibleAsync();
        await Expect(bob.InPeople("alice")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task After_log_out_a_reload_shows_nothing_of_the_chat_and_the_name_is_free_for_somebody_new()
    {
        var people = await JoinAllAsync("alice", "bob");
        var (alice, bob) = (people[0], people[1]);
        await alice.SwitchToAsync("bob");
        await alice.SayAsync("just for bob");
        await Expect(bob.UnreadConversation("alice", 1)).ToBeVisibleAsync();
        await alice.Button("Log out").ClickAsync();
        await Expect(alice.Button("Come back as alice")).ToBeVisibleAsync();
        await alice.Page.ReloadAsync();
        await Expect(alice.Button("Come back as alice")).ToBeVisibleAsync();
        await Expect(alice.Log).ToHaveCountAsync(0);

        var newcomer = await JoinAsync("alice");
        await Expect(newcomer.Conversations.GetByRole(AriaRole.Link)).ToHaveCountAsync(1);
        await alice.Button("Come back as alice").ClickAsync();
        await Expect(alice.Alert).ToContainTextAsync("taken");
    }
}
