using System.Text.RegularExpressions;
using ChatBox.EndToEnd.Tests.Browsers;

namespace ChatBox.EndToEnd.Tests;

public sealed partial class JoiningTests(Chromium chromium) : ChatTest(chromium)
{
    [Fact]
    public async Task A_name_is_all_it_takes_to_be_in_the_lobby()
    {
        var alice = await NewDeviceAsync();
        await alice.OpenAsync();
        await Expect(alice.NameBox).ToBeFocusedAsync();
        await alice.GiveNameAsync("alice");

        await Expect(alice.Heading(Device.Lobby)).ToBeVisibleAsync();
        await Expect(alice.Log).ToBeVisibleAsync();
        await Expect(alice.Conversations.GetByRole(AriaRole.Link).First).ToHaveAccessibleNameAsync(Device.Lobby);
        await Expect(alice.InPeople("alice")).ToHaveCountAsync(1);
        await Expect(alice.MessageBox).ToBeFocusedAsync();
    }

    [Fact]
    public async Task At_1280_pixels_every_button_is_visible_without_a_menu()
    {
        var alice = await JoinAsync("alice");
        foreach (var name in new[] { "Send", "Attach file", "Start video call", "Server files", "New room", "Log out", "Settings" })
            await Expect(alice.Button(name)).ToBeInViewportAsync();
        foreach (var field in new[] { alice.MessageBox, alice.SearchBox, alice.Switcher }) await Expect(field).ToBeInViewportAsync();
    }

    [Fact]
    public async Task A_name_that_somebody_has_or_that_looks_like_it_is_taken()
    {
        await JoinAsync("alice");
        var other = await NewDeviceAsync();
        await other.OpenAsync();
        foreach (var name in new[] { "alice", "ALICE", "ａｌｉｃｅ", "\u0430li\u0441\u0435", "a1ice" })
        {
            await other.GiveNameAsync(name);
            await Expect(other.Alert).ToContainTextAsync($"{name} is taken");
            await Expect(other.NameBox).ToBeFocusedAsync();
        }

        await other.GiveNameAsync("bob");
        await Expect(other.Heading(Device.Lobby)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_cannot_be_a_name_is_refused_in_words()
    {
        var device = await NewDeviceAsync();
        await device.OpenAsync();
        string[] names =
        [
            "", "   ", "..", "012345678901234567890123456789012",
            // Tricks for the eye: right-to-left override, zero-width space, bell, marks without a letter.
            "a\u202Eb", "a\u200Bb", "a\u0007b", "\u0301\u0301",
        ];
        foreach (var name in names)
        {
            await device.GiveNameAsync(name);
            await Expect(device.Alert).ToHaveTextAsync(Words());
            await Expect(device.NameBox).ToBeEditableAsync();
            await device.Page.ReloadAsync();
        }
    }

    [GeneratedRegex(@"\w+ \w+")]
    private static partial Regex Words();
}
