using ChatBox.Core.Calls;
using ChatBox.Core.Conversations;
using ChatBox.Core.Events;
using ChatBox.Core.People;
using ChatBox.Core.Tests.Chats;

namespace ChatBox.Core.Tests.Calls;

/// <summary>A house with a clock, people with sessions, and short ways to say what they do with calls.</summary>
sealed class CallHouse
{
    public static readonly CallMedia Sound = new(IsMuted: false, HasCamera: false, HasScreen: false);
    public static readonly CallMedia Video = new(IsMuted: false, HasCamera: true, HasScreen: false);

    long lastSession;

    public House House { get; } = new();

    public Chat Chat => House.Chat;

    public Moment Now { get; set; } = House.Moment;

    /// <summary>What the store was told, in order.</summary>
    public List<CallEntry> Entries { get; } = [];

    /// <summary>What people were told, in order.</summary>
    public List<Notice> News { get; } = [];

    /// <summary>The lines that calls have left.</summary>
    public IReadOnlyList<CallLine> Lines => [.. Entries.OfType<CallEntry.Over>().Where(over => over.Line is not null).Select(over => over.Line!.Call!)];

    public Person Join(string name) => House.Join(name);

    public long Connect(Person person)
    {
        Chat.HandleAttached(person.Id, ++lastSession, News);
        return lastSession;
    }

    public void Disconnect(Person person, long session)
    {
        Chat.HandleDetached(person.Id, session, Now, News);
        Drain();
    }

    public (Device A, Device B, ConversationId Conversation) Two()
    {
        var (a, b) = (NewDevice("alice"), NewDevice("bob"));
        return (a, b, House.Direct(a.Person, b.Person));
    }

    /// <summary>So many people in a public room, the first its maker.</summary>
    public (Device[] Devices, ConversationId Room) Many(int count)
    {
        var devices = Enumerable.Range(0, count).Select(i => NewDevice($"person{(char)('a' + i)}")).ToArray();
        var room = House.Room(devices[0].Person, "robotics");
        foreach (var device in devices.Skip(1)) House.Do(device.Person, new Commands.JoinRoom(room));
        return (devices, room);
    }

    public Device NewDevice(string name) => NewDevice(Join(name));

    public Device NewDevice(Person person) => new(this, person, Connect(person));

    public (CallView? Call, Refusal? Refusal) Do(Device device, CallCommand command)
    {
        var result = Chat.HandleCall(device.Person.Id, device.Session, command, Now, News);
        Drain();
        return result;
    }

    public void Pass(TimeSpan time)
    {
        Now = new Moment(Now.Time + time, Now.Uptime + time);
        Poll();
    }

    public void Poll()
    {
        if (Chat.NextCallDue > Now.Uptime) return;
        Chat.PollCalls(Now, News);
        Drain();
    }

    void Drain()
    {
        while (Chat.TryPollCallEntry(out var entry)) Entries.Add(entry);
    }
}

/// <summary>A page of somebody: a session and the endpoint of its own.</summary>
sealed class Device(CallHouse house, Person person, long session)
{
    public Person Person { get; } = person;
    public long Session { get; private set; } = session;
    public CallEndpoint Endpoint { get; private set; } = Endpoints.New();

    public CallView Start(ConversationId conversation, CallMedia media = default) => Allowed(new StartCall(conversation, Endpoint, media))!;

    public CallView Accept(CallView call, CallMedia media = default) => Allowed(new AcceptCall(call.Id, Endpoint, media))!;

    public CallView Join(CallView call, CallMedia media = default) => Allowed(new JoinCall(call.Id, Endpoint, media))!;

    public CallView Resume(CallView call, CallMedia media = default) => Allowed(new ResumeCall(call.Id, Endpoint, media))!;

    public CallView? Leave(CallView call) => Allowed(new LeaveCall(call.Id));

    public CallView? Decline(CallView call) => Allowed(new DeclineCall(call.Id));

    public CallView? Media(CallView call, CallMedia media) => Allowed(new SetCallMedia(call.Id, media));

    public void Refused(string code, CallCommand command) => Assert.Equal(code, house.Do(this, command).Refusal?.Code);

    public void RefusedStart(string code, ConversationId conversation, CallMedia media = default) =>
        Refused(code, new StartCall(conversation, Endpoint, media));

    public void RefusedJoin(string code, CallView call, CallMedia media = default) => Refused(code, new JoinCall(call.Id, Endpoint, media));

    public void RefusedAccept(string code, CallView call) => Refused(code, new AcceptCall(call.Id, Endpoint, default));

    public (CallSignalEvent? Event, long Session, string? Code) Signal(CallView call, Device to, CallSignal signal)
    {
        var (sent, session, refusal) = house.Chat.HandleSignal(Person.Id, Session, new SendCallSignal(call.Id, to.Person.Id, to.Endpoint, signal), house.Now.Uptime);
        return (sent, session, refusal?.Code);
    }

    public void Disconnect() => house.Disconnect(Person, Session);

    /// <summary>The same page, connected again.</summary>
    public void Reconnect() => Session = house.Connect(Person);

    /// <summary>The page loaded anew.</summary>
    public void Reload()
    {
        Disconnect();
        Session = house.Connect(Person);
        Endpoint = Endpoints.New();
    }

    CallView? Allowed(CallCommand command)
    {
        var (call, refusal) = house.Do(this, command);
        Assert.Null(refusal);
        return call;
    }
}

static class Endpoints
{
    static long last;

    public static CallEndpoint New() => CallEndpoint.Restore($"e{Interlocked.Increment(ref last)}");
}
