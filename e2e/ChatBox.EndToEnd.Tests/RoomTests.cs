using ChatBox.EndToEnd.Tests.Browsers;

namespace ChatBox.EndToEnd.Tests;

public sealed class RoomTests(Chromium chromium) : ChatTest(chromium)
{
    [Fact]
    public async Task A_public_room_is_found_and_joined_by_the_search()
    {
        var people = await JoinAllAsync("alice", "bob");
        var (alice, bob) = (people[0], people[1]);
        await alice.MakeRoomAsync("robotics");
        await alice.SayAsync("the arm is calibrated");
        await bob.SwitchToAsync("robotics");

        await Expect(bob.Said("the arm is calibrated")).ToBeVisibleAsync();
        await Expect(bob.Conversation("robotics")).ToBeVisibleAsync();
        await bob.SayAsync("so is the camera");
        await Expect(alice.Said("so is the camera")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_private_room_is_there_only_for_who_is_brought_in()
    {
        var people = await JoinAllAsync("alice", "bob", "carol");
        var (alice, bob, carol) = (people[0], people[1], people[2]);
        await alice.MakeRoomAsync("paper draft", isPrivate: true);
        await alice.SayAsync("confidential");
        var address = new Uri(alice.Page.Url).PathAndQuery;

        await carol.Switcher.FillAsync("paper");
        await Expect(carol.Page.GetByText("Nobody and no room of that name.")).ToBeVisibleAsync();
        await carol.OpenAsync(address);
        await Expect(carol.Log).ToContainTextAsync("There is no such conversation");
        await Expect(carol.Page.GetByText("paper draft")).ToHaveCountAsync(0);

        await alice.Button("Add people").ClickAsync();
        await alice.Button("Add bob").ClickAsync();
        await bob.Conversation("paper draft").ClickAsync();
        await Expect(bob.Said("confidential")).ToBeVisibleAsync();
        await Expect(carol.Conversations.GetByRole(AriaRole.Link)).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Who_leaves_a_public_room_finds_it_again()
    {
        var people = await JoinAllAsync("alice", "bob");
        var (alice, bob) = (people[0], people[1]);
        await alice.MakeRoomAsync("robotics");
        await bob.SwitchToAsync("robotics");
        await bob.Page.GetByRole(AriaRole.Tab, new() { Name = "Members" }).ClickAsync();
        await bob.Button("Leave room").ClickAsync();
        await Expect(bob.Conversation("robotics")).ToBeHiddenAsync();
        await bob.SwitchToAsync("robotics");
        await Expect(bob.MessageBox).ToBeVisibleAsync();
    }
}
