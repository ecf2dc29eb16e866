using ChatBox.Core.Conversations;
using ChatBox.Core.Files;
using ChatBox.Core.Messages;
using ChatBox.Core.People;

namespace ChatBox.Core.Changes;

/// <summary>
/// What becomes durable. A change is proposed by <see cref="Chat.Decide"/>, written (the store gives a message its number, and may refuse
/// where another was faster), and then applied by <see cref="Chat.Apply"/>, in the order in which it was written.
/// </summary>
public abstract record Change;

/// <summary>Somebody is here for the first time; is in the lobby with everything before read.</summary>
public sealed record PersonJoined(Person Person) : Change;

/// <summary>Somebody has logged out for good: the name is free. <paramref name="SaidGoodbye"/>: asked to, rather than just went.</summary>
public sealed record PersonLeft(PersonId Person, bool SaidGoodbye) : Change;

/// <summary>Somebody who had left within the last 10 minutes is back, with everything as it was.</summary>
public sealed record PersonCameBack(Person Person, long LobbyRead) : Change;

public sealed record ConversationOpened(ConversationInfo Info, IReadOnlyList<PersonId> Members) : Change;

public sealed record MemberAdded(ConversationId Conversation, PersonId Person) : Change;

public sealed record MemberRemoved(ConversationId Conversation, PersonId Person, bool ByMaker) : Change;

/// <summary>
/// <paramref name="IsRepeat"/> is set by the store: the client's id is stored already, and <paramref name="Message"/> is that one.
/// </summary>
public sealed record MessagePosted(Message Message, bool IsRepeat = false) : Change
{
    /// <summary>The file that goes with it, as proposed: whether there is such an upload only the store knows.</summary>
    public FileId? Upload { get; init; }

    /// <summary>What the file is to be: there, or offered.</summary>
    public FileState UploadState { get; init; } = FileState.There;

    /// <summary>To whom it is no news, where everything before it is read: the line of a call, to who was in it.</summary>
    public IReadOnlyList<PersonId> ReadBy { get; init; } = [];
}

/// <summary>
/// A proposal. The store answers with <see cref="MessageChanged"/>, or refuses where <paramref name="By"/> did not write it.
/// </summary>
/// <param name="OfAnybody"><paramref name="By"/> may delete what others wrote as well.</param>
public sealed record MessageDeleted(ConversationId Conversation, long Number, PersonId By, bool OfAnybody) : Change;

/// <summary>
/// A proposal. The store answers with <see cref="MessageChanged"/>, or refuses where <see cref="FileStates"/> has no such step.
/// </summary>
public sealed record FileStateSet(ConversationId Conversation, long Number, PersonId By, FileState State) : Change;

/// <summary>
/// A message that was there is another now: deleted, or its file has come further. <paramref name="IsRepeat"/> is set by the store: it was
/// so already.
/// </summary>
public sealed record MessageChanged(Message Message, bool IsRepeat = false) : Change;

/// <summary>Somebody has begun an upload.</summary>
public sealed record UploadBegun(FileId File) : Change;

/// <summary>An upload has become whole, or was given up.</summary>
public sealed record UploadEnded(FileId File) : Change;

public sealed record ReadMarkerMoved(ConversationId Conversation, PersonId Person, long Number) : Change;
