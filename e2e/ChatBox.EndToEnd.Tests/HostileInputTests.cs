using ChatBox.EndToEnd.Tests.Browsers;
using ChatBox.EndToEnd.Tests.Hosting;

namespace ChatBox.EndToEnd.Tests;

/// <summary>
/// What others write is text, whatever it looks like. (That nothing ran, and that the policy was not even tried, is checked after every
/// test.)
/// </summary>
public sealed class HostileInputTests(Chromium chromium) : ChatTest(chromium)
{
    [Fact]
    public async Task Markup_in_messages_is_shown_letter_by_letter()
    {
        var people = await JoinAllAsync("alice", "bob");
        foreach (var text in Injections.All)
        {
            await people[0].SayAsync(text);
            await Expect(people[1].Said(text)).ToBeVisibleAsync();
        }

        // Backticks are this page's own markup: between them is code, around them text, and nothing more comes of it either.
        await people[0].SayAsync("<script>alert`1`</script>");
        var said = people[1].Messages.Last.GetByText("<script>alert");
        await Expect(said.Locator("code")).ToHaveTextAsync("1");
        await Expect(said).ToHaveTextAsync("<script>alert1</script>");

        // Also in the line below the name, in the results of a search, in a notice, and after a reload.
        await people[1].SearchBox.FillAsync("alert");
        await Expect(people[1].SearchResults.GetByRole(AriaRole.Listitem).First).ToBeVisibleAsync();
        await people[0].SwitchToAsync("bob");
        await people[0].SayAsync("bob <img src=x onerror=alert(1)>");
        await Expect(people[1].Page.GetByRole(AriaRole.Status).GetByText("<img src=x onerror=alert(1)>")).ToBeVisibleAsync();
        await people[1].Page.ReloadAsync();
        foreach (var text in Injections.All) await Expect(people[1].Said(text)).ToHaveCountAsync(1);
        await AssertNothingCameOfItAsync(people);
    }

    [Fact]
    public async Task Markup_in_names_of_people_and_rooms_is_shown_letter_by_letter()
    {
        var bob = await JoinAsync("bob");
        string[] names = ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"onfocus=alert(1) autofocus x=\"", "{{7*7}}${7*7}<svg/onload=1>"];
        foreach (var name in names)
        {
            var eve = await JoinAsync(name);
            await Expect(bob.InPeople(name)).ToHaveCountAsync(1);
            await Expect(eve.InPeople("bob")).ToHaveCountAsync(1);
            await eve.MessageBox.PressSequentiallyAsync("x");
            await Expect(bob.Page.GetByText($"{name} is typing")).ToBeVisibleAsync();
            await eve.SayAsync("hello");
            await Expect(bob.Log.GetByText(name, new() { Exact = true })).ToBeVisibleAsync();
            await bob.SwitchToAsync(name);
            await bob.SayAsync("hello");
            await Expect(eve.UnreadConversation("bob", 1)).ToBeVisibleAsync();

            await eve.MakeRoomAsync(name);
            await eve.Button("Add people").ClickAsync();
            await eve.Button("Add bob").ClickAsync();
            // A person and a room have that name now.
            await Expect(bob.Conversations.GetByRole(AriaRole.Link, new() { Name = name })).ToHaveCountAsync(2);
            await eve.Page.Keyboard.PressAsync("Escape");
            await eve.Button("Log out").ClickAsync();
            await Expect(eve.Page.GetByText($"Goodbye, {name}")).ToBeVisibleAsync();
            await bob.Conversation(Device.Lobby).ClickAsync();
        }

        await AssertNothingCameOfItAsync([bob]);
    }

    [Fact]
    public async Task Every_injection_in_the_names_of_a_person_and_a_room_is_shown_letter_by_letter()
    {
        var bob = await JoinAsync("bob");
        var names = Injections.AsNames;
        foreach (var name in names)
        {
            using var eve = await ApiPerson.JoinAsync(Server, name);
            await eve.SayAsync("hello", await eve.MakeRoomAsync(name, with: "bob"));
            await eve.SayAsync("hello");
            await Expect(bob.Log.GetByText(name, new() { Exact = true })).ToBeVisibleAsync();
            await Expect(bob.UnreadConversation(name, 1)).ToBeVisibleAsync();
        }

        // As the heading, as the author, as a member, among the results of both searches.
        foreach (var name in names.Where((_, index) => index % 6 == 0))
        {
            await bob.UnreadConversation(name, 1).ClickAsync();
            await Expect(bob.Heading(name)).ToBeVisibleAsync();
            await bob.Page.GetByRole(AriaRole.Tab, new() { Name = "Members" }).ClickAsync();
            await Expect(bob.Page.GetByRole(AriaRole.Tabpanel).GetByText(name, new() { Exact = true })).ToBeVisibleAsync();
            await bob.Switcher.FillAsync(name);
            await Expect(bob.Option(name).First).ToBeVisibleAsync();
            await bob.Switcher.PressAsync("Escape");
        }

        await bob.SearchBox.FillAsync("hello");
        await Expect(bob.SearchResults.GetByRole(AriaRole.Listitem).First).ToBeVisibleAsync();
        await AssertNothingCameOfItAsync([bob]);
    }

    [Fact]
    public async Task What_is_no_plain_web_address_is_no_link()
    {
        var people = await JoinAllAsync("alice", "bob");
        string[] texts =
        [
            "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "data:text/html,<script>alert(1)</script>",
            "vbscript:msgbox(1)", "file:///etc/passwd", "//evil.example/x", "[click](javascript:alert(1))",
            "http://bank.example@evil.example/",
        ];
        foreach (var text in texts) await people[0].SayAsync(text);
        await Expect(people[1].Messages).ToHaveCountAsync(texts.Length);
        await Expect(people[1].Messages.GetByRole(AriaRole.Link)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_web_address_is_a_link_that_tells_the_other_site_nothing()
    {
        var people = await JoinAllAsync("alice", "bob");
        await people[0].SayAsync("see https://example.org/a?b=c#d, please");
        var link = people[1].Messages.GetByRole(AriaRole.Link);
        await Expect(link).ToHaveTextAsync("https://example.org/a?b=c#d");
        await Expect(link).ToHaveAttributeAsync("href", "https://example.org/a?b=c#d");
        await Expect(link).ToHaveAttributeAsync("target", "_blank");
        foreach (var word in new[] { "noopener", "noreferrer", "nofollow" })
            await Expect(link).ToHaveAttributeAsync("rel", new System.Text.RegularExpressions.Regex(word));
    }

    [Fact]
    public async Task A_change_of_direction_is_shown_and_does_not_reach_beyond_its_place()
    {
        var people = await JoinAllAsync("alice", "bob");
        var (alice, bob) = (people[0], people[1]);
        await alice.SayAsync("invoice_\u202Egpj.exe and more");
        await Expect(bob.Messages).ToHaveCountAsync(1);
        var shown = await bob.Messages.First.InnerTextAsync();
        Assert.Contains("U+202E", shown, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202E', shown);

        // The address bar's neighbour: the line below the name of the conversation, and the title of a notice.
        Assert.DoesNotContain('\u202E', await bob.Page.Locator("body").InnerTextAsync());

        // Letters that run from right to left need no sign at all, and belong in a name.
        var hebrew = await JoinAsync("דנה");
        await hebrew.SayAsync("שלום, world!");
        await Expect(bob.Said("שלום, world!")).ToBeVisibleAsync();
        var startsAtTheRight = await bob.Said("שלום, world!").EvaluateAsync<bool>(
            """
            element => {
              const text = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode();
              const left = at => { const range = new Range(); range.setStart(text, at); range.setEnd(text, at + 1); return range.getBoundingClientRect().left; };
              const start = text.data.search(/\S/);
              return left(start) > left(text.data.indexOf('world'));
            }
            """);
        Assert.True(startsAtTheRight);
        await Expect(bob.InPeople("דנה")).ToHaveCountAsync(1);
        Assert.Equal(
            "BDI", await bob.InPeople("דנה").EvaluateAsync<string>("element => element.closest('bdi')?.tagName ?? element.tagName"));
    }

    [Fact]
    public async Task A_monster_of_a_text_leaves_the_page_in_shape()
    {
        var people = await JoinAllAsync("alice", "bob");
        (string Part, int Count)[] monsters =
        [
            ("a", 8_000), ("Z\u0351\u036B\u0343\u036A\u0302\u036B\u033D\u034F\u0334", 400), ("😀", 2_000), ("<b>", 2_600), ("**_`", 2_000),
            ("http://", 1_000),
        ];
        foreach (var (part, count) in monsters)
        {
            await people[0].SayAsync(string.Concat(Enumerable.Repeat(part, count)));
            await people[0].SayAsync($"after {part.Length} x {count}");
            await Expect(people[1].Said($"after {part.Length} x {count}")).ToBeInViewportAsync();
            await people[1].AssertNoSidewaysScrollAsync();
            await Expect(people[1].SendButton).ToBeInViewportAsync();
        }
    }

    static async Task AssertNothingCameOfItAsync(IEnumerable<Device> devices)
    {
        foreach (var device in devices)
        {
            var elements = await device.Page.EvaluateAsync<int>(
                "() => document.querySelectorAll('[onerror], [onload], [onfocus], [ontoggle], iframe, base, [href*=evil], [src*=evil], img[src=x]').length");
            Assert.Equal(0, elements);
        }
    }
}
