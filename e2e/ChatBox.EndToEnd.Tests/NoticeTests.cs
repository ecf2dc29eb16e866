using ChatBox.EndToEnd.Tests.Browsers;
using ChatBox.EndToEnd.Tests.Hosting;

namespace ChatBox.EndToEnd.Tests;

/// <summary>What tells of a message beside the message itself: notifications, the tone, toasts, the icon.</summary>
public sealed class NoticeTests(Chromium chromium) : ChatTest(chromium)
{
    [Fact]
    public async Task A_notification_comes_for_what_is_for_me_and_only_while_nobody_looks()
    {
        var alice = await NewRecordedDeviceAsync();
        using var bob = await ApiPerson.JoinAsync(Server, "bob");
        Assert.Equal(0, await alice.Page.EvaluateAsync<int>("window.asked"));
        await NoticeRecorder.TurnOnAsync(alice);
        Assert.Equal(1, await alice.Page.EvaluateAsync<int>("window.asked"));

        // Looking: a toast.
        await bob.SayToAsync("alice", "in front");
        await Expect(Toast(alice)).ToContainTextAsync("in front");
        await NoticeRecorder.LookAwayAsync(alice);
        await bob.SayAsync("for everybody");
        await bob.SayAsync("for @alice");
        await bob.SayToAsync("alice", "run `make` **now**");
        await Expect(alice.UnreadConversation("bob", 2)).ToBeVisibleAsync();
        await NoticeRecorder.ExpectNotesAsync(alice, "bob · Lobby: for @alice", "bob: run make now");

        // The note leads there.
        await alice.Page.EvaluateAsync("window.notes.at(-1).note.onclick()");
        await Expect(alice.Heading("bob")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Without_permission_or_with_the_switch_off_nothing_is_shown()
    {
        var alice = await NewRecordedDeviceAsync();
        using var bob = await ApiPerson.JoinAsync(Server, "bob");
        await NoticeRecorder.LookAwayAsync(alice);
        await bob.SayToAsync("alice", "one");
        await Expect(alice.UnreadConversation("bob", 1)).ToBeVisibleAsync();
        await NoticeRecorder.ExpectNotesAsync(alice);
        await NoticeRecorder.TurnOnAsync(alice);
        await bob.SayToAsync("alice", "two");
        await NoticeRecorder.ExpectNotesAsync(alice, "bob: two");
    }

    [Fact]
    public async Task Markup_in_a_note_is_text_and_long_ones_are_cut()
    {
        const string name = "<img src=x onerror=alert(1)>";
        var alice = await NewRecordedDeviceAsync();
        using var eve = await ApiPerson.JoinAsync(Server, name);
        await NoticeRecorder.TurnOnAsync(alice);
        await NoticeRecorder.LookAwayAsync(alice);
        await eve.SayToAsync("alice", "<b>" + string.Concat(Enumerable.Repeat("😀", 1_000)));
        await Expect(alice.UnreadConversation(name, 1)).ToBeVisibleAsync();
        await NoticeRecorder.ExpectNotesAsync(alice, $"{name}: <b>{string.Concat(Enumerable.Repeat("😀", 76))}…");
        Assert.Equal("(1) ChatBox", await alice.Page.TitleAsync());
    }

    [Fact]
    public async Task The_tone_sounds_once_for_what_is_for_me_until_it_is_switched_off()
    {
        const int notesOfOneTone = 2;
        var alice = await NewRecordedDeviceAsync();
        using var bob = await ApiPerson.JoinAsync(Server, "bob");
        await bob.SayAsync("for everybody");
        await Expect(alice.Said("for everybody")).ToBeVisibleAsync();
        Assert.Equal(0, await alice.Page.EvaluateAsync<int>("window.tones"));
        await bob.SayToAsync("alice", "one");
        await bob.SayToAsync("alice", "two");
        await Expect(alice.UnreadConversation("bob", 2)).ToBeVisibleAsync();
        Assert.Equal(notesOfOneTone, await alice.Page.EvaluateAsync<int>("window.tones"));

        await alice.Button("Settings").ClickAsync();
        await alice.Page.GetByRole(AriaRole.Switch, new() { Name = "Sound" }).ClickAsync();
        await alice.Page.Keyboard.PressAsync("Escape");
        using var carol = await ApiPerson.JoinAsync(Server, "carol");
        await carol.SayToAsync("alice", "three");
        await Expect(alice.UnreadConversation("carol", 1)).ToBeVisibleAsync();
        Assert.Equal(notesOfOneTone, await alice.Page.EvaluateAsync<int>("window.tones"));
    }

    [Fact]
    public async Task A_toast_says_the_last_thing_once_and_goes_when_its_conversation_is_opened()
    {
        var alice = await JoinAsync("alice");
        using var bob = await ApiPerson.JoinAsync(Server, "bob");
        await bob.SayToAsync("alice", "first");
        await Expect(Toast(alice)).ToContainTextAsync("first");
        await bob.SayToAsync("alice", "second");
        await Expect(Toast(alice)).ToContainTextAsync("second");
        await Expect(Toast(alice)).ToHaveCountAsync(1);

        await alice.UnreadConversation("bob", 2).ClickAsync();
        await Expect(Toast(alice)).ToHaveCountAsync(0);
        await bob.SayToAsync("alice", "third");
        await Expect(alice.Said("third")).ToBeVisibleAsync();
        await Expect(Toast(alice)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_toast_sets_the_name_apart_from_the_text_for_the_eye_and_for_the_ear()
    {
        var alice = await JoinAsync("alice");
        using var bob = await ApiPerson.JoinAsync(Server, "bob");
        await bob.SayToAsync("alice", "a word with you");
        var button = Toast(alice).GetByRole(AriaRole.Button, new() { Name = "bob: a word with you", Exact = true });
        await Expect(button).ToBeVisibleAsync();
        var name = await button.GetByText("bob:", new() { Exact = true }).BoundingBoxAsync();
        var text = await button.GetByText("a word with you", new() { Exact = true }).BoundingBoxAsync();
        Assert.True(name!.Y + name.Height <= text!.Y + 1, "The name and the text stand in one line.");
    }

    [Fact]
    public async Task On_a_phone_a_toast_covers_no_message_and_the_list_that_counts_has_none()
    {
        var alice = await JoinAsync("alice", AsPhone);
        using var bob = await ApiPerson.JoinAsync(Server, "bob");
        await bob.SayToAsync("alice", "psst");
        await Expect(Toast(alice)).ToBeVisibleAsync();
        var toast = await Toast(alice).BoundingBoxAsync();
        var log = await alice.Log.BoundingBoxAsync();
        var back = await alice.Button("Back").BoundingBoxAsync();
        Assert.True(toast!.Y + toast.Height <= log!.Y, "The toast lies on the log.");
        Assert.True(toast.X >= back!.X + back.Width, "The toast lies on the way back.");

        await alice.Button("Back").TapAsync();
        await alice.UnreadConversation("bob", 1).TapAsync();
        await Expect(Toast(alice)).ToHaveCountAsync(0);
        await alice.Button("Back").TapAsync();
        await bob.SayToAsync("alice", "again");
        await bob.SayAsync("in the lobby");
        await Expect(alice.UnreadConversation("bob", 1)).ToBeVisibleAsync();
        // Nobody has seen it: the list stands in front of it.
        await Expect(alice.UnreadConversation(Device.Lobby, 1)).ToBeVisibleAsync();
        await Expect(Toast(alice)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_icon_of_the_tab_has_a_mark_while_something_is_unread()
    {
        var alice = await JoinAsync("alice");
        using var bob = await ApiPerson.JoinAsync(Server, "bob");
        var icon = alice.Page.Locator("link[rel=icon]");
        await Expect(icon).ToHaveAttributeAsync("href", "/icon.svg");
        await bob.SayToAsync("alice", "psst");
        await Expect(icon).ToHaveAttributeAsync("href", "/icon-unread.svg");
        Assert.True((await alice.Page.APIRequest.GetAsync(new Uri(Server.Address, "/icon-unread.svg").ToString())).Ok);
        await alice.UnreadConversation("bob", 1).ClickAsync();
        await Expect(icon).ToHaveAttributeAsync("href", "/icon.svg");
    }

    static ILocator Toast(Device device) =>
        device.Page.GetByRole(AriaRole.Status).Locator("> div").Filter(
            new() { Has = device.Page.GetByRole(AriaRole.Button, new() { Name = "Close" }) });

    async Task<Device> NewRecordedDeviceAsync()
    {
        var device = await NewDeviceAsync();
        await NoticeRecorder.InstallAsync(device);
        await device.JoinAsync("alice");
        return device;
    }
}
