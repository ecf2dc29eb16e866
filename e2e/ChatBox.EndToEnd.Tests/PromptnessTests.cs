using ChatBox.EndToEnd.Tests.Browsers;

namespace ChatBox.EndToEnd.Tests;

/// <summary>What the others see at once, or must never see: promises in seconds, which a machine that is busy with other tests cannot judge.</summary>
[Collection(nameof(Undisturbed))]
public sealed class PromptnessTests(Chromium chromium) : ChatTest(chromium)
{
    /// <summary>For whoever loses a right, and for news of who is here and what they do.</summary>
    static readonly LocatorAssertionsToBeHiddenOptions Soon = new() { Timeout = 2_000 };

    [Fact]
    public async Task Who_logs_out_is_gone_for_the_others_and_in_their_own_other_tab()
    {
        var people = await JoinAllAsync("alice", "bob");
        var (alice, bob) = (people[0], people[1]);
        var second = new Device(alice.Context, await alice.Context.NewPageAsync(), alice.Watch, Server.Address);
        await second.OpenAsync();
        await Expect(second.InPeople("bob")).ToBeVisibleAsync();

        await alice.Button("Log out").ClickAsync();
        await Expect(bob.InPeople("alice")).ToBeHiddenAsync(Soon);
        await Expect(second.Page.GetByRole(AriaRole.Heading)).ToContainTextAsync(["Goodbye"], new() { Timeout = Soon.Timeout });
    }

    [Fact]
    public async Task Removed_from_a_private_room_its_open_page_is_closed_at_once()
    {
        var people = await JoinAllAsync("alice", "bob");
        var (alice, bob) = (people[0], people[1]);
        await alice.MakeRoomAsync("paper draft", isPrivate: true);
        await alice.Button("Add people").ClickAsync();
        await alice.Button("Add bob").ClickAsync();
        await alice.Page.Keyboard.PressAsync("Escape");
        await alice.SayAsync("confidential");
        await bob.Conversations.GetByRole(AriaRole.Link, new() { Name = "paper draft" }).ClickAsync();
        await Expect(bob.Said("confidential")).ToBeVisibleAsync();

        await alice.Page.GetByRole(AriaRole.Tab, new() { Name = "Members" }).ClickAsync();
        await alice.Button("Remove bob").ClickAsync();

        await Expect(bob.Said("confidential")).ToBeHiddenAsync(Soon);
        await Expect(bob.Conversations.GetByRole(AriaRole.Link, new() { Name = "paper draft" })).ToBeHiddenAsync(Soon);
        await alice.SayAsync("not for bob");
        await Expect(alice.Said("not for bob")).ToBeVisibleAsync();
        await Expect(bob.Page.GetByText("not for bob")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Whoever_types_is_named_until_the_message_comes()
    {
        var people = await JoinAllAsync("alice", "bob");
        var line = people[1].Page.GetByText("alice is typing");
        await people[0].MessageBox.PressSequentiallyAsync("hel");
        await Expect(line).ToBeVisibleAsync();
        await people[0].MessageBox.PressAsync("Enter");
        await Expect(people[1].Said("hel")).ToBeVisibleAsync();
        await Expect(line).ToBeHiddenAsync(Soon);
    }

    [Fact]
    public async Task A_reload_is_not_a_departure()
    {
        var people = await JoinAllAsync("alice", "bob");
        var (alice, bob) = (people[0], people[1]);
        await Expect(bob.InPeople("alice")).ToBeVisibleAsync();
        await bob.People.EvaluateAsync(
            """
            list => {
              window.departures = 0;
              new MutationObserver(() => { if (!list.textContent.includes('alice')) window.departures++; })
                .observe(list, { childList: true, subtree: true, characterData: true });
            }
            """);
        await alice.Page.ReloadAsync();
        await Expect(alice.InPeople("bob")).ToBeVisibleAsync();
        await alice.Page.ReloadAsync();
        await Expect(alice.InPeople("bob")).ToBeVisibleAsync();

        // Somebody else's departure comes later than alice's would have.
        var carol = await JoinAsync("carol");
        await Expect(bob.InPeople("carol")).ToBeVisibleAsync();
        await carol.Page.CloseAsync();
        await Expect(bob.InPeople("carol")).ToBeHiddenAsync();
        Assert.Equal(0, await bob.Page.EvaluateAsync<int>("() => window.departures"));
    }
}
