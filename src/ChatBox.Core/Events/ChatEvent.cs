using ChatBox.Core.Calls;
using ChatBox.Core.Conversations;
using ChatBox.Core.Messages;
using ChatBox.Core.People;
using ChatBox.Core.Presence;

namespace ChatBox.Core.Events;

/// <summary>
/// News for sessions. <see cref="CoalescingKey"/>: of several waiting with one key only the newest counts; null where each counts.
/// </summary>
public abstract record ChatEvent
{
    public virtual string? CoalescingKey => null;
}

public sealed record MessageEvent(Message Message) : ChatEvent;

/// <summary>A message that was there is another now. Each counts, as its number of change does.</summary>
public sealed record ChangedEvent(Message Message) : ChatEvent;

/// <summary>The bytes of an offer go on coming.</summary>
public sealed record UploadEvent(ConversationId Conversation, long Number, long Received) : ChatEvent
{
    public override string? CoalescingKey => $"upload {Conversation} {Number}";
}

/// <summary>The files that the host shares are others now.</summary>
public sealed record ShareEvent : ChatEvent
{
    public override string? CoalescingKey => "share";
}

public sealed record ConversationEvent(ConversationView View) : ChatEvent
{
    public override string? CoalescingKey => $"conversation {View.Info.Id}";
}

public sealed record ConversationGoneEvent(ConversationId Conversation, bool ByMaker) : ChatEvent;

public sealed record MembersEvent(ConversationId Conversation, int Members) : ChatEvent
{
    public override string? CoalescingKey => $"members {Conversation}";
}

/// <summary>Somebody came, went or changed presence.</summary>
public sealed record PersonEvent(PersonView Person, PersonNews News) : ChatEvent
{
    public override string? CoalescingKey => News is PersonNews.Presence ? $"person {Person.Person.Id}" : null;
}

public enum PersonNews
{
    /// <summary>Online, away or offline now.</summary>
    Presence,

    /// <summary>Here, and was not a moment ago.</summary>
    Came,

    /// <summary>The last connection ended.</summary>
    Went,

    /// <summary>Said goodbye: logged out.</summary>
    Goodbye,
}

public sealed record ReadEvent(ConversationId Conversation, long Number) : ChatEvent
{
    public override string? CoalescingKey => $"read {Conversation}";
}

public sealed record TypingEvent(ConversationId Conversation, Person Person) : ChatEvent
{
    public override string? CoalescingKey => $"typing {Conversation} {Person.Id}";
}

/// <summary>A call began, changed or ended.</summary>
public sealed record CallEvent(CallView Call) : ChatEvent
{
    public override string? CoalescingKey => $"call {Call.Id}";
}

/// <summary>What another participant's endpoint says to one's own; for one session only.</summary>
/// <param name="IsPolite">Whether who gets it is the one of the two to give way where both make an offer at once.</param>
public sealed record CallSignalEvent(CallId Call, PersonId From, CallEndpoint Endpoint, bool IsPolite, CallSignal Signal) : ChatEvent;

/// <summary>A person as others see it now.</summary>
public sealed record PersonView(Person Person, PresenceState Presence);

/// <summary>A conversation as one person sees it. <paramref name="Other"/> is set in a direct conversation.</summary>
public sealed record ConversationView(
    ConversationInfo Info, int Members, bool Joined, long Last, long Read, Message? LastMessage, PersonView? Other, long Changes = 0)
{
    /// <summary>The call in progress there; null where there is none, or the viewer is not in the conversation.</summary>
    public CallView? Call { get; init; }
}

/// <summary>News and whom it is for.</summary>
public readonly record struct Notice(Audience Audience, ChatEvent Event);

/// <summary>Whom news is for: everybody, the members of a conversation at this moment, or one person's sessions.</summary>
public abstract record Audience
{
    public static readonly Audience Everybody = new All();

    Audience()
    {
    }

    public sealed record All : Audience;

    public sealed record One(PersonId Person) : Audience;

    public sealed record Many(IReadOnlyCollection<PersonId> People) : Audience;
}
