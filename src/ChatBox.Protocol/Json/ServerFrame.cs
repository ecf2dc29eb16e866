using System.Text.Json.Serialization;

namespace ChatBox.Protocol.Json;

/// <summary>A frame from the server: the answer to a request, or an event. docs/protocol.md, "WebSocket". Immutable.</summary>
[JsonPolymorphic(
    TypeDiscriminatorPropertyName = "type", IgnoreUnrecognizedTypeDiscriminators = true,
    UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FallBackToBaseType)]
[JsonDerivedType(typeof(OkFrame), "ok")]
[JsonDerivedType(typeof(ErrorFrame), "error")]
[JsonDerivedType(typeof(WelcomeFrame), "welcome")]
[JsonDerivedType(typeof(MessageFrame), "message")]
[JsonDerivedType(typeof(ChangedFrame), "changed")]
[JsonDerivedType(typeof(UploadFrame), "upload")]
[JsonDerivedType(typeof(ShareFrame), "share")]
[JsonDerivedType(typeof(ConversationFrame), "conversation")]
[JsonDerivedType(typeof(ConversationGoneFrame), "conversation.gone")]
[JsonDerivedType(typeof(MembersFrame), "members")]
[JsonDerivedType(typeof(PersonFrame), "person")]
[JsonDerivedType(typeof(ReadFrame), "read")]
[JsonDerivedType(typeof(TypingFrame), "typing")]
[JsonDerivedType(typeof(CallFrame), "call")]
[JsonDerivedType(typeof(CallSignalFrame), "call.signal")]
[JsonDerivedType(typeof(GoodbyeFrame), "goodbye")]
public record ServerFrame;

/// <summary>The answer to a request. Which members are there depends on the request; see the table in docs/protocol.md.</summary>
public sealed record OkFrame(string Id) : ServerFrame
{
    public IReadOnlyList<ConversationObject>? Conversations { get; init; }
    public ConversationObject? Conversation { get; init; }
    public IReadOnlyList<PersonObject>? People { get; init; }
    public IReadOnlyList<ConversationObject>? Rooms { get; init; }
    public IReadOnlyList<MessageObject>? Messages { get; init; }
    public long? Last { get; init; }
    public MessageObject? Message { get; init; }
    public bool? Repeated { get; init; }
    public long? Changes { get; init; }
    public IReadOnlyList<SharedFileObject>? Files { get; init; }
    public IReadOnlyList<SearchResultObject>? Results { get; init; }
    public TransferObject? Transfer { get; init; }
    public string? Next { get; init; }
    public string? Url { get; init; }
    public IReadOnlyList<string>? Qr { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
    public CallObject? Call { get; init; }
    public IReadOnlyList<IceServerObject>? IceServers { get; init; }
}

/// <summary>The request with this id was refused; without an id, the frame could not be read.</summary>
public sealed record ErrorFrame(string? Id, string Code, string Message) : ServerFrame;

public sealed record WelcomeFrame(PersonObject Person, string Session, ServerObject Server, DateTimeOffset Time, LimitsObject Limits) : ServerFrame
{
    /// <summary>Calls in progress, the one that concerns oneself first; absent where there are none.</summary>
    public IReadOnlyList<CallObject>? Calls { get; init; }
}

public sealed record MessageFrame(MessageObject Message) : ServerFrame;

/// <summary>A message that was there is another now.</summary>
public sealed record ChangedFrame(MessageObject Message) : ServerFrame;

/// <summary>The bytes of an offer go on coming: so many are there.</summary>
public sealed record UploadFrame(string Conversation, long Number, long Received) : ServerFrame;

/// <summary>The files that the host shares are others now.</summary>
public sealed record ShareFrame : ServerFrame;

public sealed record ConversationFrame(ConversationObject Conversation) : ServerFrame;

public sealed record ConversationGoneFrame(string Conversation, string Reason) : ServerFrame;

public sealed record MembersFrame(string Conversation, int Members) : ServerFrame;

public sealed record PersonFrame(
    PersonObject Person, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Goodbye = false) : ServerFrame;

public sealed record ReadFrame(string Conversation, long Number) : ServerFrame;

public sealed record TypingFrame(string Conversation, AuthorObject Person) : ServerFrame;

/// <summary>A call began, changed or ended.</summary>
public sealed record CallFrame(CallObject Call) : ServerFrame;

/// <summary>What the endpoint of another participant says to one's own: a description or a candidate.</summary>
/// <param name="From">The other's id.</param>
/// <param name="Endpoint">The other's endpoint.</param>
/// <param name="Polite">Whether one gives way oneself where both make an offer at once.</param>
/// <param name="Kind">offer, answer or candidate.</param>
public sealed record CallSignalFrame(
    string Call, string From, string Endpoint, bool Polite, string Kind, string? Sdp = null, string? Candidate = null, string? Mid = null, int? Line = null,
    string? Fragment = null) : ServerFrame;

/// <summary>The server closes the connection after this.</summary>
public sealed record GoodbyeFrame(string Code, string Message, int? RetryAfter = null) : ServerFrame;
