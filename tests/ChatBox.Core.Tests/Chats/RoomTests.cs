using ChatBox.Core.Commands;
using ChatBox.Core.Conversations;
using ChatBox.Core.Events;
using ChatBox.Core.People;

namespace ChatBox.Core.Tests.Chats;

public class RoomTests
{
    readonly House house = new();
    readonly Person alice;
    readonly Person bob;
    readonly Person carol;

    public RoomTests() => (alice, bob, carol) = (house.Join("alice"), house.Join("bob"), house.Join("carol"));

    Chat Chat => house.Chat;

    [Fact]
    public void Who_makes_a_room_is_in_it_and_is_the_only_one_told()
    {
        var news = house.Do(alice, new CreateRoom(House.Name("robotics"), IsPrivate: false));
        var (shown, told) = news.Single<ConversationEvent>();
        Assert.Equal([alice.Id], told);
        Assert.Equal((1, true, 0, 0), (shown.View.Members, shown.View.Joined, shown.View.Last, shown.View.Read));
        Assert.Equal(
            (alice.Id, ConversationKind.Room, "robotics"), (shown.View.Info.Maker, shown.View.Info.Kind, shown.View.Info.Name!.Text));
        Assert.Single(news);
    }

    [Fact]
    public void The_name_of_a_public_room_is_there_once_and_that_of_a_private_one_as_often_as_one_likes()
    {
        house.Room(alice, "robotics");
        house.AssertRefused("name_taken", bob, new CreateRoom(House.Name("R0botics"), IsPrivate: false));
        house.PrivateRoom(bob, "robotics");
        house.PrivateRoom(carol, "robotics");
    }

    [Fact]
    public void Anybody_joins_a_public_room_with_everything_before_read()
    {
        var room = house.Room(alice, "robotics");
        house.Say(alice, room);
        var news = house.Do(bob, new JoinRoom(room));
        var (shown, told) = news.Single<ConversationEvent>();
        Assert.Equal([bob.Id], told);
        Assert.Equal((1, 1, true), (shown.View.Last, shown.View.Read, shown.View.Joined));
        news.AssertTells<MembersEvent>(alice, bob);
        house.AssertDone(bob, new JoinRoom(room));
    }

    [Fact]
    public void Before_joining_one_sees_of_a_public_room_that_it_is_there_and_nothing_of_what_is_said()
    {
        var room = house.Room(alice, "robotics");
        house.Say(alice, room);
        Assert.True(Chat.CanSee(bob.Id, room));
        Assert.False(Chat.CanRead(bob.Id, room));
        var view = house.View(room, bob);
        Assert.Equal((1, false, 0, 0), (view.Members, view.Joined, view.Last, view.Read));
        Assert.Null(view.LastMessage);
        house.Say(alice, room).AssertTells<MessageEvent>(alice);
    }

    [Fact]
    public void A_private_room_is_to_others_by_every_command_and_query_as_if_it_were_not_there()
    {
        var room = house.PrivateRoom(alice, "secret");
        foreach (var conversation in new[] { room, new ConversationId(999_999) })
        {
            ChangeCommand[] commands =
            [
                house.Saying(conversation), new MarkRead(conversation, 1), new JoinRoom(conversation), new LeaveRoom(conversation),
                new InviteMember(conversation, carol.Id), new InviteMember(conversation, bob.Id), new RemoveMember(conversation, alice.Id),
            ];
            foreach (var command in commands) house.AssertRefused("no_such_conversation", bob, command);
            Assert.Equal(Refusals.NoSuchConversation, Chat.HandleTyping(bob.Id, conversation, House.Uptime, []));
            Assert.False(Chat.CanSee(bob.Id, conversation));
            Assert.False(Chat.CanRead(bob.Id, conversation));
        }

        Assert.Empty(Chat.Find(bob.Id, "secret", 10).Rooms);
        Assert.Empty(Chat.Find(bob.Id, "", 10).Rooms);
        Assert.DoesNotContain(room, Chat.ConversationsOf(bob.Id));
        house.Room(bob, "secret");
    }

    [Fact]
    public void A_member_brings_others_into_a_private_room()
    {
        var room = house.PrivateRoom(alice, "secret");
        house.Say(alice, room);
        var news = house.Do(alice, new InviteMember(room, bob.Id));
        var (shown, told) = news.Single<ConversationEvent>();
        Assert.Equal([bob.Id], told);
        Assert.Equal((2, 1, 1), (shown.View.Members, shown.View.Last, shown.View.Read));
        news.AssertTells<MembersEvent>(alice, bob);
        house.AssertDone(alice, new InviteMember(room, bob.Id));
        house.Do(bob, new InviteMember(room, carol.Id));
        Assert.Equal([alice.Id, bob.Id, carol.Id], house.Conversation(room).Members);
    }

    [Fact]
    public void Nobody_brings_in_who_is_not_there()
    {
        var room = house.Room(alice, "robotics");
        house.Leave(carol);
        house.AssertRefused("no_such_person", alice, new InviteMember(room, carol.Id));
        house.AssertRefused("no_such_person", alice, new InviteMember(room, new PersonId(4711)));
    }

    [Fact]
    public void Who_leaves_hears_no_more_and_the_others_are_told_the_number()
    {
        var room = house.PrivateRoom(alice, "secret");
        house.Do(alice, new InviteMember(room, bob.Id));
        var news = house.Do(bob, new LeaveRoom(room));
        Assert.False(news.Single<ConversationGoneEvent>().Event.ByMaker);
        news.AssertTells<ConversationGoneEvent>(bob);
        news.AssertTells<MembersEvent>(alice);
        Assert.False(Chat.CanSee(bob.Id, room));
        house.Say(alice, room).AssertTells<MessageEvent>(alice);
        house.AssertRefused("no_such_conversation", bob, new LeaveRoom(room));
    }

    [Fact]
    public void The_maker_removes_others_and_nobody_else_does()
    {
        var room = house.Room(alice, "robotics");
        house.Do(bob, new JoinRoom(room));
        house.Do(carol, new JoinRoom(room));
        house.AssertRefused("not_allowed", bob, new RemoveMember(room, carol.Id));
        house.AssertRefused("not_allowed", bob, new RemoveMember(room, alice.Id));
        house.AssertRefused("not_allowed", alice, new RemoveMember(room, alice.Id));
        house.AssertRefused("no_such_person", alice, new RemoveMember(room, new PersonId(4711)));
        var news = house.Do(alice, new RemoveMember(room, carol.Id));
        Assert.True(news.Single<ConversationGoneEvent>().Event.ByMaker);
        news.AssertTells<ConversationGoneEvent>(carol);
        news.AssertTells<MembersEvent>(alice, bob);
        house.AssertRefused("no_such_person", alice, new RemoveMember(room, carol.Id));
    }

    [Fact]
    public void A_maker_who_has_left_removes_nobody()
    {
        var room = house.PrivateRoom(alice, "secret");
        house.Do(alice, new InviteMember(room, bob.Id));
        house.Do(alice, new LeaveRoom(room));
        house.AssertRefused("no_such_conversation", alice, new RemoveMember(room, bob.Id));
    }

    [Fact]
    public void Nobody_leaves_the_lobby_or_a_direct_conversation_and_nobody_is_brought_into_or_removed_from_them()
    {
        var direct = house.Direct(alice, bob);
        foreach (var conversation in new[] { ConversationId.Lobby, direct })
        {
            house.AssertRefused("not_allowed", alice, new LeaveRoom(conversation));
            house.AssertRefused("not_allowed", alice, new InviteMember(conversation, carol.Id));
            house.AssertRefused("not_allowed", alice, new RemoveMember(conversation, bob.Id));
            house.AssertDone(alice, new JoinRoom(conversation));
        }

        house.AssertRefused("no_such_conversation", carol, new JoinRoom(direct));
    }

    [Fact]
    public void A_message_written_while_its_author_is_removed_is_heard_by_the_members_of_that_moment()
    {
        var room = house.PrivateRoom(alice, "secret");
        house.Do(alice, new InviteMember(room, bob.Id));
        var said = ((Decision.Write)house.Decide(bob, house.Saying(room))).Change;
        var removed = ((Decision.Write)house.Decide(alice, new RemoveMember(room, bob.Id))).Change;
        house.Apply(said).AssertTells<MessageEvent>(alice, bob);
        house.Apply(removed).AssertTells<ConversationGoneEvent>(bob);
        house.AssertRefused("no_such_conversation", bob, house.Saying(room));
    }

    [Fact]
    public void A_hundred_rooms_are_made_and_not_one_more_even_by_leaving_them()
    {
        for (var i = 0; i < ConversationLimits.RoomsPerMaker; i++)
            house.Do(alice, new LeaveRoom(house.Room(alice, $"room {i}", isPrivate: i % 2 == 0)));
        house.AssertRefused("limit", alice, new CreateRoom(House.Name("one more"), IsPrivate: true));
        house.Room(bob, "one more");
    }

    [Fact]
    public void One_is_in_two_thousand_conversations_and_not_in_one_more()
    {
        var makers = Enumerable.Range(0, 20).Select(i => house.Join($"maker {i}")).ToList();
        var rooms = Enumerable.Range(0, 2000).Select(i => house.Room(makers[i / 100], $"room {i}")).ToList();
        foreach (var room in rooms.SkipLast(1)) house.Do(alice, new JoinRoom(room));
        Assert.Equal(ConversationLimits.ConversationsPerPerson, Chat.ConversationsOf(alice.Id).Count);
        house.AssertRefused("limit", alice, new JoinRoom(rooms[^1]));
        house.AssertRefused("limit", alice, new CreateRoom(House.Name("mine"), IsPrivate: true));
        house.AssertRefused("limit", alice, new OpenDirect(bob.Id));
        house.AssertRefused("limit", bob, new OpenDirect(alice.Id));
        house.AssertRefused("limit", makers[19], new InviteMember(rooms[^1], alice.Id));
        house.Do(alice, new LeaveRoom(rooms[0]));
        house.Do(alice, new JoinRoom(rooms[^1]));
    }
}
