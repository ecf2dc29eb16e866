using ChatBox.EndToEnd.Tests.Browsers;
using ChatBox.EndToEnd.Tests.Hosting;

namespace ChatBox.EndToEnd.Tests;

public sealed class HistoryTests(Chromium chromium) : ChatTest(chromium)
{
    const int Many = 300;

    /// <summary>Rounding of positions to device pixels.</summary>
    const double Pixel = 2;

    [Fact]
    public async Task Scrolling_up_loads_older_messages_and_keeps_the_place()
    {
        await Crowd.FillLobbyAsync(Server, Many);
        var alice = await JoinAsync("alice");
        await Expect(alice.Said($"Message {Many}")).ToBeInViewportAsync();
        await Expect(alice.Said("Message 1")).ToHaveCountAsync(0);

        // Up to the oldest that is loaded; what comes above must not move it.
        var oldest = alice.Messages.First;
        await oldest.EvaluateAsync("row => { row.id = 'oldest'; row.scrollIntoView(); }");
        var marked = alice.Log.Locator("#oldest");
        var before = await marked.BoundingBoxAsync();
        await Expect(alice.Messages.First).Not.ToHaveAttributeAsync("id", "oldest");
        var after = await marked.BoundingBoxAsync();
        Assert.InRange(after!.Y - before!.Y, -Pixel, Pixel);
    }

    [Fact]
    public async Task Scrolling_down_again_loads_newer_messages_and_keeps_the_place()
    {
        await Crowd.FillLobbyAsync(Server, Many, new Dictionary<int, string> { [60] = "the needle" });
        var alice = await JoinAsync("alice");
        await alice.SearchBox.FillAsync("needle");
        await alice.SearchResults.GetByRole(AriaRole.Listitem).GetByRole(AriaRole.Button).ClickAsync();
        await Expect(alice.Said("the needle")).ToBeInViewportAsync();

        // Down to the newest that is loaded; what comes below must not move it.
        await alice.Messages.Last.EvaluateAsync("row => { row.id = 'newest'; row.scrollIntoView({ block: 'end' }); }");
        var marked = alice.Log.Locator("#newest");
        var before = await marked.BoundingBoxAsync();
        await Expect(alice.Messages.Last).Not.ToHaveAttributeAsync("id", "newest");
        var after = await marked.BoundingBoxAsync();
        Assert.InRange(after!.Y - before!.Y, -Pixel, Pixel);
    }

    [Fact]
    public async Task All_of_a_long_history_can_be_reached_and_the_pill_leads_back_to_the_end()
    {
        await Crowd.FillLobbyAsync(Server, Many + 50);
        var alice = await JoinAsync("alice");
        await Expect(alice.Said($"Message {Many + 50}")).ToBeInViewportAsync();

        await alice.Log.HoverAsync();
        // Older messages come in above what one reads: the first can be there and still be further up.
        while (!await IsInViewAsync(alice.Said("Message 1"))) await alice.Page.Mouse.WheelAsync(0, -3_000);
        await Expect(alice.Said("Message 1")).ToBeInViewportAsync();
        // No more is drawn than anybody can look at.
        Assert.InRange(await alice.Messages.CountAsync(), 1, Many);

        await alice.Button("Latest messages").ClickAsync();
        await Expect(alice.Said($"Message {Many + 50}")).ToBeInViewportAsync();
        await Expect(alice.Button("Latest messages")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Reading_above_new_messages_do_not_move_the_page_and_a_pill_counts_them()
    {
        await Crowd.FillLobbyAsync(Server, 100);
        var people = await JoinAllAsync("alice", "bob");
        var (alice, bob) = (people[0], people[1]);
        await Expect(alice.Said("Message 100")).ToBeInViewportAsync();
        await alice.Said("Message 80").EvaluateAsync("row => row.scrollIntoView()");
        await Expect(alice.Button("Latest messages")).ToBeVisibleAsync();
        var before = await alice.Said("Message 80").BoundingBoxAsync();

        await bob.SayAsync("one");
        await Expect(alice.Button("1 new message")).ToBeVisibleAsync();
        await bob.SayAsync("two");
        await bob.SayAsync("three");
        await Expect(alice.Button("3 new messages")).ToBeVisibleAsync();
        await Expect(alice.UnreadConversation(Device.Lobby, 3)).ToBeVisibleAsync();
        var after = await alice.Said("Message 80").BoundingBoxAsync();
        Assert.InRange(after!.Y - before!.Y, -Pixel, Pixel);

        await alice.Button("3 new messages").ClickAsync();
        await Expect(alice.Said("three")).ToBeInViewportAsync();
        await Expect(alice.Conversation(Device.Lobby)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task At_the_end_the_log_follows_what_is_said()
    {
        await Crowd.FillLobbyAsync(Server, 60);
        var people = await JoinAllAsync("alice", "bob");
        for (var n = 1; n <= 5; n++)
        {
            await people[1].SayAsync($"word {n}");
            await Expect(people[0].Said($"word {n}")).ToBeInViewportAsync();
        }

        await Expect(people[0].Conversation(Device.Lobby)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Search_finds_words_and_parts_of_words_and_shows_the_message_among_its_neighbours()
    {
        const string english = "The gyroscope drifts at noon";
        const string chinese = "机器人实验室今天下午开会";
        await Crowd.FillLobbyAsync(Server, Many, new Dictionary<int, string> { [40] = english, [60] = chinese });
        var alice = await JoinAsync("alice");
        await Expect(alice.Said($"Message {Many}")).ToBeInViewportAsync();
        await alice.Page.Keyboard.PressAsync("Control+Shift+F");
        await Expect(alice.SearchBox).ToBeFocusedAsync();

        (string Words, string Text, int Number)[] searches =
        [
            ("gyroscope drifts", english, 40), ("GYROSC", english, 40), ("开会", chinese, 60), ("roscop", english, 40), ("机器", chinese, 60),
        ];
        foreach (var (words, text, number) in searches)
        {
            await alice.SearchBox.FillAsync(words);
            var found = alice.SearchResults.GetByRole(AriaRole.Listitem).Filter(new() { HasText = words });
            await Expect(found).ToHaveCountAsync(1);
            await found.GetByRole(AriaRole.Button).ClickAsync();

            await Expect(alice.Said(text)).ToBeInViewportAsync();
            await Expect(alice.Said($"Message {number - 1}")).ToBeInViewportAsync();
            await Expect(alice.Said($"Message {number + 1}")).ToBeInViewportAsync();
        }

        await alice.Button("Latest messages").ClickAsync();
        await Expect(alice.Said($"Message {Many}")).ToBeInViewportAsync();
    }

    [Fact]
    public async Task Results_show_what_was_found_without_its_markup_and_close_when_one_turns_elsewhere()
    {
        var people = await JoinAllAsync("alice", "bob");
        var (alice, bob) = (people[0], people[1]);
        await alice.SayAsync(string.Concat(Enumerable.Repeat("filler ", 300)) + "then `the needle` is *here*");
        await Expect(bob.Messages).ToHaveCountAsync(1);
        await bob.SearchBox.FillAsync("needle");
        var result = bob.SearchResults.GetByRole(AriaRole.Listitem);
        await Expect(result).ToContainTextAsync("then the needle is here");
        await Expect(result.GetByText("needle", new() { Exact = true })).ToBeInViewportAsync();
        await bob.MessageBox.ClickAsync();
        await Expect(bob.SearchResults).ToBeHiddenAsync();
        await bob.SearchBox.ClickAsync();
        await Expect(bob.SearchResults).ToBeVisibleAsync();
        await bob.MakeRoomAsync("elsewhere");
        await Expect(bob.SearchResults).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Search_says_so_when_nothing_is_found_and_shows_nothing_of_conversations_of_others()
    {
        var people = await JoinAllAsync("alice", "bob", "carol");
        await people[0].SwitchToAsync("bob");
        await people[0].SayAsync("the secret handshake");
        await Expect(people[1].UnreadConversation("alice", 1)).ToBeVisibleAsync();
        await people[2].SearchBox.FillAsync("handshake");
        await Expect(people[2].SearchResults).ToContainTextAsync("No message holds");
        await people[1].SearchBox.FillAsync("handshake");
        await Expect(people[1].SearchResults.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
    }

    static async Task<bool> IsInViewAsync(ILocator message) =>
        await message.IsVisibleAsync() && await message.EvaluateAsync<bool>("row => row.getBoundingClientRect().top >= 0");
}
