namespace ChatBox.Protocol.Json;

/// <summary>A call in progress, or its end, as docs/protocol.md, "Objects", has it. Immutable.</summary>
/// <param name="State">A word of <see cref="CallWords"/>: ringing, active or ended.</param>
/// <param name="By">Who called, or began it.</param>
/// <param name="Video">Begun with the camera on.</param>
/// <param name="Limits">How many people may be in it.</param>
/// <param name="Free">How many more may come.</param>
/// <param name="RingsUntil">While it rings.</param>
/// <param name="AnsweredAt">From when on people talk.</param>
/// <param name="Outcome">How it ended, as in a message's call.</param>
/// <param name="Seconds">How long people talked, when it has ended.</param>
/// <param name="EndedBy">The id of who hung up or declined.</param>
public sealed record CallObject(
    string Id, string Conversation, string State, AuthorObject By, bool Video, DateTimeOffset StartedAt, IReadOnlyList<ParticipantObject> Participants,
    CallPlacesObject Limits, CallPlacesObject Free, DateTimeOffset? RingsUntil = null, DateTimeOffset? AnsweredAt = null, string? Outcome = null,
    int? Seconds = null, string? EndedBy = null);

/// <param name="Endpoint">The client's own id of what sends and receives the media.</param>
/// <param name="Away">The connection to the server is lost; the media may flow on.</param>
public sealed record ParticipantObject(AuthorObject Person, string Endpoint, bool Muted, bool Camera, bool Screen, bool Away);

/// <summary>People: with any camera or screen on, and by sound alone.</summary>
public sealed record CallPlacesObject(int Video, int Sound);

/// <summary>What a message says of a call that is over.</summary>
/// <param name="Outcome">answered, no_answer, declined, busy or cancelled.</param>
/// <param name="By">The id of who called, or began it.</param>
/// <param name="Seconds">How long people talked.</param>
/// <param name="People">How many took part.</param>
public sealed record CallLineObject(string Id, string Outcome, string By, bool Video, int Seconds, int People);

/// <summary>An entry of the <c>iceServers</c> of an RTCPeerConnection.</summary>
public sealed record IceServerObject(IReadOnlyList<string> Urls, string? Username = null, string? Credential = null);
