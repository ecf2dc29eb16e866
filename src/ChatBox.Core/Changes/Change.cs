using ChatBox.Core.Conversations;
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

/// <summary><paramref name="IsRepeat"/> is set by the store: the client's id is stored already, and <paramref name="Message"/> is that one.</summary>
public sealed record MessagePosted(Message Message, bool IsRepeat = false) : Change;

public sealed record ReadMarkerMoved(ConversationId Conversation, PersonId Person, long Number) : Change;
