using System.Text.RegularExpressions;

namespace ChatBox.EndToEnd.Tests.Browsers;

/// <summary>
/// One browser profile of one person, with one page open. Everything is found by role and accessible name, as by somebody with a screen
/// reader.
/// </summary>
sealed partial class Device(IBrowserContext context, IPage page, BrowserWatch watch, Uri address) : IAsyncDisposable
{
    public const string Lobby = "Lobby";

    /// <summary>Who uses it, as far as the test knows.</summary>
    public string Name { get; private set; } = "nobody";

    public IBrowserContext Context => context;

    public IPage Page => page;

    public BrowserWatch Watch => watch;

    // The way in.
    public ILocator NameBox => page.GetByRole(AriaRole.Textbox, new() { Name = "Your name", Exact = true });
    public ILocator JoinButton => Button("Join");
    public ILocator CodeBox => page.GetByRole(AriaRole.Textbox, new() { Name = "Invite code" });
    public ILocator Alert => page.GetByRole(AriaRole.Alert);

    // Left.
    public ILocator Conversations => page.GetByRole(AriaRole.Navigation, new() { Name = "Conversations" });
    public ILocator Switcher => page.GetByRole(AriaRole.Combobox, new() { Name = "Search people and rooms" });

    // Middle.
    public ILocator Log => page.GetByRole(AriaRole.Log, new() { Name = "Messages" });
    public ILocator Messages => Log.GetByRole(AriaRole.Article);
    public ILocator MessageBox => page.GetByRole(AriaRole.Textbox, new() { Name = "Message", Exact = true });
    public ILocator SendButton => Button("Send");
    public ILocator SearchBox => page.GetByRole(AriaRole.Searchbox, new() { Name = "Search messages" });
    public ILocator SearchResults => page.GetByRole(AriaRole.Region, new() { Name = "Search results" });
    /// <summary>The thin bar below the header that is there while the connection is not.</summary>
    public ILocator ReconnectingBar => page.GetByRole(AriaRole.Status).Filter(new() { HasTextRegex = Disconnected() });

    // Right.
    public ILocator People => page.GetByRole(AriaRole.List, new() { Name = "People" });

    public ILocator Button(string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator Heading(string name) => page.GetByRole(AriaRole.Heading, new() { Name = name, Exact = true });

    /// <summary>The link whose name is exactly this, so nothing is unread behind it.</summary>
    public ILocator Conversation(string name) => Conversations.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    public ILocator UnreadConversation(string name, int count) => Conversation($"{name}, {count} unread");

    /// <summary>The line of the list "People" in which the name stands, and nothing else is a part of the name.</summary>
    public ILocator InPeople(string name) => People.GetByText(name, new() { Exact = true });

    public ILocator Option(string name) => page.GetByRole(AriaRole.Option, new() { Name = name, Exact = true });

    /// <summary>A text in the log that is exactly this.</summary>
    public ILocator Said(string text) => Log.GetByText(text, new() { Exact = true });

    public Task OpenAsync(string path = "/") => page.GotoAsync(new Uri(address, path).ToString());

    /// <summary>Opens the page, gives the name and waits for the lobby.</summary>
    public async Task JoinAsync(string name)
    {
        await OpenAsync();
        await GiveNameAsync(name);
        await Expect(Heading(Lobby)).ToBeVisibleAsync();
    }

    public async Task GiveNameAsync(string name)
    {
        Name = name;
        await NameBox.FillAsync(name);
        await JoinButton.ClickAsync();
    }

    public async Task SayAsync(string text)
    {
        await MessageBox.FillAsync(text);
        await SendButton.ClickAsync();
    }

    /// <summary>Goes to a person, or to a room and joins it, by the search on the left.</summary>
    public async Task SwitchToAsync(string name)
    {
        await Switcher.FillAsync(name);
        await Option(name).ClickAsync();
        await Expect(Heading(name)).ToBeVisibleAsync();
    }

    public async Task MakeRoomAsync(string name, bool isPrivate = false)
    {
        await Button("New room").ClickAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Room name" }).FillAsync(name);
        var tick = page.GetByRole(AriaRole.Checkbox, new() { Name = "Private" });
        await Expect(tick).Not.ToBeCheckedAsync();
        await tick.SetCheckedAsync(isPrivate);
        await Button("Create").ClickAsync();
        await Expect(Heading(name)).ToBeVisibleAsync();
    }

    /// <summary>The texts of the log that match, from top to bottom.</summary>
    public async Task<string[]> TextsAsync(Regex texts) =>
        [.. texts.Matches(await Log.InnerTextAsync()).Select(match => match.Value)];

    /// <summary>Nothing is wider than the window.</summary>
    public async Task AssertNoSidewaysScrollAsync()
    {
        var excess = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - window.innerWidth");
        Assert.True(excess <= 0, $"The page is {excess} px wider than the window.");
    }

    public ValueTask DisposeAsync() => context.DisposeAsync();

    [GeneratedRegex("Reconnecting|cannot be reached")]
    private static partial Regex Disconnected();
}
