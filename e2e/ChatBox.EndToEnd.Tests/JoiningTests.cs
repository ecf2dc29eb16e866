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

    [Theory]
    [InlineData("Send")]
    [InlineData("New room")]
    [InlineData("Log out")]
    [InlineData("Settings")]
    public async Task At_1280_pixels_the_button_is_visible_without_a_menu(string name)
    {
        var alice = await JoinAsync("alice");
        await Expect(alice.Button(name)).ToBeInViewportAsync();
    }

    [Theory]
    [InlineData("alice")]
    [InlineData("ALICE")]
    [InlineData("ａｌｉｃｅ")]
    [InlineData("аliсе")] // Cyrillic а, с and е
    [InlineData("a1ice")]
    public async Task A_name_that_somebody_has_or_that_looks_like_it_is_taken(string name)
    {
        await JoinAsync("alice");
        var other = await NewDeviceAsync();
        await other.OpenAsync();
        await other.GiveNameAsync(name);

        await Expect(other.Alert).ToContainTextAsync("taken");
        await Expect(other.NameBox).ToBeFocusedAsync();
        await other.GiveNameAsync("bob");
        await Expect(other.Heading(Device.Lobby)).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("012345678901234567890123456789012")]
    [InlineData("..")]
    public async Task What_cannot_be_a_name_is_refused_in_words(string name)
    {
        var device = await NewDeviceAsync();
        await device.OpenAsync();
        await device.GiveNameAsync(name);
        await Expect(device.Alert).ToHaveTextAsync(Words());
        await Expect(device.NameBox).ToBeVisibleAsync();
    }

    [GeneratedRegex(@"\w+ \w+")]
    private static partial Regex Words();
}
