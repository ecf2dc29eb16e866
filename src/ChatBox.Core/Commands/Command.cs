using ChatBox.Core.Conversations;
using ChatBox.Core.Files;
using ChatBox.Core.Messages;
using ChatBox.Core.People;
using ChatBox.Core.Presence;

namespace ChatBox.Core.Commands;

/// <summary>What somebody who has joined can ask for, at any door. Every door turns its bytes into one of these.</summary>
public abstract record Command;

/// <summary>
/// A command that changes something: <see cref="Chat.Decide"/> turns it into a <see cref="Changes.Change"/> or refuses it.
/// </summary>
public abstract record ChangeCommand : Command;

/// <summary>Text, or an <paramref name="Upload"/> of the speaker's, or both.</summary>
public sealed record SendMessage(ConversationId Conversation, ClientMessageId ClientId, MessageText Text, FileId? Upload = null)
    : ChangeCommand;

public sealed record DeleteMessage(ConversationId Conversation, long Number) : ChangeCommand;

/// <summary>An answer to an offer, or what became of it.</summary>
public sealed record SetFileState(ConversationId Conversation, long Number, FileState State) : ChangeCommand;

public sealed record MarkRead(ConversationId Conversation, long Number) : ChangeCommand;

public sealed record CreateRoom(PersonName Name, bool IsPrivate) : ChangeCommand;

public sealed record JoinRoom(ConversationId Conversation) : ChangeCommand;

public sealed record LeaveRoom(ConversationId Conversation) : ChangeCommand;

public sealed record InviteMember(ConversationId Conversation, PersonId Person) : ChangeCommand;

public sealed record RemoveMember(ConversationId Conversation, PersonId Person) : ChangeCommand;

public sealed record OpenDirect(PersonId Person) : ChangeCommand;

/// <summary>Passing news that is never stored.</summary>
public sealed record SetTyping(ConversationId Conversation) : Command;

public sealed record SetPresence(PresenceState State) : Command;

public sealed record Ping : Command;

public sealed record CreateLink : Command;

public sealed record ShowInvite : Command;

/// <summary>
/// A bound of what comes in bulk: what follows <paramref name="After"/> (an id as text), at most <paramref name="Limit"/> of it.
/// </summary>
public readonly record struct Paging(string? After, int Limit)
{
    public const int DefaultLimit = 100;
    public const int MaxLimit = 200;
}

public sealed record ListConversations(Paging Paging) : Command;

public sealed record ShowConversation(ConversationId Conversation) : Command;

public sealed record ListPeople(Paging Paging) : Command;

public sealed record ListMembers(ConversationId Conversation, Paging Paging) : Command;

public sealed record Find(string Text) : Command;

public sealed record ReadHistory(ConversationId Conversation, HistoryRange Range) : Command;

/// <summary>
/// Messages that were there and have changed since change <paramref name="After"/>, in the order of their newest changes.
/// </summary>
public sealed record ReadChanges(ConversationId Conversation, long After, int Limit) : Command;

/// <summary>Messages with files, newest first, with smaller numbers than <paramref name="Before"/>.</summary>
public sealed record ListFiles(ConversationId Conversation, long? Before, int Limit) : Command;

/// <summary>The files of the host's share by their paths; <paramref name="Paging"/> goes on after a path.</summary>
public sealed record ListShare(Paging Paging) : Command;

/// <summary>
/// A file is to come by RDT: one of a message (<paramref name="File"/>) or one of the host's share (<paramref name="Path"/>); one of the two is given.
/// </summary>
/// <param name="IsByAddress">The door has no words for a ticket: what is given is bound to where the speaker's connection comes from, and to the name.</param>
public sealed record OpenTransfer(FileId? File, string? Path, bool IsByAddress = false) : Command
{
    /// <summary>Characters of a path; no system has longer ones.</summary>
    public const int MaxPath = 4_096;
}

/// <summary>Newest first. <paramref name="Before"/> is the <c>next</c> of the page before.</summary>
public sealed record SearchMessages(string Text, ConversationId? Conversation, long? Before, int Limit) : Command
{
    /// <summary>Characters of a query. Longer ones find nothing that shorter ones do not.</summary>
    public const int MaxLength = 200;
}
