using ChatBox.Core.Commands;
using ChatBox.Core.People;

namespace ChatBox.Core.Tests.Chats;

public class FindTests
{
    readonly House house = new();
    readonly Person alice;

    public FindTests() => alice = house.Join("alice");

    [Fact]
    public void Every_part_of_a_name_finds_it()
    {
        // "con" and "all" are no names themselves, and so is a part that ends in space or begins with a mark.
        house.Join("Connie");
        house.Join("Allison Server");
        foreach (var name in new[] { "Connie", "Allison Server" })
            for (var start = 0; start < name.Length; start++)
                for (var end = start + 1; end <= name.Length; end++)
                    Assert.Contains(name, People(name[start..end]));
    }

    [Theory]
    [InlineData("BOB")]
    [InlineData(" b0b ")]
    [InlineData("ｂｏｂ")]
    public void People_are_found_by_what_is_seen(string text)
    {
        house.Join("bob");
        Assert.Equal(["bob"], People(text));
    }

    [Fact]
    public void Nothing_given_finds_everybody_and_every_room_one_may_see()
    {
        var bob = house.Join("bob");
        house.Room(bob, "open");
        house.PrivateRoom(bob, "hidden");
        house.PrivateRoom(alice, "mine");
        Assert.Equal(["alice", "bob"], People(""));
        Assert.Equal(["alice", "bob"], People("  "));
        Assert.Equal(["mine", "open"], Rooms(alice, ""));
        Assert.Equal(["hidden", "open"], Rooms(bob, ""));
    }

    [Fact]
    public void A_private_room_is_found_by_its_members_only_and_no_longer_once_removed()
    {
        var bob = house.Join("bob");
        var room = house.PrivateRoom(alice, "secret");
        Assert.Empty(Rooms(bob, "secret"));
        house.Do(alice, new InviteMember(room, bob.Id));
        Assert.Equal(["secret"], Rooms(bob, "secret"));
        house.Do(alice, new RemoveMember(room, bob.Id));
        Assert.Empty(Rooms(bob, "secret"));
    }

    [Fact]
    public void Who_has_left_is_not_found()
    {
        house.Leave(house.Join("bob"));
        Assert.Empty(People("bob"));
    }

    [Fact]
    public void Who_begins_with_the_text_comes_first_then_who_is_here_then_by_name()
    {
        var names = new[] { "xtom", "tomc", "toma", "tomb" }.Select(name => house.Join(name)).ToList();
        house.Chat.HandleAttached(names[1].Id, 1, []);
        Assert.Equal(["tomc", "toma", "tomb", "xtom"], People("tom"));
    }

    [Fact]
    public void As_many_as_asked_for_are_given_and_not_one_more()
    {
        for (var i = 0; i < 11; i++) house.Join($"user{i}");
        Assert.Equal(10, house.Chat.Find(alice.Id, "user", 10).People.Count);
        Assert.Equal(11, house.Chat.Find(alice.Id, "user", 11).People.Count);
    }

    [Fact]
    public void What_nothing_is_called_finds_nothing_and_nothing_throws()
    {
        string[] texts = ["\u200B", "\uFFFE", "\0", new string('a', 1000), .. Some.LoneSurrogates];
        foreach (var text in texts)
        {
            var (people, rooms) = house.Chat.Find(alice.Id, text, 10);
            Assert.Empty(people);
            Assert.Empty(rooms);
        }
    }

    IEnumerable<string> People(string text) => house.Chat.Find(alice.Id, text, 10).People.Select(person => person.Name.Text);

    IEnumerable<string> Rooms(Person viewer, string text) =>
        house.Chat.Find(viewer.Id, text, 10).Rooms.Select(room => room.Info.Name!.Text);
}
