using ChatBox.Core.Calls;

namespace ChatBox.Core.Tests.Calls;

public class SignalTests
{
    static readonly CallSignal Offer = new(CallSignalKind.Offer, "v=0");
    static readonly CallSignal Candidate = new(CallSignalKind.Candidate, "candidate:1", "0", 0, "abcd");

    readonly CallHouse house = new();

    [Fact]
    public void A_signal_goes_to_the_session_it_is_meant_for_and_says_who_gives_way()
    {
        var (alice, bob, direct) = house.Two();
        house.NewDevice(bob.Person);
        var call = bob.Accept(alice.Start(direct));
        var (toBob, session, code) = alice.Signal(call, bob, Offer);
        Assert.Null(code);
        Assert.Equal((bob.Session, alice.Person.Id, alice.Endpoint, Offer), (session, toBob!.From, toBob.Endpoint, toBob.Signal));
        var (toAlice, _, _) = bob.Signal(call, alice, Offer);
        Assert.NotEqual(toBob.IsPolite, toAlice!.IsPolite);
    }

    [Fact]
    public void Who_gives_way_stays_so_after_a_reload()
    {
        var (alice, bob, direct) = house.Two();
        var call = bob.Accept(alice.Start(direct));
        var before = alice.Signal(call, bob, Offer).Event!.IsPolite;
        alice.Reload();
        alice.Resume(call);
        Assert.Equal(before, alice.Signal(call, bob, Offer).Event!.IsPolite);
    }

    [Fact]
    public void Nothing_is_relayed_while_it_rings_or_when_it_is_over()
    {
        var (alice, bob, direct) = house.Two();
        var call = alice.Start(direct);
        Assert.Equal("no_such_call", alice.Signal(call, bob, Offer).Code);
        Assert.Equal("no_such_call", bob.Signal(call, alice, Offer).Code);
        bob.Accept(call);
        bob.Leave(call);
        Assert.Equal("no_such_call", alice.Signal(call, bob, Offer).Code);
    }

    [Fact]
    public void Only_a_participant_signals_and_only_from_the_device_that_is_in_the_call()
    {
        var (devices, room) = house.Many(3);
        var call = devices[0].Start(room);
        devices[1].Join(call);
        Assert.Equal("no_such_call", devices[2].Signal(call, devices[0], Offer).Code);
        Assert.Equal("no_such_call", devices[0].Signal(call, devices[2], Offer).Code);
        Assert.Equal("no_such_call", devices[0].Signal(call, devices[0], Offer).Code);
        var phone = house.NewDevice(devices[0].Person);
        Assert.Equal("no_such_call", phone.Signal(call, devices[1], Offer).Code);
        Assert.Equal("no_such_call", devices[0].Signal(call with { Id = new CallId(4711) }, devices[1], Offer).Code);
    }

    [Fact]
    public void A_signal_to_an_endpoint_that_is_no_more_is_not_relayed_to_the_next()
    {
        var (alice, bob, direct) = house.Two();
        var call = bob.Accept(alice.Start(direct));
        var old = new Device(house, bob.Person, bob.Session);
        Assert.Equal("no_such_call", alice.Signal(call, old, Offer).Code);
        Assert.Null(alice.Signal(call, bob, Offer).Code);
    }

    [Fact]
    public void Who_is_away_is_said_to_be_away()
    {
        var (alice, bob, direct) = house.Two();
        var call = bob.Accept(alice.Start(direct));
        bob.Disconnect();
        Assert.Equal("peer_away", alice.Signal(call, bob, Offer).Code);
        bob.Reconnect();
        bob.Resume(call);
        Assert.Equal(bob.Session, alice.Signal(call, bob, Offer).Session);
    }

    [Fact]
    public void Two_hundred_candidates_follow_a_description_and_no_more()
    {
        var (alice, bob, direct) = house.Two();
        var call = bob.Accept(alice.Start(direct));
        for (var round = 0; round < 2; round++)
        {
            Assert.Null(alice.Signal(call, bob, Offer).Code);
            for (var i = 0; i < CallLimits.Candidates; i++) Assert.Null(alice.Signal(call, bob, Candidate).Code);
            Assert.Equal("too_many_candidates", alice.Signal(call, bob, Candidate).Code);
        }

        Assert.Null(bob.Signal(call, alice, Candidate).Code);
    }

    [Fact]
    public void Candidates_are_counted_for_each_endpoint()
    {
        var (devices, room) = house.Many(3);
        var call = devices[0].Start(room);
        devices[1].Join(call);
        devices[2].Join(call);
        for (var i = 0; i < CallLimits.Candidates; i++) Assert.Null(devices[0].Signal(call, devices[1], Candidate).Code);
        Assert.Equal("too_many_candidates", devices[0].Signal(call, devices[1], Candidate).Code);
        Assert.Null(devices[0].Signal(call, devices[2], Candidate).Code);
        devices[1].Reload();
        devices[1].Resume(call);
        Assert.Null(devices[0].Signal(call, devices[1], Candidate).Code);
    }

    [Fact]
    public void Signals_have_a_rate()
    {
        var (alice, bob, direct) = house.Two();
        var call = bob.Accept(alice.Start(direct));
        for (var i = 0; i < CallLimits.SignalBurst; i++) Assert.Null(alice.Signal(call, bob, Offer).Code);
        Assert.Equal("rate_limited", alice.Signal(call, bob, Offer).Code);
        Assert.Null(bob.Signal(call, alice, Offer).Code);
        house.Pass(TimeSpan.FromSeconds(1));
        for (var i = 0; i < CallLimits.SignalsPerSecond; i++) Assert.Null(alice.Signal(call, bob, Offer).Code);
        Assert.Equal("rate_limited", alice.Signal(call, bob, Offer).Code);
    }

    [Fact]
    public void Bytes_of_descriptions_have_a_rate()
    {
        var (alice, bob, direct) = house.Two();
        var call = bob.Accept(alice.Start(direct));
        var large = new CallSignal(CallSignalKind.Offer, new string('v', CallLimits.DescriptionBytes));
        for (var i = 0; i < 9; i++) Assert.Null(alice.Signal(call, bob, large).Code);
        Assert.Equal("rate_limited", alice.Signal(call, bob, large).Code);
        Assert.Null(alice.Signal(call, bob, Candidate).Code);
        house.Pass(TimeSpan.FromSeconds(2));
        Assert.Null(alice.Signal(call, bob, large).Code);
    }
}
