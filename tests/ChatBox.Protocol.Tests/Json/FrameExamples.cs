using ChatBox.Protocol.Json;

namespace ChatBox.Protocol.Tests.Json;

/// <summary>Every frame of the server, and its bytes as they stand on the wire.</summary>
static class FrameExamples
{
    const string MessageJson =
        """{"conversation":"lobby","number":12,"author":{"id":"1kq","name":"älice","guest":false},"clientId":"b7","text":"<b> 😀 \"x\"\n","time":"2026-11-22T09:30:00.123Z"}""";

    const string TextJson = """
        "<b> 😀 \"x\"\n"
        """;

    const string OfferJson =
        "{\"id\":\"0f3\",\"name\":\"plan \u202e📎.pdf\",\"size\":123456,\"type\":\"application/pdf\",\"state\":\"offered\",\"ready\":false,\"received\":65536}";

    const string ImageJson =
        """{"id":"0f4","name":"a.png","size":9,"type":"image/png","state":"there","ready":true,"sha256":"ab","width":640,"height":480,"thumbnail":true}""";

    const string PersonJson = """{"id":"1kq","name":"älice","presence":"online","guest":false}""";

    const string RoomJson =
        """{"id":"4f0","kind":"room","name":"robotics","private":true,"members":6,"joined":true,"maker":"1kq","last":41,"read":39,"lastMessage":""" + MessageJson + "}";

    static readonly DateTimeOffset Time = new(2026, 11, 22, 10, 30, 0, 123, TimeSpan.FromHours(1));
    static readonly AuthorObject Author = new("1kq", "älice", false);
    static readonly PersonObject Person = new("1kq", "älice", "online", false);
    static readonly MessageObject Message = new("lobby", 12, Author, "b7", "<b> 😀 \"x\"\n", Time);
    static readonly FileObject Offer = new("0f3", "plan \u202e📎.pdf", 123456, "application/pdf", "offered", false, Received: 65536);
    static readonly FileObject Image = new(
        "0f4", "a.png", 9, "image/png", "there", true, Sha256: "ab", Width: 640, Height: 480, Thumbnail: true);
    static readonly ConversationObject Room = new("4f0", "room", "robotics", true, 6, true, "1kq", 41, 39, Message);

    public static readonly (ServerFrame Frame, string Json)[] All =
    [
        (new OkFrame("7"), """{"type":"ok","id":"7"}"""),
        (new OkFrame("7") { Message = Message, Repeated = true }, """{"type":"ok","id":"7","message":""" + MessageJson + ""","repeated":true}"""),
        (new OkFrame("7") { Conversations = [Room], Next = "4f0" }, """{"type":"ok","id":"7","conversations":[""" + RoomJson + """],"next":"4f0"}"""),
        (new OkFrame("7") { People = [Person], Rooms = [] }, """{"type":"ok","id":"7","people":[""" + PersonJson + """],"rooms":[]}"""),
        (new OkFrame("7") { Messages = [Message], Last = 12 }, """{"type":"ok","id":"7","messages":[""" + MessageJson + """],"last":12}"""),
        (new OkFrame("7") { Conversation = Room }, """{"type":"ok","id":"7","conversation":""" + RoomJson + "}"),
        (new OkFrame("7") { Results = [new(Message, "Lobby")] },
            """{"type":"ok","id":"7","results":[{"message":""" + MessageJson + ""","conversationName":"Lobby"}]}"""),
        (new OkFrame("7") { Url = "https://a/#b", Qr = ["01", "10"], ExpiresAt = Time },
            """{"type":"ok","id":"7","url":"https://a/#b","qr":["01","10"],"expiresAt":"2026-11-22T09:30:00.123Z"}"""),
        (new OkFrame("7") { Messages = [Message with { Text = "", File = Image }], Changes = 17 },
            """{"type":"ok","id":"7","messages":[""" + WithFile(ImageJson) + """],"changes":17}"""),
        (new OkFrame("7") { Files = [new("sub/ä.txt", 1, Time, "ab"), new("z", 0, Time)], Next = "z" },
            """{"type":"ok","id":"7","files":[{"path":"sub/ä.txt","size":1,"modified":"2026-11-22T09:30:00.123Z","sha256":"ab"},{"path":"z","size":0,"modified":"2026-11-22T09:30:00.123Z"}],"next":"z"}"""),
        (new MessageFrame(Message with { Text = "", File = Offer }), """{"type":"message","message":""" + WithFile(OfferJson) + "}"),
        (new MessageFrame(Message with { Text = "", File = Offer with { Size = null, Received = 0 } }),
            """{"type":"message","message":""" + WithFile(
                OfferJson.Replace("\"size\":123456,", "", StringComparison.Ordinal).Replace("65536", "0", StringComparison.Ordinal)) + "}"),
        (new ChangedFrame(Message with { Text = "", Deleted = true, Change = 5 }),
            """{"type":"changed","message":""" + MessageJson.Replace(
                TextJson, "\"\"", StringComparison.Ordinal)[..^1] + ""","deleted":true,"change":5}}"""),
        (new UploadFrame("4f0", 12, 65536), """{"type":"upload","conversation":"4f0","number":12,"received":65536}"""),
        (new ShareFrame(), """{"type":"share"}"""),
        (new ConversationFrame(Room with { Changes = 17 }), """{"type":"conversation","conversation":""" + RoomJson[..^1] + ""","changes":17}}"""),
        (new ErrorFrame("7", "bad_text", "No."), """{"type":"error","id":"7","code":"bad_text","message":"No."}"""),
        (new ErrorFrame(null, "bad_frame", "No."), """{"type":"error","code":"bad_frame","message":"No."}"""),
        (new WelcomeFrame(Person, "s1", new("9", "home", "0.1.0"), Time, new(8000, 32, 53687091200)),
            """{"type":"welcome","person":""" + PersonJson
            + ""","session":"s1","server":{"id":"9","name":"home","version":"0.1.0"},"time":"2026-11-22T09:30:00.123Z","limits":{"text":8000,"name":32,"file":53687091200}}"""),
        (new MessageFrame(Message), """{"type":"message","message":""" + MessageJson + "}"),
        (new ConversationFrame(Room), """{"type":"conversation","conversation":""" + RoomJson + "}"),
        (new ConversationFrame(new("4f0", "room", "robotics", false, 6, false)),
            """{"type":"conversation","conversation":{"id":"4f0","kind":"room","name":"robotics","private":false,"members":6,"joined":false}}"""),
        (new ConversationGoneFrame("4f0", "removed"), """{"type":"conversation.gone","conversation":"4f0","reason":"removed"}"""),
        (new MembersFrame("4f0", 5), """{"type":"members","conversation":"4f0","members":5}"""),
        (new PersonFrame(Person), """{"type":"person","person":""" + PersonJson + "}"),
        (new PersonFrame(Person with { Presence = "offline", Gone = true }, Goodbye: true),
            """{"type":"person","person":{"id":"1kq","name":"älice","presence":"offline","guest":false,"gone":true},"goodbye":true}"""),
        .. CallExamples.Frames,
        (new ReadFrame("4f0", 40), """{"type":"read","conversation":"4f0","number":40}"""),
        (new TypingFrame("4f0", Author), """{"type":"typing","conversation":"4f0","person":{"id":"1kq","name":"älice","guest":false}}"""),
        (new GoodbyeFrame("slow_consumer", "Slow."), """{"type":"goodbye","code":"slow_consumer","message":"Slow."}"""),
        (new GoodbyeFrame("going_away", "Bye.", 1), """{"type":"goodbye","code":"going_away","message":"Bye.","retryAfter":1}"""),
    ];

    static string WithFile(string file) =>
        MessageJson.Replace(TextJson, "\"\"", StringComparison.Ordinal)[..^1] + ",\"file\":" + file + "}";
}
