using System.Text.RegularExpressions;
using ChatBox.EndToEnd.Tests.Browsers;

namespace ChatBox.EndToEnd.Tests;

/// <summary>
/// The server is killed, as by a power cut, and started again with the same data. No page is reloaded unless a test says so.
/// </summary>
public sealed partial class RestartTests(Chromium chromium) : ChatTest(chromium)
{
    /// <summary>A page waits up to 30 s between two tries, chosen by chance so that not all come at once.</summary>
    const float BackAfterAtMost = 45_000;

    [Fact]
    public async Task A_killed_server_comes_back_with_everything_and_the_open_pages_go_on()
    {
        var people = await JoinAllAsync("alice", "bob");
        var (alice, bob) = (people[0], people[1]);
        foreach (var device in people)
        {
            device.Watch.ConnectionsMayFail = true;
            await device.Page.EvaluateAsync("() => { window.sameDocument = true; }");
        }

        await alice.SayAsync("line 1");
        await Expect(bob.Said("line 1")).ToBeVisibleAsync();
        await bob.SayAsync("line 2");
        await Expect(alice.Said("line 2")).ToBeVisibleAsync();
        await Server.KillAsync();
        await Expect(alice.ReconnectingBar).ToBeVisibleAsync();
        await Expect(alice.MessageBox).ToBeEditableAsync();
        await Server.StartAgainAsync();

        await Expect(alice.ReconnectingBar).ToBeHiddenAsync(new() { Timeout = BackAfterAtMost });
        await Expect(bob.ReconnectingBar).ToBeHiddenAsync(new() { Timeout = BackAfterAtMost });
        await alice.SayAsync("line 3");
        await Expect(bob.Said("line 3")).ToBeVisibleAsync();
        foreach (var device in people)
        {
            Assert.Equal(["line 1", "line 2", "line 3"], await device.TextsAsync(Lines()));
            Assert.True(await device.Page.EvaluateAsync<bool>("() => window.sameDocument === true"));
            await Expect(device.InPeople("alice")).ToHaveCountAsync(1);
            await Expect(device.InPeople("bob")).ToHaveCountAsync(1);
        }

        // Whoever comes later reads the same.
        var carol = await JoinAsync("carol");
        await Expect(carol.Said("line 3")).ToBeVisibleAsync();
        Assert.Equal(["line 1", "line 2", "line 3"], await carol.TextsAsync(Lines()));
    }

    [Fact]
    public async Task What_was_written_while_the_server_was_away_is_sent_after_once_and_in_order()
    {
        var people = await JoinAllAsync("alice", "bob");
        var (alice, bob) = (people[0], people[1]);
        foreach (var device in people) device.Watch.ConnectionsMayFail = true;
        await alice.SayAsync("line 1");
        await Expect(bob.Said("line 1")).ToBeVisibleAsync();
        await Server.KillAsync();
        await alice.SayAsync("line 2");
        await alice.SayAsync("line 3");
        await alice.SayAsync("line 4");
        await Expect(alice.Log.GetByText("Sending")).ToHaveCountAsync(3);
        await Server.StartAgainAsync();

        await Expect(alice.ReconnectingBar).ToBeHiddenAsync(new() { Timeout = BackAfterAtMost });
        await Expect(bob.Said("line 4")).ToBeVisibleAsync(new() { Timeout = BackAfterAtMost });
        await Expect(alice.Log.GetByText("Sending")).ToHaveCountAsync(0);
        foreach (var device in people)
            Assert.Equal(["line 1", "line 2", "line 3", "line 4"], await device.TextsAsync(Lines()));
    }

    [Fact]
    public async Task On_a_phone_the_word_that_a_message_waits_stands_below_it_and_on_nothing()
    {
        const string text = "written while the server was away";
        var alice = await JoinAsync("alice", AsPhone);
        alice.Watch.ConnectionsMayFail = true;
        await Expect(alice.MessageBox).ToBeVisibleAsync();
        await Server.KillAsync();
        await Expect(alice.ReconnectingBar).ToBeVisibleAsync();
        await alice.SayAsync(text);
        await Expect(alice.Log.GetByText("Sending")).ToBeVisibleAsync();
        var said = await alice.Said(text).BoundingBoxAsync();
        var waits = await alice.Log.GetByText("Sending").BoundingBoxAsync();
        Assert.True(said!.Y + said.Height <= waits!.Y + 1, "The word lies on the message.");
    }

    [Fact]
    public async Task What_is_written_where_nothing_could_be_loaded_is_there_at_once()
    {
        var alice = await JoinAsync("alice");
        alice.Watch.ConnectionsMayFail = true;
        await alice.MakeRoomAsync("robotics");
        // The page knows nothing of what is in the lobby.
        await alice.Page.ReloadAsync();
        await Expect(alice.Log).ToContainTextAsync("robotics");
        await Server.KillAsync();
        await Expect(alice.ReconnectingBar).ToBeVisibleAsync();
        await alice.Conversation(Device.Lobby).ClickAsync();
        await Expect(alice.Heading(Device.Lobby)).ToBeVisibleAsync();
        await alice.SayAsync("line 1");

        await Expect(alice.Said("line 1")).ToBeVisibleAsync();
        await Expect(alice.Log.GetByText("Sending")).ToBeVisibleAsync();
        await Server.StartAgainAsync();
        await Expect(alice.Log.GetByText("Sending")).ToHaveCountAsync(0, new() { Timeout = BackAfterAtMost });
        await Expect(alice.Said("line 1")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task What_was_written_while_the_server_was_away_outlives_a_reload()
    {
        var people = await JoinAllAsync("alice", "bob");
        var (alice, bob) = (people[0], people[1]);
        foreach (var device in people) device.Watch.ConnectionsMayFail = true;
        await Server.KillAsync();
        await alice.SayAsync("line 1");
        await alice.SayAsync("line 2");
        await Expect(alice.Log.GetByText("Sending")).ToHaveCountAsync(2);
        // Nobody serves the page: the browser shows its own.
        await Assert.ThrowsAsync<PlaywrightException>(() => alice.Page.ReloadAsync());
        await Server.StartAgainAsync();
        await alice.OpenAsync("/c/lobby");

        await Expect(bob.Said("line 2")).ToBeVisibleAsync(new() { Timeout = BackAfterAtMost });
        foreach (var device in people)
            Assert.Equal(["line 1", "line 2"], await device.TextsAsync(Lines()));
    }

    [Fact]
    public async Task What_was_searched_for_while_the_server_was_away_is_found_when_it_is_back()
    {
        var alice = await JoinAsync("alice");
        await alice.SayAsync("the needle");
        await Expect(alice.Said("the needle")).ToBeVisibleAsync();
        await Expect(alice.Log.GetByText("Sending")).ToHaveCountAsync(0);
        alice.Watch.ConnectionsMayFail = true;
        await Server.KillAsync();
        await alice.SearchBox.FillAsync("needle");
        await Expect(alice.SearchResults).ToContainTextAsync("Searching");
        await Expect(alice.ReconnectingBar).ToBeVisibleAsync();
        await Server.StartAgainAsync();

        var found = alice.SearchResults.GetByRole(AriaRole.Listitem);
        await Expect(found).ToHaveCountAsync(1, new() { Timeout = BackAfterAtMost });
        await Expect(found).ToContainTextAsync("the needle");
    }

    [GeneratedRegex(@"line \d")]
    private static partial Regex Lines();
}
