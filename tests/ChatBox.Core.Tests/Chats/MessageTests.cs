using ChatBox.Core.Changes;
using ChatBox.Core.Commands;
using ChatBox.Core.Conversations;
using ChatBox.Core.Events;
using ChatBox.Core.People;

namespace ChatBox.Core.Tests.Chats;

public class MessageTests
{
    readonly House house = new();
    readonly Person alice;
    readonly Person bob;
    readonly ConversationId room;

    public MessageTests()
    {
        (alice, bob) = (house.Join("alice"), house.Join("bob"));
        room = house.PrivateRoom(alice, "secret");
        house.Do(alice, new InviteMember(room, bob.Id));
    }

    [Fact]
    public void A_message_is_proposed_without_a_number_with_its_author_and_the_time_it_was_given()
    {
        var posted = Assert.IsType<MessagePosted>(Assert.IsType<Decision.Write>(house.Decide(alice, house.Saying(room, "hi"))).Change);
        Assert.Equal(
            (0, alice, "hi", House.Start), (posted.Message.Number, posted.Message.Author, posted.Message.Text.Value, posted.Message.Time));
        Assert.Equal(0, house.Conversation(room).Last);
    }

    [Fact]
    public void What_is_said_in_the_lobby_is_for_everybody()
    {
        var (said, told) = house.Say(alice, ConversationId.Lobby).Single<MessageEvent>();
        Assert.Null(told);
        Assert.Equal(1, said.Message.Number);
    }

    [Fact]
    public void A_repeat_is_no_news()
    {
        house.Do(alice, house.Saying(room, "hi", "same"));
        Assert.Empty(house.Do(alice, house.Saying(room, "hi", "same")));
        Assert.Empty(house.Do(alice, house.Saying(room, "other text", "same")));
        Assert.Equal((1, "hi"), (house.Conversation(room).Last, house.Conversation(room).LastMessage!.Text.Value));
    }

    [Fact]
    public void The_same_client_id_in_another_conversation_or_of_another_person_is_another_message()
    {
        house.Do(alice, house.Saying(room, "hi", "same"));
        house.Do(bob, house.Saying(room, "hi", "same")).AssertTells<MessageEvent>(alice, bob);
        Assert.NotEmpty(house.Do(alice, house.Saying(ConversationId.Lobby, "hi", "same")));
    }

    [Fact]
    public void What_one_wrote_oneself_is_read_and_what_others_wrote_is_not()
    {
        house.Say(alice, room);
        house.Say(alice, room);
        Assert.Equal((2, 2), Markers(alice));
        Assert.Equal((2, 0), Markers(bob));
        house.Say(bob, room);
        Assert.Equal((3, 2), Markers(alice));
        Assert.Equal((3, 3), Markers(bob));
    }

    [Fact]
    public void A_read_marker_only_moves_forward_and_never_beyond_the_last_message()
    {
        for (var i = 0; i < 5; i++) house.Say(alice, room);
        var news = house.Do(bob, new MarkRead(room, 3));
        Assert.Equal(new ReadEvent(room, 3), news.Single<ReadEvent>().Event);
        news.AssertTells<ReadEvent>(bob);
        house.AssertDone(bob, new MarkRead(room, 3));
        house.AssertDone(bob, new MarkRead(room, 2));
        house.AssertDone(bob, new MarkRead(room, 0));
        Assert.Equal((5, 3), Markers(bob));
        house.Do(bob, new MarkRead(room, long.MaxValue));
        Assert.Equal((5, 5), Markers(bob));
        house.AssertDone(bob, new MarkRead(room, 6));
        house.AssertRefused("bad_range", bob, new MarkRead(room, -1));
        house.AssertRefused("bad_range", bob, new MarkRead(room, long.MinValue));
    }

    [Fact]
    public void Two_marks_on_their_way_at_once_leave_the_higher_one()
    {
        for (var i = 0; i < 5; i++) house.Say(alice, room);
        var first = ((Decision.Write)house.Decide(bob, new MarkRead(room, 4))).Change;
        var second = ((Decision.Write)house.Decide(bob, new MarkRead(room, 2))).Change;
        house.Apply(first);
        Assert.Empty(house.Apply(second));
        Assert.Equal((5, 4), Markers(bob));
    }

    [Fact]
    public void A_mark_written_after_one_was_removed_changes_nothing()
    {
        house.Say(alice, room);
        var moved = ((Decision.Write)house.Decide(bob, new MarkRead(room, 1))).Change;
        house.Do(alice, new RemoveMember(room, bob.Id));
        Assert.Empty(house.Apply(moved));
    }

    [Fact]
    public void A_chat_restored_from_what_was_written_is_the_same()
    {
        house.Say(alice, room);
        var direct = house.Direct(alice, bob);
        var carol = house.Join("carol");
        house.Leave(carol);
        var restored = new Chat(() => throw new InvalidOperationException("nothing new is made"));
        foreach (var person in new[] { alice, bob, carol with { IsGone = true } }) restored.Restore(person);
        foreach (var id in new[] { ConversationId.Lobby, room, direct })
        {
            var conversation = house.Conversation(id);
            restored.Restore(
                conversation.Info, conversation.Members.Select(member => (member, conversation.ReadMarkerOf(member))),
                conversation.LastMessage);
        }

        foreach (var viewer in new[] { alice, bob })
        {
            Assert.Equal(house.Chat.ConversationsOf(viewer.Id), restored.ConversationsOf(viewer.Id));
            foreach (var id in house.Chat.ConversationsOf(viewer.Id))
                Assert.Equal(house.View(id, viewer), restored.ViewOf(restored.FindConversation(id)!, viewer.Id));
        }

        Assert.Equal(direct, Assert.IsType<Decision.Done>(restored.Decide(bob.Id, new OpenDirect(alice.Id), House.Start)).Conversation);
        Assert.False(restored.IsNameTaken(carol.Name));
        Assert.True(restored.IsNameTaken(bob.Name));
    }

    (long Last, long Read) Markers(Person viewer)
    {
        var view = house.View(room, viewer);
        return (view.Last, view.Read);
    }
}
