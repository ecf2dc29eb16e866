using ChatBox.Core.Calls;
using ChatBox.Core.Events;
using ChatBox.Core.Tests.Chats;

namespace ChatBox.Core.Tests.Calls;

/// <summary>A lost connection, a reload, another device, a restart of the server.</summary>
public class ReturnTests
{
    static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    readonly CallHouse house = new();

    [Fact]
    public void Who_loses_the_connection_is_away_and_the_place_is_kept()
    {
        var (alice, bob, direct) = house.Two();
        bob.Accept(alice.Start(direct));
        bob.Disconnect();
        var call = house.Chat.CallIn(direct)!;
        Assert.Equal((CallState.Active, false, true), (call.State, call.Participants[0].IsAway, call.Participants[1].IsAway));
        Assert.Equal(house.Now.Uptime + TimeSpan.FromSeconds(30), house.Chat.NextCallDue);
        Assert.True(house.News.Of<CallEvent>().Last().Call.Participants[1].IsAway);
    }

    [Fact]
    public void Back_with_the_same_endpoint_nothing_has_changed_for_the_others()
    {
        var (alice, bob, direct) = house.Two();
        var call = bob.Accept(alice.Start(direct), CallHouse.Video);
        bob.Disconnect();
        house.Pass(CallLimits.ReturnTime - Moment);
        bob.Reconnect();
        var whole = bob.Resume(call, CallHouse.Video);
        Assert.Equal(call.Participants, whole.Participants);
        Assert.Null(house.Chat.NextCallDue);
    }

    [Fact]
    public void Back_after_a_reload_the_endpoint_is_new_and_stands_last()
    {
        var (alice, bob, direct) = house.Two();
        var call = bob.Accept(alice.Start(direct));
        alice.Reload();
        var whole = alice.Resume(call);
        Assert.Equal([bob.Endpoint, alice.Endpoint], whole.Participants.Select(participant => participant.Endpoint));
        Assert.DoesNotContain(whole.Participants, participant => participant.IsAway);
    }

    [Fact]
    public void After_30_seconds_the_call_is_over()
    {
        var (alice, bob, direct) = house.Two();
        var call = bob.Accept(alice.Start(direct));
        bob.Disconnect();
        house.Pass(CallLimits.ReturnTime - Moment);
        Assert.NotNull(house.Chat.CallIn(direct));
        house.Pass(Moment);
        Assert.Null(house.Chat.CallIn(direct));
        Assert.Equal((CallOutcome.Answered, 30), (Assert.Single(house.Lines).Outcome, house.Lines[0].Seconds));
        bob.Reconnect();
        bob.Refused("no_such_call", new ResumeCall(call.Id, bob.Endpoint, default));
    }

    [Fact]
    public void A_caller_who_does_not_come_back_stops_the_ringing()
    {
        var (alice, bob, direct) = house.Two();
        alice.Start(direct);
        alice.Disconnect();
        house.Pass(CallLimits.ReturnTime);
        Assert.Equal(CallOutcome.Cancelled, Assert.Single(house.Lines).Outcome);
        Assert.Empty(house.Chat.CallsFor(bob.Person.Id, 1));
    }

    [Fact]
    public void A_caller_who_comes_back_goes_on_ringing_until_the_time_is_over()
    {
        var (alice, _, direct) = house.Two();
        var call = alice.Start(direct);
        house.Pass(TimeSpan.FromSeconds(20));
        alice.Reload();
        Assert.Equal(CallState.Ringing, alice.Resume(call).State);
        house.Pass(TimeSpan.FromSeconds(25));
        Assert.Equal(CallOutcome.NoAnswer, Assert.Single(house.Lines).Outcome);
    }

    [Fact]
    public void Answered_while_the_caller_is_away_the_call_waits_for_the_caller()
    {
        var (alice, bob, direct) = house.Two();
        var call = alice.Start(direct);
        alice.Disconnect();
        house.Pass(TimeSpan.FromSeconds(29));
        Assert.Equal(CallState.Active, bob.Accept(call).State);
        alice.Reconnect();
        Assert.DoesNotContain(alice.Resume(call).Participants, participant => participant.IsAway);
    }

    [Fact]
    public void An_old_session_that_ends_late_takes_nothing_with_it()
    {
        var (alice, bob, direct) = house.Two();
        var call = bob.Accept(alice.Start(direct));
        var old = bob.Session;
        bob.Reconnect();
        bob.Resume(call);
        house.Disconnect(bob.Person, old);
        Assert.False(house.Chat.CallIn(direct)!.Participants[1].IsAway);
    }

    [Fact]
    public void Another_device_takes_the_call_over_and_the_first_is_out()
    {
        var (alice, bob, direct) = house.Two();
        var call = bob.Accept(alice.Start(direct));
        var phone = house.NewDevice(bob.Person);
        Assert.Equal(phone.Endpoint, phone.Resume(call).Participants[1].Endpoint);
        bob.Refused("no_such_call", new SetCallMedia(call.Id, CallHouse.Video));
        house.Disconnect(bob.Person, bob.Session);
        Assert.False(house.Chat.CallIn(direct)!.Participants[1].IsAway);
    }

    [Fact]
    public void Any_device_of_a_person_can_hang_up()
    {
        var (alice, bob, direct) = house.Two();
        var call = bob.Accept(alice.Start(direct));
        house.NewDevice(bob.Person).Leave(call);
        Assert.Null(house.Chat.CallIn(direct));
    }

    [Fact]
    public void Who_is_called_cannot_resume_what_was_not_answered()
    {
        var (alice, bob, direct) = house.Two();
        var call = alice.Start(direct);
        bob.Refused("no_such_call", new ResumeCall(call.Id, bob.Endpoint, default));
        Assert.Equal(CallState.Ringing, house.Chat.CallIn(direct)!.State);
    }

    [Fact]
    public void Who_comes_back_too_late_to_a_room_comes_in_again()
    {
        var (devices, room) = house.Many(3);
        var call = devices[0].Start(room);
        devices[1].Join(call);
        devices[1].Disconnect();
        house.Pass(CallLimits.ReturnTime);
        Assert.Single(house.Chat.CallIn(room)!.Participants);
        devices[1].Reconnect();
        Assert.Equal([devices[0].Endpoint, devices[1].Endpoint], devices[1].Resume(call).Participants.Select(participant => participant.Endpoint));
    }

    [Fact]
    public void A_call_outlives_the_server()
    {
        var (alice, bob, direct) = house.Two();
        var call = bob.Accept(alice.Start(direct));
        var record = house.Entries.OfType<CallEntry.Kept>().Last().Record;
        alice.Disconnect();
        bob.Disconnect();
        var restarted = Restart(record);
        var restored = restarted.Chat.CallIn(direct)!;
        Assert.Equal((call.Id, CallState.Active, call.StartedAt, call.AnsweredAt), (restored.Id, restored.State, restored.StartedAt, restored.AnsweredAt));
        Assert.All(restored.Participants, participant => Assert.True(participant.IsAway));
        Assert.Equal(call.Participants.Select(participant => participant.Endpoint), restored.Participants.Select(participant => participant.Endpoint));
        Assert.Null(Resume(restarted, alice, call).Refusal);
        var whole = Resume(restarted, bob, call).Call!;
        Assert.Equal(call.Participants, whole.Participants);
        Assert.Null(restarted.Chat.NextCallDue);
    }

    [Fact]
    public void Nobody_back_after_a_restart_the_call_is_over()
    {
        var (alice, bob, direct) = house.Two();
        bob.Accept(alice.Start(direct));
        var restarted = Restart(house.Entries.OfType<CallEntry.Kept>().Last().Record);
        Resume(restarted, alice, restarted.Chat.CallIn(direct)!);
        restarted.Pass(CallLimits.ReturnTime - Moment);
        Assert.Empty(restarted.Lines);
        restarted.Pass(Moment);
        Assert.Equal(CallOutcome.Answered, Assert.Single(restarted.Lines).Outcome);
    }

    [Fact]
    public void Ringing_goes_on_after_a_restart_and_ends_at_the_same_time()
    {
        var (alice, _, direct) = house.Two();
        var call = alice.Start(direct);
        house.Pass(TimeSpan.FromSeconds(40));
        var restarted = Restart(Assert.IsType<CallEntry.Kept>(Assert.Single(house.Entries)).Record);
        Assert.Equal(CallState.Ringing, Resume(restarted, alice, call).Call!.State);
        restarted.Pass(TimeSpan.FromSeconds(5));
        Assert.Equal(CallOutcome.NoAnswer, Assert.Single(restarted.Lines).Outcome);
    }

    [Fact]
    public void Who_is_in_no_restored_call_cannot_come_into_one_of_two_others()
    {
        var (alice, bob, direct) = house.Two();
        var carol = house.Join("carol");
        var call = bob.Accept(alice.Start(direct));
        var restarted = Restart(house.Entries.OfType<CallEntry.Kept>().Last().Record);
        var stranger = restarted.NewDevice(carol);
        stranger.Refused("no_such_call", new ResumeCall(call.Id, stranger.Endpoint, default));
        stranger.Refused("no_such_call", new ResumeCall(new CallId(4711), stranger.Endpoint, default));
    }

    [Fact]
    public void A_restored_call_that_makes_no_sense_is_struck_out()
    {
        var (alice, bob, direct) = house.Two();
        bob.Accept(alice.Start(direct));
        var record = house.Entries.OfType<CallEntry.Kept>().Last().Record;
        var restarted = Restart(record with { Participants = record.Participants.Take(1).ToList() });
        Assert.Null(restarted.Chat.CallIn(direct));
        restarted.Poll();
        var over = Assert.IsType<CallEntry.Over>(Assert.Single(restarted.Entries));
        Assert.Equal((record.Id, null), (over.Id, over.Line));
    }

    // The same people and conversations in a new process, at the same time.
    CallHouse Restart(CallRecord record)
    {
        var restarted = new CallHouse { Now = house.Now };
        foreach (var person in house.Chat.People) restarted.House.Apply(new Changes.PersonJoined(person));
        var conversation = house.House.Conversation(record.Conversation);
        restarted.Chat.Restore(conversation.Info, conversation.Members.Select(member => (member, 0L)), null);
        restarted.Chat.Restore(record, restarted.Now);
        return restarted;
    }

    static (CallView? Call, Refusal? Refusal) Resume(CallHouse restarted, Device device, CallView call) =>
        restarted.Do(new Device(restarted, device.Person, restarted.Connect(device.Person)), new ResumeCall(call.Id, device.Endpoint, default));
}
