using ChatBox.Protocol.Json;

namespace ChatBox.Client;

/// <summary>Where to begin to follow a conversation.</summary>
/// <param name="Conversation">The id of one that one is in.</param>
/// <param name="Messages">The number of the last message one has; 0 for all.</param>
/// <param name="Changes">The number of the last change one knows; 0 for all.</param>
public readonly record struct ConversationStart(string Conversation, long Messages, long Changes);

/// <summary>Something that happened in a conversation.</summary>
/// <param name="Message">The message, as it is by then.</param>
/// <param name="IsChange">Whether it was there before and is another now; else it is new.</param>
public readonly record struct MessageNews(MessageObject Message, bool IsChange);
