using ChatBox.Core.Conversations;
using ChatBox.Core.Messages;
using ChatBox.Core.People;

namespace ChatBox.Core.Calls;

/// <summary>What is stored of a call in progress, so that it outlives the server.</summary>
public sealed record CallRecord(
    CallId Id, ConversationId Conversation, PersonId By, bool WithVideo, DateTimeOffset StartedAt, DateTimeOffset? AnsweredAt,
    IReadOnlyList<(PersonId Person, CallEndpoint Endpoint)> Participants);

/// <summary>What the store is told of calls, in order.</summary>
public abstract record CallEntry
{
    CallEntry()
    {
    }

    /// <summary>A call began, or people came or went: the newest record counts.</summary>
    public sealed record Kept(CallRecord Record) : CallEntry;

    /// <summary>
    /// A call is over. <paramref name="Line"/> is posted, read already for <paramref name="ReadBy"/>; null where nobody is left who could
    /// have written it.
    /// </summary>
    public sealed record Over(CallId Id, Message? Line, IReadOnlyList<PersonId> ReadBy) : CallEntry;
}
