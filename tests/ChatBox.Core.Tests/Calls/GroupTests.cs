using ChatBox.Core.Calls;
using ChatBox.Core.Commands;
using ChatBox.Core.Conversations;
using ChatBox.Core.Events;
using ChatBox.Core.Tests.Chats;

namespace ChatBox.Core.Tests.Calls;

public class GroupTests
{
    readonly CallHouse house = new();

    [Fact]
    public void A_call_in_a_room_rings_nobody_and_everybody_there_is_told()
    {
        var (devices, room) = house.Many(3);
        var call = devices[0].Start(room);
        Assert.Equal((CallState.Active, house.Now.Time), (call.State, call.AnsweredAt));
        house.News.AssertTells<CallEvent>(devices.Select(device => device.Person));
        Assert.False(house.Chat.IsConcernedBy(devices[1].Person.Id, call.Id));
        Assert.Equal(call.Id, house.House.View(room, devices[2].Person).Call!.Id);
    }

    [Fact]
    public void In_the_lobby_everybody_is_told()
    {
        var alice = house.NewDevice("alice");
        var call = alice.Start(ConversationId.Lobby);
        Assert.Null(house.News.Single<CallEvent>().Told);
        Assert.Equal(2, house.NewDevice("bob").Join(call).Participants.Count);
    }

    [Fact]
    public void Who_begins_a_second_one_goes_into_the_first()
    {
        var (devices, room) = house.Many(2);
        var call = devices[0].Start(room);
        Assert.Equal(call.Id, devices[1].Start(room).Id);
        Assert.Equal(2, house.Chat.CallIn(room)!.Participants.Count);
    }

    [Fact]
    public void Six_fit_in_with_video_and_a_seventh_does_not_even_by_sound()
    {
        var (devices, room) = house.Many(7);
        var call = devices[0].Start(room, CallHouse.Video);
        foreach (var device in devices[1..6]) device.Join(call);
        devices[6].RefusedJoin("call_full", call);
        Assert.Equal(new CallPlaces(0, 0), house.Chat.CallIn(room)!.Free);
        devices[0].Media(call, CallHouse.Sound);
        Assert.Equal(new CallPlaces(0, 4), house.Chat.CallIn(room)!.Free);
        devices[6].RefusedJoin("call_full", call, CallHouse.Video);
        devices[6].Join(call);
    }

    [Fact]
    public void Ten_fit_in_by_sound_and_an_eleventh_does_not()
    {
        var (devices, room) = house.Many(11);
        var call = devices[0].Start(room);
        Assert.Equal((new CallPlaces(6, 10), new CallPlaces(5, 9)), (call.Limits, call.Free));
        foreach (var device in devices[1..10]) device.Join(call);
        devices[10].RefusedJoin("call_full", call);
        devices[3].Leave(call);
        Assert.Equal(10, devices[10].Join(call).Participants.Count);
    }

    [Fact]
    public void A_camera_or_screen_goes_on_while_there_are_at_most_six()
    {
        var (devices, room) = house.Many(7);
        var call = devices[0].Start(room);
        foreach (var device in devices[1..7]) device.Join(call);
        devices[2].Refused("call_full", new SetCallMedia(call.Id, CallHouse.Video));
        devices[2].Refused("call_full", new SetCallMedia(call.Id, new CallMedia(false, false, HasScreen: true)));
        devices[2].Media(call, new CallMedia(IsMuted: true, false, false));
        devices[6].Leave(call);
        devices[2].Media(call, CallHouse.Video);
        Assert.Equal(new CallPlaces(0, 0), house.Chat.CallIn(room)!.Free);
    }

    [Fact]
    public void Who_is_away_keeps_the_place()
    {
        var (devices, room) = house.Many(11);
        var call = devices[0].Start(room);
        foreach (var device in devices[1..10]) device.Join(call);
        devices[9].Disconnect();
        devices[10].RefusedJoin("call_full", call);
        house.Pass(CallLimits.ReturnTime);
        devices[10].Join(call);
        devices[9].Reconnect();
        devices[9].Refused("call_full", new ResumeCall(call.Id, devices[9].Endpoint, default));
    }

    [Fact]
    public void Only_who_is_in_the_call_is_told_who_is_muted()
    {
        var (devices, room) = house.Many(3);
        var call = devices[0].Start(room);
        devices[1].Join(call);
        house.News.Clear();
        devices[1].Media(call, new CallMedia(IsMuted: true, false, false));
        house.News.AssertTells<CallEvent>(devices[0].Person, devices[1].Person);
        house.News.Clear();
        devices[1].Media(call, new CallMedia(IsMuted: true, false, false));
        Assert.Empty(house.News);
        devices[1].Media(call, CallHouse.Video);
        house.News.AssertTells<CallEvent>(devices.Select(device => device.Person));
    }

    [Fact]
    public void People_come_and_go_and_it_ends_with_the_last()
    {
        var (devices, room) = house.Many(3);
        var call = devices[0].Start(room);
        devices[1].Join(call);
        devices[0].Leave(call);
        devices[2].Join(call);
        devices[1].Leave(call);
        house.Pass(TimeSpan.FromSeconds(61));
        Assert.Empty(house.Lines);
        devices[2].Leave(call);
        Assert.Equal((CallOutcome.Answered, 61, 3), (Assert.Single(house.Lines).Outcome, house.Lines[0].Seconds, house.Lines[0].People));
        Assert.Equal(devices.Select(device => device.Person.Id).Order(), house.Entries.OfType<CallEntry.Over>().Single().ReadBy);
        Assert.Null(house.Chat.CallIn(room));
        Assert.NotEqual(call.Id, devices[1].Start(room).Id);
    }

    [Fact]
    public void A_member_who_is_removed_drops_out_at_once()
    {
        var (devices, room) = house.Many(3);
        var call = devices[0].Start(room);
        devices[1].Join(call);
        house.News.Clear();
        house.House.Do(devices[0].Person, new RemoveMember(room, devices[1].Person.Id));
        Assert.True(house.Chat.NextCallDue <= house.Now.Uptime);
        house.Poll();
        Assert.Equal([devices[0].Endpoint], house.Chat.CallIn(room)!.Participants.Select(participant => participant.Endpoint));
        house.News.AssertTells<CallEvent>(devices[0].Person, devices[2].Person);
        devices[1].RefusedJoin("no_such_call", call);
        Assert.Equal("no_such_call", devices[1].Signal(call, devices[0], new CallSignal(CallSignalKind.Offer, "v=0")).Code);
        Assert.Empty(house.Chat.CallsFor(devices[1].Person.Id, 10));
    }

    [Fact]
    public void Who_logs_out_for_good_drops_out_and_the_line_is_written_by_who_is_left()
    {
        var (devices, room) = house.Many(2);
        var call = devices[0].Start(room);
        devices[1].Join(call);
        house.House.Leave(devices[0].Person);
        house.Poll();
        Assert.Single(house.Chat.CallIn(room)!.Participants);
        devices[1].Leave(call);
        var line = Assert.Single(house.Entries.OfType<CallEntry.Over>()).Line!;
        Assert.Equal((devices[1].Person, devices[0].Person.Id), (line.Author, line.Call!.By));
    }

    [Fact]
    public void Who_is_no_member_sees_no_call_even_of_a_public_room()
    {
        var (devices, room) = house.Many(2);
        var stranger = house.NewDevice("stranger");
        var call = devices[0].Start(room);
        stranger.RefusedJoin("no_such_call", call);
        stranger.RefusedStart("no_such_conversation", room);
        Assert.Null(house.House.View(room, stranger.Person).Call);
        Assert.Empty(house.Chat.CallsFor(stranger.Person.Id, 10));
    }

    [Fact]
    public void One_is_in_one_call_at_a_time()
    {
        var (devices, room) = house.Many(3);
        var call = devices[0].Start(room);
        var direct = house.House.Direct(devices[1].Person, devices[2].Person);
        var ringing = devices[1].Start(direct);
        devices[1].RefusedJoin("in_call", call);
        devices[2].RefusedJoin("in_call", call);
        devices[2].Decline(ringing);
        devices[1].Join(call);
        devices[2].RefusedStart("busy", direct);
    }

    [Fact]
    public void What_concerns_oneself_is_told_first()
    {
        var (devices, room) = house.Many(2);
        devices[0].Start(room);
        devices[1].Start(ConversationId.Lobby);
        Assert.Equal([room, ConversationId.Lobby], house.Chat.CallsFor(devices[0].Person.Id, 2).Select(call => call.Conversation));
        Assert.Equal([ConversationId.Lobby], house.Chat.CallsFor(devices[1].Person.Id, 1).Select(call => call.Conversation));
    }

    [Fact]
    public void Coming_going_and_muting_has_a_rate()
    {
        var (devices, room) = house.Many(1);
        var call = devices[0].Start(room);
        for (var i = 0; i < CallLimits.ActionBurst; i++) devices[0].Media(call, new CallMedia(i % 2 == 0, false, false));
        devices[0].Refused("rate_limited", new SetCallMedia(call.Id, default));
        house.Pass(TimeSpan.FromSeconds(0.05));
        devices[0].Media(call, new CallMedia(true, false, false));
    }
}
