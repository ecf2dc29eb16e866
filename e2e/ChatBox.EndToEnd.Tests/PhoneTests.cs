using ChatBox.EndToEnd.Tests.Browsers;

namespace ChatBox.EndToEnd.Tests;

public sealed class PhoneTests(Chromium chromium) : ChatTest(chromium)
{
    [Fact]
    public async Task On_a_phone_one_column_at_a_time_is_enough_for_everything()
    {
        var bob = await JoinAsync("bob");
        await bob.SayAsync("a_long_word_without_any_place_to_break_" + new string('x', 200));
        var alice = await NewDeviceAsync(AsPhone);
        await alice.OpenAsync();
        await alice.AssertNoSidewaysScrollAsync();
        await alice.GiveNameAsync("alice");

        await Expect(alice.Heading(Device.Lobby)).ToBeVisibleAsync();
        await Expect(alice.MessageBox).ToBeInViewportAsync();
        await Expect(alice.Conversations).ToBeHiddenAsync();
        await alice.AssertNoSidewaysScrollAsync();
        await alice.MessageBox.FillAsync("from the phone");
        await alice.SendButton.TapAsync();
        await Expect(bob.Said("from the phone")).ToBeVisibleAsync();

        await alice.Button("Back").TapAsync();
        await Expect(alice.Conversations).ToBeVisibleAsync();
        await Expect(alice.Log).ToBeHiddenAsync();
        await alice.AssertNoSidewaysScrollAsync();
        await bob.SwitchToAsync("alice");
        await bob.SayAsync("psst");
        await alice.UnreadConversation("bob", 1).TapAsync();
        await Expect(alice.Said("psst")).ToBeVisibleAsync();
        await alice.AssertNoSidewaysScrollAsync();

        await alice.Button("People").TapAsync();
        await Expect(alice.InPeople("bob")).ToBeInViewportAsync();
        await alice.AssertNoSidewaysScrollAsync();
        await alice.Page.GetByRole(AriaRole.Complementary, new() { Name = "People" }).GetByRole(
            AriaRole.Button, new() { Name = "Close" }).TapAsync();
        await alice.Button("Search messages").TapAsync();
        await alice.SearchBox.FillAsync("phone");
        await Expect(alice.SearchResults.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
        await alice.AssertNoSidewaysScrollAsync();
    }

    [Fact]
    public async Task On_a_phone_the_name_of_a_room_is_not_cut_for_its_buttons_and_people_are_added_beside_the_members()
    {
        var alice = await JoinAsync("alice", AsPhone);
        await alice.Button("Back").TapAsync();
        await alice.MakeRoomAsync("paper draft", isPrivate: true);
        Assert.True(await alice.Heading("paper draft").EvaluateAsync<bool>("name => name.scrollWidth <= name.clientWidth"));
        await alice.Button("People").TapAsync();
        await alice.Page.GetByRole(AriaRole.Tab, new() { Name = "Members" }).TapAsync();
        await AssertThumbsFitAsync(alice);
        await alice.Button("Add people").TapAsync();
        await Expect(alice.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_phone_that_shows_everything_twice_as_large_has_room_for_the_name_and_its_buttons()
    {
        var alice = await NewDeviceAsync(options =>
        {
            AsPhone(options);
            options.ViewportSize = new ViewportSize { Width = 180, Height = 370 };
        });
        await alice.JoinAsync("alice");
        foreach (var name in new[] { "Back", "Search messages", "Start video call", "People", "Send" })
            await Expect(alice.Button(name)).ToBeInViewportAsync(new() { Ratio = 1 });
        await alice.AssertNoSidewaysScrollAsync();
        await alice.Button("Back").TapAsync();
        await Expect(alice.Button("Settings")).ToBeInViewportAsync(new() { Ratio = 1 });
        await alice.Button("Settings").TapAsync();
        var dialog = alice.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToBeVisibleAsync();
        Assert.True(await dialog.EvaluateAsync<bool>("dialog => dialog.scrollWidth <= dialog.clientWidth"), "The dialog is cut.");
    }

    [Fact]
    public async Task In_a_room_every_tab_of_the_panel_is_in_view_on_a_phone_and_beside_the_conversation()
    {
        var alice = await JoinAsync("alice", AsPhone);
        await alice.Button("Back").TapAsync();
        await alice.MakeRoomAsync("paper draft");
        await alice.Button("People").TapAsync();
        var tabs = alice.Page.GetByRole(AriaRole.Tab);
        await Expect(tabs).ToHaveCountAsync(4);
        foreach (var tab in await tabs.AllAsync()) await Expect(tab).ToBeInViewportAsync(new() { Ratio = 1 });
        await alice.Page.SetViewportSizeAsync(1280, 800);
        foreach (var tab in await tabs.AllAsync()) await Expect(tab).ToBeInViewportAsync(new() { Ratio = 1 });
    }

    [Fact]
    public async Task A_name_from_right_to_left_that_is_too_long_for_its_line_loses_its_end_and_not_its_beginning()
    {
        const string name = "غرفة الاختبار مع اسم طويل جدا لا يتسع له السطر";
        var alice = await JoinAsync("alice", AsPhone);
        await alice.Button("Back").TapAsync();
        await alice.MakeRoomAsync(name);
        // The beginning is what stands on the right: a letter of it lies within the heading.
        var isBeginningSeen = await alice.Heading(name).EvaluateAsync<bool>(
            """
            heading => {
              const text = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT).nextNode();
              const first = document.createRange();
              first.setStart(text, 0);
              first.setEnd(text, 1);
              const letter = first.getBoundingClientRect();
              const line = heading.getBoundingClientRect();
              return letter.left >= line.left - 1 && letter.right <= line.right + 1;
            }
            """);
        Assert.True(isBeginningSeen);
    }

    [Fact]
    public async Task On_a_phone_everything_that_is_pressed_is_as_large_as_a_thumb()
    {
        await JoinAsync("bob");
        var alice = await JoinAsync("alice", AsPhone);
        await AssertThumbsFitAsync(alice);
        await alice.Button("Back").TapAsync();
        await Expect(alice.Conversations).ToBeVisibleAsync();
        await AssertThumbsFitAsync(alice);
    }

    internal static async Task AssertThumbsFitAsync(Device device)
    {
        const double thumb = 44;
        foreach (var button in await device.Page.GetByRole(AriaRole.Button).AllAsync())
        {
            var box = await button.BoundingBoxAsync();
            if (box is null) continue;
            Assert.True(
                box.Width >= thumb && box.Height >= thumb,
                $"{await button.GetAttributeAsync("aria-label") ?? await button.InnerTextAsync()} is {box.Width} x {box.Height}");
        }
    }
}
