using ChatBox.Core.Conversations;
using ChatBox.Core.People;

namespace ChatBox.Core.Messages;

/// <summary>
/// One message of a conversation. <paramref name="Number"/> is 0 until it is stored, then 1, 2, 3, ... without a gap in its conversation.
/// <paramref name="Author"/> is who spoke, with the name of that time.
/// </summary>
public sealed record Message(
    ConversationId Conversation, long Number, Person Author, ClientMessageId ClientId, MessageText Text, DateTimeOffset Time);
