using ChatBox.Core.Calls;
using ChatBox.Core.Commands;
using ChatBox.Core.Conversations;

namespace ChatBox.Core.Tests.Calls;

/// <summary>Random lives of calls: whatever people, networks, time and the server do, what must hold holds.</summary>
public class CallModelTests
{
    [Fact]
    public void Whatever_happens_calls_stay_whole() => Seeded.Run(60, random => new CallModelRun(random).Run(steps: 400));
}

/// <summary>One random life of twelve people, four of them with two devices, in direct conversations, a room and the lobby.</summary>
sealed class CallModelRun
{
    readonly Random random;
    readonly CallHouse house = new();
    readonly List<Device> devices;
    readonly List<ConversationId> conversations = [ConversationId.Lobby];
    readonly ConversationId room;
    readonly HashSet<CallId> begun = [];

    public CallModelRun(Random random)
    {
        this.random = random;
        devices = [.. Enumerable.Range(0, 12).Select(i => house.NewDevice($"person{"abcdefghkmnp"[i]}"))];
        room = house.House.Room(devices[0].Person, "robotics");
        foreach (var device in devices.Skip(1)) house.House.Do(device.Person, new JoinRoom(room));
        conversations.Add(room);
        for (var i = 0; i < 4; i++) conversations.Add(house.House.Direct(devices[i].Person, devices[i + 1].Person));
        devices.AddRange(devices.Take(4).Select(device => house.NewDevice(device.Person)).ToList());
    }

    public void Run(int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            Step();
            Check();
        }

        // Left alone, every call that nobody is in ends.
        foreach (var device in devices) device.Disconnect();
        house.Pass(CallLimits.RingTime + CallLimits.ReturnTime);
        Check();
        Assert.All(conversations, conversation => Assert.Null(house.Chat.CallIn(conversation)));
        Assert.Null(house.Chat.NextCallDue);
    }

    void Step()
    {
        var device = random.Pick(devices);
        var media = new CallMedia(random.Next(2) == 0, random.Next(3) == 0, random.Next(8) == 0);
        switch (random.Next(14))
        {
            case 0 or 1 or 2:
                house.Do(device, new StartCall(random.Pick(conversations), device.Endpoint, media));
                break;
            case 3 or 4:
                house.Do(device, new AcceptCall(AnyCall(), device.Endpoint, media));
                break;
            case 5 or 6:
                house.Do(device, new JoinCall(AnyCall(), device.Endpoint, media));
                break;
            case 7:
                house.Do(device, random.Next(2) == 0 ? new LeaveCall(AnyCall()) : new DeclineCall(AnyCall()));
                break;
            case 8:
                house.Do(device, new ResumeCall(AnyCall(), device.Endpoint, media));
                break;
            case 9:
                house.Do(device, new SetCallMedia(AnyCall(), media));
                break;
            case 10:
                if (random.Next(2) == 0) device.Reload();
                else Lose(device);
                break;
            case 11:
                CheckSignal(device, random.Pick(devices));
                break;
            case 12:
                ChangeMembers(device);
                break;
            default:
                house.Pass(TimeSpan.FromSeconds(random.Next(16)));
                break;
        }
    }

    static void Lose(Device device)
    {
        device.Disconnect();
        device.Reconnect();
    }

    void ChangeMembers(Device device)
    {
        if (device.Person.Id == devices[0].Person.Id) return;
        if (house.Chat.CanRead(device.Person.Id, room)) house.House.Do(devices[0].Person, new RemoveMember(room, device.Person.Id));
        else house.House.Do(device.Person, new JoinRoom(room));
        house.Poll();
    }

    CallId AnyCall()
    {
        var calls = conversations.Select(house.Chat.CallIn).OfType<CallView>().Select(call => call.Id).ToList();
        return calls.Count > 0 && random.Next(10) > 0 ? random.Pick(calls) : new CallId(1 + random.Next(3000));
    }

    void CheckSignal(Device from, Device to)
    {
        var call = conversations.Select(house.Chat.CallIn).OfType<CallView>().FirstOrDefault(one => one.Participants.Any(mine => mine.Endpoint == from.Endpoint));
        var (_, session, code) = from.Signal(call ?? new CallView(
            new CallId(7), room, CallState.Active, from.Person, false, house.Now.Time, null, null, [], default, default), to, new CallSignal(CallSignalKind.Offer, "v"));
        // What passes goes to a participant of the same call, at the endpoint that was named, and to a session of that person.
        if (code is not null) return;
        Assert.Contains(call!.Participants, other => other.Person.Id == to.Person.Id && other.Endpoint == to.Endpoint && !other.IsAway);
        Assert.NotEqual(from.Person.Id, to.Person.Id);
        Assert.Contains(devices, device => device.Session == session && device.Person.Id == to.Person.Id);
    }

    void Check()
    {
        var calls = conversations.Select(house.Chat.CallIn).OfType<CallView>().ToList();
        foreach (var kept in house.Entries.OfType<CallEntry.Kept>()) begun.Add(kept.Record.Id);
        var people = calls.SelectMany(call => call.Participants.Select(participant => participant.Person.Id)
            .Concat(call.State == CallState.Ringing ? [house.House.Conversation(call.Conversation).OtherThan(call.By.Id)] : [])).ToList();
        Assert.Equal(people.Count, people.Distinct().Count());
        foreach (var call in calls) Check(call);

        // Each call that began goes on or has left one line, and those that were busy one too.
        var overs = house.Entries.OfType<CallEntry.Over>().ToList();
        Assert.Equal(overs.Count, overs.Select(over => over.Id).Distinct().Count());
        Assert.All(overs, over => Assert.NotNull(over.Line));
        var ended = overs.Where(over => over.Line!.Call!.Outcome != CallOutcome.Busy).Select(over => over.Id).ToHashSet();
        Assert.Equal(begun.Order(), ended.Concat(calls.Select(call => call.Id)).Order());

        // Time is set for what time can change, and for nothing else.
        var waits = calls.Where(call => call.State == CallState.Ringing || call.Participants.Any(participant => participant.IsAway)).ToList();
        Assert.Equal(waits.Count > 0, house.Chat.NextCallDue is not null);
        if (house.Chat.NextCallDue is { } due) Assert.InRange(due, house.Now.Uptime, house.Now.Uptime + CallLimits.RingTime);
    }

    void Check(CallView call)
    {
        var video = call.Participants.Any(participant => participant.Media.HasVideo);
        Assert.InRange(call.Participants.Count, 1, video ? call.Limits.WithVideo : call.Limits.WithSound);
        Assert.All(call.Participants, participant => Assert.True(house.Chat.CanRead(participant.Person.Id, call.Conversation)));
        var isDirect = house.House.Conversation(call.Conversation).Kind == ConversationKind.Direct;
        if (isDirect) Assert.Equal(call.State == CallState.Ringing ? 1 : 2, call.Participants.Count);
        else Assert.Equal(CallState.Active, call.State);
        if (call.State == CallState.Ringing) Assert.True(call.RingsUntil > house.Now.Time);
        // What is stored is what is there: a restart finds the same people with the same endpoints.
        var record = house.Entries.OfType<CallEntry.Kept>().Last(kept => kept.Record.Id == call.Id).Record;
        Assert.Equal(call.Participants.Select(participant => (participant.Person.Id, participant.Endpoint)), record.Participants);
        Assert.Equal(call.AnsweredAt, record.AnsweredAt);
    }
}
