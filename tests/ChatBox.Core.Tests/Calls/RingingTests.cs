using ChatBox.Core.Calls;
using ChatBox.Core.Changes;
using ChatBox.Core.Events;
using ChatBox.Core.Messages;
using ChatBox.Core.People;
using ChatBox.Core.Tests.Chats;

namespace ChatBox.Core.Tests.Calls;

public class RingingTests
{
    readonly CallHouse house = new();

    [Fact]
    public void A_call_rings_and_both_are_told()
    {
        var (alice, bob, direct) = house.Two();
        var call = alice.Start(direct, CallHouse.Video);
        Assert.Equal((CallState.Ringing, true, house.Now.Time + TimeSpan.FromSeconds(45)), (call.State, call.WithVideo, call.RingsUntil));
        Assert.Equal(alice.Person, call.By);
        Assert.Equal([alice.Person], call.Participants.Select(participant => participant.Person));
        house.News.AssertTells<CallEvent>(alice.Person, bob.Person);
    }

    [Fact]
    public void Accepted_it_is_active_and_who_answered_stands_last()
    {
        var (alice, bob, direct) = house.Two();
        var call = bob.Accept(alice.Start(direct), CallHouse.Video);
        Assert.Equal((CallState.Active, house.Now.Time), (call.State, call.AnsweredAt));
        Assert.Equal([alice.Endpoint, bob.Endpoint], call.Participants.Select(participant => participant.Endpoint));
        Assert.Equal([CallHouse.Sound, CallHouse.Video], call.Participants.Select(participant => participant.Media));
        Assert.Null(call.RingsUntil);
    }

    [Fact]
    public void Accepted_on_one_device_the_other_is_told_so()
    {
        var (alice, bob, direct) = house.Two();
        var phone = house.NewDevice(bob.Person);
        var call = bob.Accept(alice.Start(direct));
        phone.RefusedAccept("answered_elsewhere", call);
        phone.Refused("answered_elsewhere", new DeclineCall(call.Id));
        Assert.Equal(bob.Endpoint, house.Chat.CallIn(direct)!.Participants[1].Endpoint);
    }

    [Fact]
    public void The_same_device_may_accept_once_more()
    {
        var (alice, bob, direct) = house.Two();
        var call = bob.Accept(alice.Start(direct));
        bob.Disconnect();
        bob.Reconnect();
        Assert.Equal(2, bob.Accept(call).Participants.Count);
    }

    [Fact]
    public void Declined_it_is_over_and_its_line_is_read()
    {
        var (alice, bob, direct) = house.Two();
        Assert.Null(bob.Decline(alice.Start(direct)));
        AssertOver(direct, CallOutcome.Declined, "Call declined.", readBy: [alice, bob]);
        Assert.Equal(bob.Person.Id, LastCall().EndedBy);
    }

    [Fact]
    public void Cancelled_it_is_over_and_is_news_to_who_was_called()
    {
        var (alice, _, direct) = house.Two();
        Assert.Null(alice.Leave(alice.Start(direct)));
        AssertOver(direct, CallOutcome.Cancelled, "Missed call: cancelled.", readBy: [alice]);
        Assert.Equal(alice.Person.Id, LastCall().EndedBy);
    }

    [Fact]
    public void Hanging_up_while_it_rings_at_ones_own_end_is_declining()
    {
        var (alice, bob, direct) = house.Two();
        bob.Leave(alice.Start(direct));
        Assert.Equal(CallOutcome.Declined, Assert.Single(house.Lines).Outcome);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(24)]
    public void A_clock_that_is_set_changes_neither_the_ringing_nor_the_length(int hours)
    {
        var (alice, bob, direct) = house.Two();
        alice.Start(direct);
        house.Now = house.Now with { Time = house.Now.Time.AddHours(hours) };
        house.Pass(CallLimits.RingTime - TimeSpan.FromMilliseconds(1));
        bob.Accept(house.Chat.CallIn(direct)!);
        house.Now = house.Now with { Time = house.Now.Time.AddHours(-2 * hours) };
        house.Pass(TimeSpan.FromSeconds(90));
        bob.Leave(house.Chat.CallIn(direct)!);
        Assert.Equal((CallOutcome.Answered, 90), (LastCall().Line!.Outcome, LastCall().Line!.Seconds));
    }

    [Fact]
    public void It_rings_for_45_seconds_and_no_longer()
    {
        var (alice, _, direct) = house.Two();
        alice.Start(direct);
        Assert.Equal(house.Now.Uptime + CallLimits.RingTime, house.Chat.NextCallDue);
        house.Pass(CallLimits.RingTime - TimeSpan.FromMilliseconds(1));
        Assert.NotNull(house.Chat.CallIn(direct));
        house.Pass(TimeSpan.FromMilliseconds(1));
        AssertOver(direct, CallOutcome.NoAnswer, "Missed call: no answer.", readBy: [alice]);
        Assert.Null(LastCall().EndedBy);
        Assert.Null(house.Chat.NextCallDue);
    }

    [Fact]
    public void Accepting_in_the_last_moment_ends_the_ringing_for_good()
    {
        var (alice, bob, direct) = house.Two();
        var call = alice.Start(direct);
        house.Pass(CallLimits.RingTime - TimeSpan.FromMilliseconds(1));
        bob.Accept(call);
        Assert.Null(house.Chat.NextCallDue);
        house.Pass(TimeSpan.FromHours(1));
        Assert.Equal(CallState.Active, house.Chat.CallIn(direct)!.State);
    }

    [Fact]
    public void After_it_has_rung_nobody_can_accept()
    {
        var (alice, bob, direct) = house.Two();
        var call = alice.Start(direct);
        house.Pass(CallLimits.RingTime);
        bob.RefusedAccept("no_such_call", call);
        bob.Refused("no_such_call", new DeclineCall(call.Id));
        alice.Refused("no_such_call", new LeaveCall(call.Id));
    }

    [Fact]
    public void Both_ring_each_other_and_it_becomes_one_call()
    {
        var (alice, bob, direct) = house.Two();
        var first = alice.Start(direct);
        var second = bob.Start(direct, CallHouse.Video);
        Assert.Equal((first.Id, CallState.Active), (second.Id, second.State));
        Assert.Equal([alice.Person, bob.Person], second.Participants.Select(participant => participant.Person));
    }

    [Fact]
    public void Who_is_in_a_call_is_busy()
    {
        var (alice, bob, direct) = house.Two();
        bob.Accept(alice.Start(direct));
        var carol = house.NewDevice("carol");
        var other = house.House.Direct(carol.Person, bob.Person);
        carol.RefusedStart("busy", other);
        Assert.Null(house.Chat.CallIn(other));
        AssertOver(other, CallOutcome.Busy, "Missed call: busy.", readBy: [carol]);
    }

    [Fact]
    public void Who_is_being_called_is_busy_and_so_is_who_calls()
    {
        var (alice, bob, direct) = house.Two();
        alice.Start(direct);
        var carol = house.NewDevice("carol");
        carol.RefusedStart("busy", house.House.Direct(carol.Person, bob.Person));
        carol.RefusedStart("busy", house.House.Direct(carol.Person, alice.Person));
        Assert.Equal(2, house.Lines.Count);
        Assert.NotEqual(house.Lines[0].Call, house.Lines[1].Call);
    }

    [Fact]
    public void Who_is_in_a_call_or_being_called_begins_no_other()
    {
        var (alice, bob, direct) = house.Two();
        var carol = house.NewDevice("carol");
        var call = alice.Start(direct);
        alice.RefusedStart("in_call", house.House.Direct(alice.Person, carol.Person));
        bob.RefusedStart("in_call", house.House.Direct(bob.Person, carol.Person));
        house.NewDevice(alice.Person).RefusedStart("in_call", direct);
        bob.Accept(call);
        bob.RefusedStart("in_call", house.House.Direct(bob.Person, carol.Person));
        house.NewDevice(bob.Person).RefusedStart("in_call", direct);
        Assert.Empty(house.Lines);
    }

    [Fact]
    public void Afterwards_both_are_free_again()
    {
        var (alice, bob, direct) = house.Two();
        alice.Leave(bob.Accept(alice.Start(direct)));
        bob.Decline(alice.Start(direct));
        alice.Leave(bob.Start(direct));
        bob.Leave(bob.Start(direct));
        Assert.Equal(4, house.Lines.Count);
    }

    [Fact]
    public void Either_hangs_up_and_the_line_tells_how_long_it_was()
    {
        var (alice, bob, direct) = house.Two();
        var call = alice.Start(direct);
        house.Pass(TimeSpan.FromSeconds(10));
        bob.Accept(call);
        house.Pass(TimeSpan.FromSeconds(192.9));
        bob.Leave(call);
        AssertOver(direct, CallOutcome.Answered, "Call ended after 3 min 12 s.", readBy: [alice, bob]);
        Assert.Equal((192, 2), (Assert.Single(house.Lines).Seconds, house.Lines[0].People));
        Assert.Equal(bob.Person.Id, LastCall().EndedBy);
    }

    [Fact]
    public void Only_the_other_of_the_two_can_accept_and_nobody_else_sees_it()
    {
        var (alice, _, direct) = house.Two();
        var carol = house.NewDevice("carol");
        var call = alice.Start(direct);
        alice.RefusedAccept("no_such_call", call);
        alice.Refused("no_such_call", new DeclineCall(call.Id));
        alice.RefusedJoin("no_such_call", call);
        foreach (CallCommand command in new CallCommand[]
        {
            new AcceptCall(call.Id, carol.Endpoint, default), new DeclineCall(call.Id), new LeaveCall(call.Id), new JoinCall(call.Id, carol.Endpoint, default),
            new ResumeCall(call.Id, carol.Endpoint, default), new SetCallMedia(call.Id, default), new LeaveCall(new CallId(77)),
        }) carol.Refused("no_such_call", command);
        carol.RefusedStart("no_such_conversation", direct);
        Assert.Empty(house.Chat.CallsFor(carol.Person.Id, 10));
    }

    [Fact]
    public void Who_is_called_needs_no_session_and_finds_the_call_when_coming()
    {
        var alice = house.NewDevice("alice");
        var bob = house.Join("bob");
        var call = alice.Start(house.House.Direct(alice.Person, bob));
        house.Pass(TimeSpan.FromSeconds(20));
        Assert.Equal(call.Id, Assert.Single(house.Chat.CallsFor(bob.Id, 10)).Id);
        Assert.Equal(CallState.Active, house.NewDevice(bob).Accept(call).State);
    }

    [Fact]
    public void Nobody_calls_oneself_or_a_guest_or_who_has_left()
    {
        var alice = house.NewDevice("alice");
        var (guest, gone) = (house.House.Join("guest", isGuest: true), house.Join("gone"));
        var (toGuest, toGone) = (house.House.Direct(alice.Person, guest), house.House.Direct(alice.Person, gone));
        house.House.Leave(gone);
        alice.RefusedStart("not_allowed", house.House.Direct(alice.Person, alice.Person));
        alice.RefusedStart("no_calls", toGuest);
        alice.RefusedStart("person_left", toGone);
        Assert.Empty(house.Lines);
    }

    [Fact]
    public void Who_logs_out_for_good_is_called_no_longer()
    {
        var (alice, bob, direct) = house.Two();
        alice.Start(direct);
        house.House.Leave(bob.Person);
        Assert.True(house.Chat.NextCallDue <= house.Now.Uptime);
        house.Poll();
        AssertOver(direct, CallOutcome.NoAnswer, "Missed call: no answer.", readBy: [alice]);
    }

    [Fact]
    public void Who_called_and_logs_out_for_good_leaves_a_line_that_the_other_has()
    {
        var (alice, bob, direct) = house.Two();
        bob.Accept(alice.Start(direct));
        house.House.Leave(alice.Person);
        house.Poll();
        var line = house.Entries.OfType<CallEntry.Over>().Single().Line!;
        Assert.Equal((bob.Person, alice.Person.Id), (line.Author, line.Call!.By));
    }

    [Fact]
    public void Ten_calls_may_begin_at_once_and_then_one_in_ten_seconds()
    {
        var (alice, _, direct) = house.Two();
        for (var i = 0; i < CallLimits.StartBurst; i++) alice.Leave(alice.Start(direct));
        alice.RefusedStart("rate_limited", direct);
        house.Pass(TimeSpan.FromSeconds(9.9));
        alice.RefusedStart("rate_limited", direct);
        house.Pass(TimeSpan.FromSeconds(0.2));
        alice.Start(direct);
    }

    [Theory]
    [InlineData(0, "Call ended after 0 s.")]
    [InlineData(59, "Call ended after 59 s.")]
    [InlineData(60, "Call ended after 1 min 0 s.")]
    [InlineData(3599, "Call ended after 59 min 59 s.")]
    [InlineData(3600, "Call ended after 1 h 0 min.")]
    [InlineData(90_061, "Call ended after 25 h 1 min.")]
    public void The_length_is_told_in_words(int seconds, string text) =>
        Assert.Equal(text, new CallLine(new CallId(5), CallOutcome.Answered, new PersonId(2), true, seconds, 2).Text.Value);

    [Fact]
    public void The_line_is_read_by_who_was_in_it_unless_something_before_is_not()
    {
        var (alice, bob, direct) = house.Two();
        alice.Leave(bob.Accept(alice.Start(direct)));
        Post(Assert.Single(house.Entries.OfType<CallEntry.Over>()));
        Assert.Equal(1, house.House.View(direct, bob.Person).Read);
        house.House.Say(alice.Person, direct);
        alice.Leave(bob.Accept(alice.Start(direct)));
        Post(house.Entries.OfType<CallEntry.Over>().Last());
        Assert.Equal((3, 1), (house.House.View(direct, bob.Person).Last, house.House.View(direct, bob.Person).Read));
    }

    [Fact]
    public void A_missed_call_is_unread()
    {
        var (alice, bob, direct) = house.Two();
        alice.Leave(alice.Start(direct));
        Post(Assert.Single(house.Entries.OfType<CallEntry.Over>()));
        Assert.Equal((1, 0), (house.House.View(direct, bob.Person).Last, house.House.View(direct, bob.Person).Read));
        Assert.Equal(1, house.House.View(direct, alice.Person).Read);
    }

    void Post(CallEntry.Over over) => house.House.Apply(new MessagePosted(over.Line!) { ReadBy = over.ReadBy });

    CallView LastCall() => house.News.Of<CallEvent>().Last().Call;

    void AssertOver(Conversations.ConversationId conversation, CallOutcome outcome, string text, params Device[] readBy)
    {
        Assert.Null(house.Chat.CallIn(conversation));
        var over = Assert.Single(house.Entries.OfType<CallEntry.Over>());
        var line = over.Line!;
        Assert.Equal((conversation, outcome, text), (line.Conversation, line.Call!.Outcome, line.Text.Value));
        Assert.Equal(readBy.Select(device => device.Person.Id), over.ReadBy);
        Assert.Equal(ClientMessageId.Restore($"call:{line.Call.Call}"), line.ClientId);
        Assert.Equal((CallState.Ended, outcome), (LastCall().State, LastCall().Line!.Outcome));
    }
}
