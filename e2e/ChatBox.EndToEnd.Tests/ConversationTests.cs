using System.Text.RegularExpressions;
using ChatBox.EndToEnd.Tests.Browsers;

namespace ChatBox.EndToEnd.Tests;

public sealed partial class ConversationTests(Chromium chromium) : ChatTest(chromium)
{
    [Fact]
    public async Task Two_people_in_the_lobby_see_each_other_once_and_read_each_other_in_order()
    {
        var people = await JoinAllAsync("alice", "bob");
        var (alice, bob) = (people[0], people[1]);

        await alice.SayAsync("line 1");
        await Expect(bob.Said("line 1")).ToBeVisibleAsync();
        await bob.SayAsync("line 2");
        await Expect(alice.Said("line 2")).ToBeVisibleAsync();
        await alice.MessageBox.FillAsync("line 3");
        await alice.MessageBox.PressAsync("Enter");
        await Expect(bob.Said("line 3")).ToBeVisibleAsync();

        foreach (var device in people)
        {
            Assert.Equal(["line 1", "line 2", "line 3"], await device.TextsAsync(Lines()));
            await Expect(device.InPeople("alice")).ToHaveCountAsync(1);
            await Expect(device.InPeople("bob")).ToHaveCountAsync(1);
            await Expect(device.People.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(2);
        }
    }

    [Fact]
    public async Task A_text_of_several_lines_keeps_them_and_Shift_Enter_does_not_send()
    {
        var people = await JoinAllAsync("alice", "bob");
        await people[0].MessageBox.PressSequentiallyAsync("first");
        await people[0].MessageBox.PressAsync("Shift+Enter");
        await people[0].MessageBox.PressSequentiallyAsync("second");
        await Expect(people[0].MessageBox).ToHaveValueAsync("first\nsecond");
        await people[0].MessageBox.PressAsync("Enter");

        await Expect(people[1].Messages).ToHaveCountAsync(1);
        Assert.Contains("first\nsecond", await people[1].Log.InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Choosing_a_person_opens_the_direct_conversation_and_opening_it_there_clears_what_is_unread()
    {
        var people = await JoinAllAsync("alice", "bob", "carol");
        var (alice, bob, carol) = (people[0], people[1], people[2]);

        await alice.People.GetByRole(AriaRole.Button, new() { Name = "bob" }).ClickAsync();
        await Expect(alice.Heading("bob")).ToBeVisibleAsync();
        await alice.SayAsync("only for you");
        await Expect(bob.UnreadConversation("alice", 1)).ToBeVisibleAsync();
        await Expect(bob.Page).ToHaveTitleAsync("(1) ChatBox");
        await alice.SayAsync("and this");
        await Expect(bob.UnreadConversation("alice", 2)).ToBeVisibleAsync();

        await bob.UnreadConversation("alice", 2).ClickAsync();
        await Expect(bob.Said("only for you")).ToBeVisibleAsync();
        await Expect(bob.Conversation("alice")).ToBeVisibleAsync();
        await Expect(bob.Page).ToHaveTitleAsync("ChatBox");
        await bob.SayAsync("thank you");
        await Expect(alice.Said("thank you")).ToBeVisibleAsync();

        // It is nobody else's business.
        await Expect(carol.Conversations.GetByRole(AriaRole.Link)).ToHaveCountAsync(1);
        await Expect(carol.Page.GetByText("only for you")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task By_keyboard_the_search_finds_the_person_of_the_arrows_and_Enter()
    {
        var people = await JoinAllAsync("alice", "bobby", "bob");
        var alice = people[0];
        await Expect(alice.InPeople("bobby")).ToBeVisibleAsync();

        await alice.Page.Keyboard.PressAsync("Control+k");
        await Expect(alice.Switcher).ToBeFocusedAsync();
        await alice.Page.Keyboard.TypeAsync("bob");
        await Expect(alice.Option("bob")).ToHaveAttributeAsync("aria-selected", "true");
        await alice.Page.Keyboard.PressAsync("ArrowDown");
        await Expect(alice.Option("bobby")).ToHaveAttributeAsync("aria-selected", "true");
        await alice.Page.Keyboard.PressAsync("ArrowUp");
        await alice.Page.Keyboard.PressAsync("Enter");

        await Expect(alice.Heading("bob")).ToBeVisibleAsync();
        await Expect(alice.MessageBox).ToBeFocusedAsync();
        await alice.Page.Keyboard.TypeAsync("hello");
        await alice.Page.Keyboard.PressAsync("Enter");
        await Expect(people[2].UnreadConversation("alice", 1)).ToBeVisibleAsync();
        await Expect(people[1].Conversations.GetByRole(AriaRole.Link)).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task What_begins_as_it_was_typed_stands_before_what_only_holds_it()
    {
        var people = await JoinAllAsync("alice", "boris", "bo", "jumbo");
        await people[0].Switcher.FillAsync("bo");
        await Expect(people[0].Page.GetByRole(AriaRole.Option)).ToHaveTextAsync(["bo", "boris", "jumbo"]);
        await people[0].Switcher.FillAsync("b");
        await Expect(people[0].Page.GetByRole(AriaRole.Option)).ToHaveTextAsync(["bo", "boris", "Lobby", "jumbo"]);
    }

    [Fact]
    public async Task What_came_meanwhile_stands_below_the_line_New()
    {
        var people = await JoinAllAsync("alice", "bob");
        var (alice, bob) = (people[0], people[1]);
        await alice.SayAsync("seen");
        await Expect(bob.Said("seen")).ToBeVisibleAsync();
        await bob.MakeRoomAsync("elsewhere");
        await alice.SayAsync("missed");
        await bob.UnreadConversation(Device.Lobby, 1).ClickAsync();

        await Expect(bob.Said("missed")).ToBeVisibleAsync();
        Assert.Equal(["seen", "New", "missed"], await bob.TextsAsync(SeenNewMissed()));
        // It stays for the visit, also when more comes.
        await alice.SayAsync("and more");
        await Expect(bob.Said("and more")).ToBeVisibleAsync();
        await Expect(bob.Said("New")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_reload_keeps_who_I_am_the_conversation_and_the_draft()
    {
        var people = await JoinAllAsync("alice", "bob");
        var alice = people[0];
        await alice.SwitchToAsync("bob");
        await alice.SayAsync("sent");
        await Expect(people[1].UnreadConversation("alice", 1)).ToBeVisibleAsync();
        await alice.MessageBox.FillAsync("half a thou");
        await alice.Page.ReloadAsync();

        await Expect(alice.Heading("bob")).ToBeVisibleAsync();
        await Expect(alice.Said("sent")).ToBeVisibleAsync();
        await Expect(alice.MessageBox).ToHaveValueAsync("half a thou");
        await Expect(alice.InPeople("alice")).ToHaveCountAsync(1);
        await Expect(alice.InPeople("bob")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Each_conversation_has_an_address_and_Back_goes_to_the_one_before()
    {
        var alice = await JoinAsync("alice");
        await alice.MakeRoomAsync("robotics");
        var address = alice.Page.Url;
        await alice.Page.GoBackAsync();
        await Expect(alice.Heading(Device.Lobby)).ToBeVisibleAsync();
        await alice.Page.GotoAsync(address);
        await Expect(alice.Heading("robotics")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Back_and_forward_through_conversations_and_a_reload_lose_and_repeat_nothing()
    {
        var people = await JoinAllAsync("alice", "bob");
        var (alice, bob) = (people[0], people[1]);
        await alice.SayAsync("line 1");
        await alice.MakeRoomAsync("robotics");
        await alice.SayAsync("line 2");
        await bob.SayAsync("line 3");
        await alice.Page.GoBackAsync();
        await Expect(alice.Said("line 3")).ToBeVisibleAsync();
        Assert.Equal(["line 1", "line 3"], await alice.TextsAsync(Lines()));
        await alice.Page.GoForwardAsync();
        await Expect(alice.Heading("robotics")).ToBeVisibleAsync();
        Assert.Equal(["line 2"], await alice.TextsAsync(Lines()));

        // Away from the page and back to it: the browser may have kept it as it was.
        await alice.Page.GotoAsync("about:blank");
        await bob.SayAsync("line 4");
        await alice.Page.GoBackAsync();
        await Expect(alice.Heading("robotics")).ToBeVisibleAsync();
        await alice.UnreadConversation(Device.Lobby, 1).ClickAsync();
        await Expect(alice.Said("line 4")).ToBeVisibleAsync();
        Assert.Equal(["line 1", "line 3", "line 4"], await alice.TextsAsync(Lines()));
        await alice.SayAsync("line 5");
        await Expect(bob.Said("line 5")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task The_column_of_people_is_open_wherever_there_is_room_for_it()
    {
        var alice = await JoinAsync("alice");
        await Expect(alice.InPeople("alice")).ToBeVisibleAsync();
        await alice.Page.SetViewportSizeAsync(800, 700);
        await Expect(alice.InPeople("alice")).ToBeHiddenAsync();
        await alice.Button("People").ClickAsync();
        await Expect(alice.InPeople("alice")).ToBeVisibleAsync();
        await alice.Page.Keyboard.PressAsync("Escape");
        await Expect(alice.InPeople("alice")).ToBeHiddenAsync();
        await alice.Page.SetViewportSizeAsync(1280, 800);
        await Expect(alice.InPeople("alice")).ToBeVisibleAsync();
    }

    [GeneratedRegex(@"line \d")]
    private static partial Regex Lines();

    [GeneratedRegex("seen|New|missed")]
    private static partial Regex SeenNewMissed();
}
