using ChatBox.Core.Changes;
using ChatBox.Core.Commands;
using ChatBox.Core.Events;
using ChatBox.Core.People;

namespace ChatBox.Core.Tests.Chats;

public class DirectTests
{
    readonly House house = new();
    readonly Person alice;
    readonly Person bob;
    readonly Person carol;

    public DirectTests() => (alice, bob, carol) = (house.Join("alice"), house.Join("bob"), house.Join("carol"));

    [Fact]
    public void Opened_twice_and_by_either_it_is_one()
    {
        var direct = house.Direct(alice, bob);
        Assert.Equal(direct, house.Direct(alice, bob));
        Assert.Equal(direct, house.Direct(bob, alice));
        Assert.NotEqual(direct, house.Direct(alice, carol));
    }

    [Fact]
    public void Opened_by_both_at_once_it_is_one()
    {
        var first = ((Decision.Write)house.Decide(alice, new OpenDirect(bob.Id))).Change;
        var second = ((Decision.Write)house.Decide(bob, new OpenDirect(alice.Id))).Change;
        house.Apply(first);
        Assert.Empty(house.Apply(second));
        Assert.Equal(((ConversationOpened)first).Info.Id, house.Direct(bob, alice));
    }

    [Fact]
    public void The_other_is_told_of_it_with_the_first_message_and_not_before()
    {
        var opened = ((Decision.Write)house.Decide(alice, new OpenDirect(bob.Id))).Change;
        Assert.Empty(house.Apply(opened));
        var direct = ((ConversationOpened)opened).Info.Id;
        List<Notice> typing = [];
        Assert.Null(house.Chat.HandleTyping(alice.Id, direct, House.Uptime, typing));
        Assert.Empty(typing);

        var news = house.Say(alice, direct);
        news.AssertTells<ConversationEvent>(alice, bob);
        news.AssertTells<MessageEvent>(alice, bob);
        var seen = news.Single(notice => notice.Event is ConversationEvent && notice.Told()!.Contains(bob.Id));
        Assert.Equal((1, 0, alice.Id), Seen(((ConversationEvent)seen.Event).View));
        Assert.Empty(house.Say(alice, direct).Of<ConversationEvent>());
        house.Chat.HandleTyping(alice.Id, direct, House.Uptime, typing);
        typing.AssertTells<TypingEvent>(bob);
    }

    [Fact]
    public void Nobody_else_sees_it_hears_it_or_speaks_in_it()
    {
        var direct = house.Direct(alice, bob);
        house.AssertRefused("no_such_conversation", carol, house.Saying(direct));
        Assert.False(house.Chat.CanSee(carol.Id, direct));
        house.Say(bob, direct).AssertTells<MessageEvent>(alice, bob);
    }

    [Fact]
    public void One_can_talk_to_oneself()
    {
        var notes = house.Direct(alice, alice);
        house.Say(alice, notes).AssertTells<MessageEvent>(alice);
        Assert.Equal(alice, house.View(notes, alice).Other!.Person);
        Assert.Equal(notes, house.Direct(alice, alice));
    }

    [Fact]
    public void There_is_none_with_nobody_and_none_new_with_who_has_left()
    {
        house.AssertRefused("no_such_person", alice, new OpenDirect(new PersonId(4711)));
        var direct = house.Direct(alice, bob);
        house.Leave(bob);
        house.Leave(carol);
        house.AssertRefused("no_such_person", alice, new OpenDirect(carol.Id));
        house.AssertDone(alice, new OpenDirect(bob.Id));
        house.AssertRefused("person_left", alice, house.Saying(direct));
        Assert.True(house.Chat.CanRead(alice.Id, direct));
        house.ComeBack(bob);
        house.Say(alice, direct);
    }

    static (long, long, PersonId) Seen(ConversationView view) => (view.Last, view.Read, view.Other!.Person.Id);
}
