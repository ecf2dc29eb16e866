using ChatBox.Core.Messages;
using ChatBox.Core.People;

namespace ChatBox.Core.Conversations;

public enum ConversationKind
{
    Lobby,
    Room,
    Direct,
}

/// <summary>What of a conversation never changes. <paramref name="Maker"/> is null for the lobby and direct conversations.</summary>
public sealed record ConversationInfo(ConversationId Id, ConversationKind Kind, PersonName? Name, bool IsPrivate, PersonId? Maker);

/// <summary>
/// A conversation as the server has it in memory: who is in it and how far each has read. Not thread-safe; <see cref="Chat"/> owns it.
/// </summary>
public sealed class Conversation(ConversationInfo info)
{
    readonly Dictionary<PersonId, long> readMarkers = [];
    PersonId[]? members;

    public ConversationInfo Info { get; } = info;
    public ConversationId Id => Info.Id;
    public ConversationKind Kind => Info.Kind;

    /// <summary>The number of the newest message, 0 where there is none.</summary>
    public long Last => LastMessage?.Number ?? 0;

    public Message? LastMessage { get; internal set; }

    /// <summary>The number of the newest change of a message that was there already, 0 where there is none.</summary>
    public long Changes { get; internal set; }

    /// <summary>Who is in it, as of now: the list itself never changes, so it can be held while people come and go.</summary>
    public IReadOnlyList<PersonId> Members => members ??= [.. readMarkers.Keys];

    public bool HasMember(PersonId person) => readMarkers.ContainsKey(person);

    /// <summary>The highest number the member has read; 0 for who is no member.</summary>
    public long ReadMarkerOf(PersonId person) => readMarkers.GetValueOrDefault(person);

    /// <summary>The other one of a direct conversation; oneself where one talks to oneself.</summary>
    public PersonId OtherThan(PersonId person)
    {
        foreach (var member in readMarkers.Keys)
            if (member != person) return member;
        return person;
    }

    internal bool AddMember(PersonId person, long readMarker)
    {
        if (!readMarkers.TryAdd(person, readMarker)) return false;
        members = null;
        return true;
    }

    internal bool RemoveMember(PersonId person)
    {
        if (!readMarkers.Remove(person)) return false;
        members = null;
        return true;
    }

    internal bool MoveReadMarker(PersonId person, long number)
    {
        if (!readMarkers.TryGetValue(person, out var current) || number <= current) return false;
        readMarkers[person] = number;
        return true;
    }
}
