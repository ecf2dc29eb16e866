using ChatBox.Core.Calls;
using ChatBox.Core.Commands;
using ChatBox.Core.Conversations;
using ChatBox.Core.People;
using ChatBox.Protocol.Json;
using static ChatBox.Protocol.Tests.Json.RequestExamples;

namespace ChatBox.Protocol.Tests.Json;

/// <summary>The part of the examples that is about calls.</summary>
static class CallExamples
{
    const string CallText = "0000000000066";
    const string MediaJson = "\"endpoint\":\"p-1\",\"muted\":true,\"camera\":true,\"screen\":false";
    const string ByJson = """{"id":"1kq","name":"älice","guest":false}""";

    const string CallJson =
        """{"id":"9q2","conversation":"4f0","state":"active","by":""" + ByJson + ""","video":true,"startedAt":"2026-11-22T09:30:00.123Z","participants":[{"person":"""
        + ByJson + ""","endpoint":"p-1","muted":true,"camera":false,"screen":false,"away":true}],"limits":{"video":6,"sound":10},"free":{"video":5,"sound":9},"answeredAt":"2026-11-22T09:30:00.123Z"}""";

    static readonly CallId Call = new(0xC6);
    static readonly CallEndpoint Endpoint = CallEndpoint.Restore("p-1");
    static readonly CallMedia Media = new(IsMuted: true, HasCamera: true, HasScreen: false);
    static readonly PersonId Person = new(0xE7);
    static readonly DateTimeOffset Time = new(2026, 11, 22, 10, 30, 0, 123, TimeSpan.FromHours(1));
    static readonly AuthorObject By = new("1kq", "älice", false);

    static readonly CallObject Shown = new(
        "9q2", "4f0", "active", By, true, Time, [new ParticipantObject(By, "p-1", true, false, false, true)], new(6, 10), new(5, 9), AnsweredAt: Time);

    public static readonly (string Json, Command Command)[] Requests =
    [
        (Request("call.start", $"\"conversation\":\"lobby\",{MediaJson}"), new StartCall(ConversationId.Lobby, Endpoint, Media)),
        (Request("call.start", "\"conversation\":\"lobby\",\"endpoint\":\"p-1\""), new StartCall(ConversationId.Lobby, Endpoint, default)),
        (Request("call.accept", $"\"call\":\"{CallText}\",{MediaJson}"), new AcceptCall(Call, Endpoint, Media)),
        (Request("call.decline", $"\"call\":\"{CallText}\""), new DeclineCall(Call)),
        (Request("call.join", $"\"call\":\"{CallText}\",{MediaJson}"), new JoinCall(Call, Endpoint, Media)),
        (Request("call.leave", $"\"call\":\"{CallText}\""), new LeaveCall(Call)),
        (Request("call.resume", $"\"call\":\"{CallText}\",{MediaJson}"), new ResumeCall(Call, Endpoint, Media)),
        (Request("call.media", $"\"call\":\"{CallText}\",\"muted\":false,\"camera\":false,\"screen\":true"), new SetCallMedia(Call, new CallMedia(false, false, true))),
        (Signal("\"kind\":\"offer\",\"sdp\":\"v=0\\r\\n\""), Sent(new CallSignal(CallSignalKind.Offer, "v=0\r\n"))),
        (Signal("\"kind\":\"answer\",\"sdp\":\"v=0\""), Sent(new CallSignal(CallSignalKind.Answer, "v=0"))),
        (Signal("\"kind\":\"candidate\",\"candidate\":\"candidate:1\",\"mid\":\"0\",\"line\":0,\"fragment\":\"abcd\""),
            Sent(new CallSignal(CallSignalKind.Candidate, "candidate:1", "0", 0, "abcd"))),
        (Signal("\"kind\":\"candidate\",\"candidate\":\"\""), Sent(new CallSignal(CallSignalKind.Candidate, ""))),
        (Request("call.ice", $"\"call\":\"{CallText}\""), new ShowIceServers(Call)),
    ];

    public static readonly (ServerFrame Frame, string Json)[] Frames =
    [
        (new OkFrame("7") { Call = Shown }, """{"type":"ok","id":"7","call":""" + CallJson + "}"),
        (new OkFrame("7") { IceServers = [new(["turn:a?transport=udp"], "u", "c")], ExpiresAt = Time },
            """{"type":"ok","id":"7","expiresAt":"2026-11-22T09:30:00.123Z","iceServers":[{"urls":["turn:a?transport=udp"],"username":"u","credential":"c"}]}"""),
        (new CallFrame(Shown), """{"type":"call","call":""" + CallJson + "}"),
        (new CallFrame(new("9q2", "4f0", "ended", By, false, Time, [], new(2, 2), new(0, 0), Outcome: "declined", Seconds: 0, EndedBy: "1kq")),
            """{"type":"call","call":{"id":"9q2","conversation":"4f0","state":"ended","by":""" + ByJson
            + ""","video":false,"startedAt":"2026-11-22T09:30:00.123Z","participants":[],"limits":{"video":2,"sound":2},"free":{"video":0,"sound":0},"outcome":"declined","seconds":0,"endedBy":"1kq"}}"""),
        (new CallSignalFrame("9q2", "1kq", "p-1", true, "offer", "v=0"),
            """{"type":"call.signal","call":"9q2","from":"1kq","endpoint":"p-1","polite":true,"kind":"offer","sdp":"v=0"}"""),
        (new CallSignalFrame("9q2", "1kq", "p-1", false, "candidate", Candidate: "c", Mid: "0", Line: 0, Fragment: "f"),
            """{"type":"call.signal","call":"9q2","from":"1kq","endpoint":"p-1","polite":false,"kind":"candidate","candidate":"c","mid":"0","line":0,"fragment":"f"}"""),
        (new MessageFrame(new("4f0", 3, By, "call:9q2", "Call declined.", Time, Call: new("9q2", "declined", "1kq", true, 0, 1))),
            """{"type":"message","message":{"conversation":"4f0","number":3,"author":""" + ByJson
            + ""","clientId":"call:9q2","text":"Call declined.","time":"2026-11-22T09:30:00.123Z","call":{"id":"9q2","outcome":"declined","by":"1kq","video":true,"seconds":0,"people":1}}}"""),
    ];

    static string Signal(string fields) => Request("call.signal", $"\"call\":\"{CallText}\",\"person\":\"{PersonText}\",\"endpoint\":\"p-1\",{fields}");

    static SendCallSignal Sent(CallSignal signal) => new(Call, Person, Endpoint, signal);
}
