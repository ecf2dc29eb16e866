using ChatBox.Core.Calls;
using ChatBox.Core.Conversations;
using ChatBox.Core.Files;
using ChatBox.Core.People;

namespace ChatBox.Core.Messages;

/// <summary>
/// One message of a conversation. <paramref name="Number"/> is 0 until it is stored, then 1, 2, 3, ... without a gap in its conversation.
/// <paramref name="Author"/> is who spoke, with the name of that time.
/// </summary>
public sealed record Message(
    ConversationId Conversation, long Number, Person Author, ClientMessageId ClientId, MessageText Text, DateTimeOffset Time)
{
    public ChatFile? File { get; init; }

    /// <summary>The number stays, so that there is no gap; text and file are gone.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>The number of its newest change in its conversation, 1, 2, 3, ...; null where it is as it was written.</summary>
    public long? Change { get; init; }

    /// <summary>The call that this is the line of; null for what somebody wrote.</summary>
    public CallLine? Call { get; init; }
}
