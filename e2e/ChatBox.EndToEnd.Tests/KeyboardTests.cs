using ChatBox.EndToEnd.Tests.Browsers;

namespace ChatBox.EndToEnd.Tests;

public sealed class KeyboardTests(Chromium chromium) : ChatTest(chromium)
{
    [Fact]
    public async Task Joining_writing_switching_and_leaving_need_no_mouse()
    {
        var bob = await JoinAsync("bob");
        var alice = await NewDeviceAsync();
        await alice.OpenAsync();
        await Expect(alice.NameBox).ToBeFocusedAsync();
        var keys = alice.Page.Keyboard;
        await keys.TypeAsync("alice");
        await keys.PressAsync("Enter");
        await Expect(alice.MessageBox).ToBeFocusedAsync();
        await keys.TypeAsync("hello all");
        await keys.PressAsync("Enter");
        await Expect(bob.Said("hello all")).ToBeVisibleAsync();

        await keys.PressAsync("Control+k");
        await keys.TypeAsync("bob");
        await Expect(alice.Option("bob")).ToBeVisibleAsync();
        await keys.PressAsync("Enter");
        await Expect(alice.Heading("bob")).ToBeVisibleAsync();
        await Expect(alice.MessageBox).ToBeFocusedAsync();
        await keys.TypeAsync("hello you");
        await keys.PressAsync("Enter");
        await Expect(bob.UnreadConversation("alice", 1)).ToBeVisibleAsync();

        await keys.PressAsync("Alt+ArrowUp");
        await Expect(alice.Heading(Device.Lobby)).ToBeVisibleAsync();
        await keys.PressAsync("Alt+ArrowDown");
        await Expect(alice.Heading("bob")).ToBeVisibleAsync();

        await TabToAsync(alice, alice.Button("Log out"));
        await keys.PressAsync("Enter");
        await Expect(alice.Page.GetByText("Goodbye, alice")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Who_searches_before_the_page_is_connected_keeps_the_focus_and_gets_the_answer()
    {
        var bob = await JoinAsync("bob");
        await bob.SayAsync("the needle");
        await Expect(bob.Log.GetByText("Sending")).ToHaveCountAsync(0);
        var alice = await NewDeviceAsync();
        var typed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await alice.Page.RouteWebSocketAsync("**/ws", async socket =>
        {
            await typed.Task;
            socket.ConnectToServer();
        });
        await alice.JoinAsync("alice");
        await alice.SearchBox.FillAsync("needle");
        await Expect(alice.SearchResults).ToContainTextAsync("Searching");
        typed.SetResult();

        await Expect(alice.Conversation(Device.Lobby)).ToBeVisibleAsync();
        await Expect(alice.SearchResults.GetByRole(AriaRole.Listitem)).ToContainTextAsync("the needle");
        await Expect(alice.SearchBox).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Who_has_tabbed_to_a_button_before_the_conversations_are_there_keeps_the_focus()
    {
        var alice = await NewDeviceAsync();
        var tabbed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await alice.Page.RouteWebSocketAsync("**/ws", async socket =>
        {
            await tabbed.Task;
            socket.ConnectToServer();
        });
        await alice.JoinAsync("alice");
        await TabToAsync(alice, alice.Button("New room"));
        tabbed.SetResult();
        await Expect(alice.MessageBox).ToBeVisibleAsync();
        await Expect(alice.Button("New room")).ToBeFocusedAsync();

        // Opening a conversation is a wish to write, also by keyboard.
        await TabToAsync(alice, alice.Conversation(Device.Lobby));
        await alice.Page.Keyboard.PressAsync("Alt+ArrowDown");
        await alice.MakeRoomAsync("lab");
        await TabToAsync(alice, alice.Conversation(Device.Lobby));
        await alice.Page.Keyboard.PressAsync("Enter");
        await Expect(alice.MessageBox).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_dialog_takes_the_focus_and_Escape_gives_it_back()
    {
        var alice = await JoinAsync("alice");
        // The composer takes the focus once, when it is there.
        await Expect(alice.MessageBox).ToBeFocusedAsync();
        await TabToAsync(alice, alice.Button("New room"));
        await alice.Page.Keyboard.PressAsync("Enter");
        await Expect(alice.Page.GetByRole(AriaRole.Textbox, new() { Name = "Room name" })).ToBeFocusedAsync();
        await alice.Page.Keyboard.PressAsync("Escape");
        await Expect(alice.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await Expect(alice.Button("New room")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task The_question_mark_shows_the_keys_but_is_a_letter_where_one_writes()
    {
        var alice = await JoinAsync("alice");
        await Expect(alice.MessageBox).ToBeFocusedAsync();
        await alice.Page.Keyboard.TypeAsync("?");
        await Expect(alice.MessageBox).ToHaveValueAsync("?");
        await alice.Log.FocusAsync();
        await alice.Page.Keyboard.PressAsync("?");
        await Expect(alice.Page.GetByRole(AriaRole.Dialog, new() { Name = "Keyboard shortcuts" })).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("isComposing: true")]
    // Safari, at the Enter that ends the composition.
    [InlineData("keyCode: 229")]
    public async Task Enter_while_an_input_method_composes_sends_nothing(string sign)
    {
        var alice = await JoinAsync("alice");
        await Expect(alice.MessageBox).ToBeFocusedAsync();
        await alice.MessageBox.EvaluateAsync(
            "box => { box.value = '你好'; box.dispatchEvent(new InputEvent('input', { bubbles: true }));"
            + $" box.dispatchEvent(new KeyboardEvent('keydown', {{ key: 'Enter', {sign}, bubbles: true, cancelable: true }})); }}");
        await Expect(alice.MessageBox).ToHaveValueAsync("你好");
        await alice.MessageBox.PressAsync("Enter");
        await Expect(alice.Said("你好")).ToBeVisibleAsync();
        await Expect(alice.Messages).ToHaveCountAsync(1);
    }

    static async Task TabToAsync(Device device, ILocator target)
    {
        // More stops than the whole page has.
        for (var n = 0; n < 60; n++)
        {
            await device.Page.Keyboard.PressAsync("Tab");
            if (await target.EvaluateAsync<bool>("element => element === document.activeElement")) return;
        }

        Assert.Fail("Tab never gets there.");
    }
}
