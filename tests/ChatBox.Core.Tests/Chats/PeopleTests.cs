using ChatBox.Core.Commands;
using ChatBox.Core.Conversations;
using ChatBox.Core.Events;
using ChatBox.Core.People;
using ChatBox.Core.Presence;

namespace ChatBox.Core.Tests.Chats;

public class PeopleTests
{
    readonly House house = new();

    Chat Chat => house.Chat;

    [Fact]
    public void Who_joins_holds_the_name_and_is_in_the_lobby_with_everything_before_read()
    {
        var alice = house.Join("alice");
        house.Say(alice, ConversationId.Lobby);
        var bob = house.Join("bob");
        Assert.Equal(bob, Chat.FindPersonByName("BOB"));
        Assert.True(Chat.IsNameTaken(House.Name("b0b")));
        Assert.Equal([ConversationId.Lobby], Chat.ConversationsOf(bob.Id));
        Assert.Equal((1, 1), Markers(ConversationId.Lobby, bob));
    }

    [Fact]
    public void Who_joins_is_told_to_everybody_as_a_number_of_members()
    {
        house.Join("alice");
        var bob = new Person(new PersonId(77), House.Name("bob"), IsGuest: false);
        var (members, told) = house.Apply(new Changes.PersonJoined(bob)).Single<MembersEvent>();
        Assert.Equal(new MembersEvent(ConversationId.Lobby, 2), members);
        Assert.Null(told);
    }

    [Theory]
    [InlineData(true, PersonNews.Goodbye)]
    [InlineData(false, PersonNews.Went)]
    public void Who_leaves_for_good_frees_the_name_and_everybody_is_told(bool saidGoodbye, PersonNews expected)
    {
        var alice = house.Join("alice");
        house.Join("bob");
        var news = house.Leave(alice, saidGoodbye);
        Assert.False(Chat.IsNameTaken(alice.Name));
        Assert.Null(Chat.FindPersonByName("alice"));
        Assert.DoesNotContain(Chat.People, person => person.Id == alice.Id);
        var (told, audience) = news.Single<PersonEvent>();
        Assert.Null(audience);
        Assert.Equal((expected, PresenceState.Offline, true), (told.News, told.Person.Presence, told.Person.Person.IsGone));
        Assert.Equal(1, news.Single<MembersEvent>().Event.Members);
    }

    [Fact]
    public void Leaving_twice_is_told_once()
    {
        var alice = house.Join("alice");
        house.Leave(alice);
        Assert.Empty(house.Leave(alice));
    }

    [Fact]
    public void Who_has_left_can_do_nothing_read_nothing_and_see_nothing()
    {
        var (alice, bob) = (house.Join("alice"), house.Join("bob"));
        var mine = house.PrivateRoom(alice, "secret");
        var open = house.Room(bob, "open");
        var direct = house.Direct(alice, bob);
        house.Leave(alice);
        foreach (var conversation in new[] { ConversationId.Lobby, mine, open, direct })
        {
            house.AssertRefused("not_joined", alice, house.Saying(conversation));
            Assert.False(Chat.CanRead(alice.Id, conversation));
            Assert.False(Chat.CanSee(alice.Id, conversation));
            Assert.Equal("no_such_conversation", Chat.HandleTyping(alice.Id, conversation, House.Uptime, [])?.Code);
        }

        Assert.Empty(Chat.Find(alice.Id, "", 10).Rooms);
        house.AssertRefused("not_joined", alice, new CreateRoom(House.Name("another"), IsPrivate: false));
        house.AssertRefused("not_joined", new Person(new PersonId(5), House.Name("nobody"), false), house.Saying(ConversationId.Lobby));
    }

    [Fact]
    public void A_new_person_of_the_same_name_inherits_nothing()
    {
        var (alice, bob) = (house.Join("alice"), house.Join("bob"));
        var room = house.PrivateRoom(alice, "secret");
        var direct = house.Direct(alice, bob);
        house.Say(bob, direct);
        house.Leave(alice);
        var other = house.Join("alice");
        Assert.NotEqual(alice.Id, other.Id);
        Assert.Equal([ConversationId.Lobby], Chat.ConversationsOf(other.Id));
        Assert.False(Chat.CanSee(other.Id, room));
        Assert.False(Chat.CanSee(other.Id, direct));
        house.AssertRefused("no_such_conversation", other, new RemoveMember(room, bob.Id));
        Assert.NotEqual(direct, house.Direct(bob, other));
    }

    [Fact]
    public void Who_comes_back_has_everything_as_it_was()
    {
        var (alice, bob) = (house.Join("alice"), house.Join("bob"));
        var room = house.PrivateRoom(alice, "secret");
        var direct = house.Direct(alice, bob);
        house.Say(bob, ConversationId.Lobby);
        house.Say(bob, ConversationId.Lobby);
        house.Leave(alice);
        var news = house.ComeBack(alice, lobbyRead: 1);
        Assert.Equal(alice, Chat.FindPersonByName("alice"));
        Assert.Equal([ConversationId.Lobby, room, direct], Chat.ConversationsOf(alice.Id));
        Assert.Equal((2, 1), Markers(ConversationId.Lobby, alice));
        Assert.Equal(2, news.Single<MembersEvent>().Event.Members);
        house.Do(alice, new InviteMember(room, bob.Id));
    }

    [Fact]
    public void A_guest_makes_no_rooms_but_may_join_public_ones_and_talk()
    {
        var (alice, guest) = (house.Join("alice"), house.Join("guest", isGuest: true));
        var room = house.Room(alice, "open");
        house.AssertRefused("not_allowed", guest, new CreateRoom(House.Name("mine"), IsPrivate: false));
        house.AssertRefused("not_allowed", guest, new CreateRoom(House.Name("mine"), IsPrivate: true));
        house.Do(guest, new JoinRoom(room));
        house.Say(guest, room);
    }

    [Fact]
    public void A_guest_who_goes_leaves_every_room_and_is_forgotten()
    {
        var (alice, guest) = (house.Join("alice"), house.Join("guest", isGuest: true));
        var room = house.Room(alice, "open");
        house.Do(guest, new JoinRoom(room));
        var news = house.Leave(guest);
        Assert.Equal([alice.Id], house.Conversation(room).Members);
        Assert.Contains(new MembersEvent(room, 1), news.Of<MembersEvent>());
        Assert.Null(Chat.FindPerson(guest.Id));
        Assert.Empty(Chat.ConversationsOf(guest.Id));
        house.AssertRefused("no_such_person", alice, new OpenDirect(guest.Id));
    }

    [Fact]
    public void A_guest_with_whom_somebody_talked_is_remembered_as_gone()
    {
        var (alice, guest) = (house.Join("alice"), house.Join("guest", isGuest: true));
        var direct = house.Direct(alice, guest);
        house.Say(guest, direct);
        house.Leave(guest);
        Assert.True(house.View(direct, alice).Other!.Person.IsGone);
        house.AssertRefused("person_left", alice, house.Saying(direct));
        house.AssertDone(alice, new OpenDirect(guest.Id));
    }

    [Fact]
    public void A_direct_conversation_written_after_its_guest_went_is_not_there()
    {
        var (alice, guest) = (house.Join("alice"), house.Join("guest", isGuest: true));
        var opened = Assert.IsType<Decision.Write>(house.Decide(alice, new OpenDirect(guest.Id))).Change;
        house.Leave(guest);
        List<Notice> news = [];
        Chat.Apply(opened, news);
        Assert.Empty(news);
        Assert.Equal([ConversationId.Lobby], Chat.ConversationsOf(alice.Id));
    }

    (long Last, long Read) Markers(ConversationId conversation, Person viewer)
    {
        var view = house.View(conversation, viewer);
        return (view.Last, view.Read);
    }
}
