using ChatBox.Core.Conversations;
using ChatBox.Core.People;

namespace ChatBox.Core.Calls;

public enum CallState
{
    Ringing,
    Active,
    Ended,
}

/// <summary>How many people: with a camera or screen on, and by sound alone.</summary>
public readonly record struct CallPlaces(int WithVideo, int WithSound);

/// <param name="IsAway">The connection to the server is lost; the media may flow on.</param>
public sealed record CallParticipantView(Person Person, CallEndpoint Endpoint, CallMedia Media, bool IsAway);

/// <summary>A call as its conversation's members see it. Immutable.</summary>
/// <param name="By">Who called, or began it.</param>
/// <param name="WithVideo">Begun with the camera on.</param>
/// <param name="RingsUntil">While it rings.</param>
/// <param name="AnsweredAt">From when on people talk; null while it rings.</param>
/// <param name="Participants">In the order in which their endpoints came.</param>
/// <param name="Limits">How many may be in it.</param>
/// <param name="Free">How many more may come, with a camera on and by sound alone.</param>
/// <param name="Line">How it ended; null before.</param>
/// <param name="EndedBy">Who hung up or declined; null where time or a connection ended it.</param>
public sealed record CallView(
    CallId Id, ConversationId Conversation, CallState State, Person By, bool WithVideo, DateTimeOffset StartedAt,
    DateTimeOffset? RingsUntil, DateTimeOffset? AnsweredAt, IReadOnlyList<CallParticipantView> Participants, CallPlaces Limits,
    CallPlaces Free, CallLine? Line = null, PersonId? EndedBy = null);
