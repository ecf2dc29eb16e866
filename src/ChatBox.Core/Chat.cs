using ChatBox.Core.Calls;
using ChatBox.Core.Conversations;
using ChatBox.Core.Events;
using ChatBox.Core.People;
using ChatBox.Core.Presence;

namespace ChatBox.Core;

/// <summary>
/// The rules of the chat: who is there, who is in which conversation, who may do what, and who is told. Sans-I/O: it knows no socket, no
/// clock, no thread and no database. Two things happen to it: <see cref="Decide"/> turns a command into a <see cref="Changes.Change"/> to
/// be written, and <see cref="Apply"/> takes in what has been written and names the news. Two times are given in: <c>now</c>, the wall
/// clock's, is what people are shown; <c>uptime</c>, counted from any fixed moment by a clock that nobody sets, is what spans are measured
/// by. Not thread-safe.
/// </summary>
public sealed partial class Chat
{
    readonly Dictionary<PersonId, Person> people = [];
    readonly Dictionary<string, PersonId> names = new(StringComparer.Ordinal);
    readonly Dictionary<string, PersonId> looks = new(StringComparer.Ordinal);
    readonly Dictionary<ConversationId, Conversation> conversations = [];
    readonly Dictionary<PersonId, SortedSet<ConversationId>> conversationsOf = [];
    readonly Dictionary<(PersonId, PersonId), ConversationId> directs = [];
    readonly HashSet<string> publicRooms = new(StringComparer.Ordinal);
    readonly HashSet<string> publicRoomLooks = new(StringComparer.Ordinal);
    readonly Dictionary<PersonId, int> roomsMade = [];
    readonly Func<long> nextId;

    /// <param name="nextId">Gives a random positive id, unlikely to come twice; an argument, so that a test can replay.</param>
    /// <param name="presenceGrace">How long somebody without a session still counts as here.</param>
    public Chat(Func<long> nextId, TimeSpan? presenceGrace = null)
    {
        this.nextId = nextId;
        Presence = new PresenceBoard(presenceGrace ?? PresenceBoard.DefaultGrace);
        calls = new CallBoard(nextId);
        Open(new ConversationInfo(ConversationId.Lobby, ConversationKind.Lobby, null, IsPrivate: false, Maker: null));
    }

    public PresenceBoard Presence { get; }

    /// <summary>Everybody who holds a name now.</summary>
    public IEnumerable<Person> People => people.Values.Where(person => !person.IsGone);

    public Person? FindPerson(PersonId id) => people.GetValueOrDefault(id);

    /// <summary>Who holds the name, by what people see; null where it is free or no name at all.</summary>
    public Person? FindPersonByName(string name) =>
        PersonName.KeyOf(name) is { } key && names.TryGetValue(key, out var id) ? people[id] : null;

    /// <summary>Whether somebody holds this name, or one that looks like it.</summary>
    public bool IsNameTaken(PersonName name) => names.ContainsKey(name.Key) || looks.ContainsKey(name.Look);

    public Conversation? FindConversation(ConversationId id) => conversations.GetValueOrDefault(id);

    /// <summary>
    /// The one authorization function: may this person read and write in this conversation, and be told of it? Every door, query and
    /// event goes through it, so revocation has effect everywhere at once.
    /// </summary>
    public bool CanRead(PersonId person, ConversationId conversation) =>
        IsHere(person) && conversations.TryGetValue(conversation, out var found) && found.HasMember(person);

    /// <summary>May this person know that the conversation exists? Members, and everybody for a public room.</summary>
    public bool CanSee(PersonId person, ConversationId conversation) =>
        IsHere(person)
        && conversations.TryGetValue(conversation, out var found)
        && (found.HasMember(person) || found is { Kind: ConversationKind.Room, Info.IsPrivate: false });

    /// <summary>The conversations somebody is in, by ascending id, the lobby first.</summary>
    public IReadOnlyCollection<ConversationId> ConversationsOf(PersonId person) =>
        conversationsOf.TryGetValue(person, out var ids) ? ids : [];

    public PersonView ViewOf(Person person) => new(person, Presence.Of(person.Id));

    /// <summary>A conversation as this person sees it. Only for who <see cref="CanSee"/>.</summary>
    public ConversationView ViewOf(Conversation conversation, PersonId viewer)
    {
        var joined = conversation.HasMember(viewer);
        var other = conversation.Kind == ConversationKind.Direct ? people[conversation.OtherThan(viewer)] : null;
        return new ConversationView(
            conversation.Info, conversation.Members.Count, joined,
            joined ? conversation.Last : 0, conversation.ReadMarkerOf(viewer), joined ? WithProgress(conversation.LastMessage) : null,
            other is null ? null : ViewOf(other), joined ? conversation.Changes : 0)
        {
            Call = joined ? calls.In(conversation.Id) : null,
        };
    }

    /// <summary>
    /// At most <paramref name="limit"/> people and as many rooms whose name holds <paramref name="text"/>, by what people see; who is
    /// here, and what one is in, comes first.
    /// </summary>
    public (IReadOnlyList<Person> People, IReadOnlyList<Conversation> Rooms) Find(PersonId viewer, string text, int limit)
    {
        var key = PersonName.PartOfKey(text);
        if (key.Length == 0 && !string.IsNullOrWhiteSpace(text)) return ([], []);
        var foundPeople = People
            .Where(person => person.Name.Key.Contains(key, StringComparison.Ordinal))
            .OrderByDescending(person => person.Name.Key.StartsWith(key, StringComparison.Ordinal))
            .ThenByDescending(person => Presence.Of(person.Id))
            .ThenBy(person => person.Name.Key, StringComparer.Ordinal)
            .Take(limit).ToList();
        var foundRooms = conversations.Values
            .Where(
                room =>
                    room.Kind == ConversationKind.Room
                        && CanSee(viewer, room.Id) && room.Info.Name!.Key.Contains(key, StringComparison.Ordinal))
            .OrderByDescending(room => room.HasMember(viewer))
            .ThenByDescending(room => room.Info.Name!.Key.StartsWith(key, StringComparison.Ordinal))
            .ThenBy(room => room.Info.Name!.Key, StringComparer.Ordinal)
            .Take(limit).ToList();
        return (foundPeople, foundRooms);
    }

    // Who has left for good keeps the places in rooms for coming back, and may do nothing with them meanwhile.
    bool IsHere(PersonId person) => people.TryGetValue(person, out var found) && !found.IsGone;

    static (PersonId, PersonId) DirectKey(PersonId a, PersonId b) => a < b ? (a, b) : (b, a);

    Conversation Open(ConversationInfo info)
    {
        var conversation = new Conversation(info);
        conversations.Add(info.Id, conversation);
        if (info.Maker is { } maker) roomsMade[maker] = roomsMade.GetValueOrDefault(maker) + 1;
        if (info is { Kind: ConversationKind.Room, IsPrivate: false })
        {
            publicRooms.Add(info.Name!.Key);
            publicRoomLooks.Add(info.Name.Look);
        }

        return conversation;
    }

    void AddMember(Conversation conversation, PersonId person, long readMarker)
    {
        if (!conversation.AddMember(person, readMarker)) return;
        if (!conversationsOf.TryGetValue(person, out var ids)) conversationsOf[person] = ids = [];
        ids.Add(conversation.Id);
    }

    bool RemoveMember(Conversation conversation, PersonId person)
    {
        if (!conversation.RemoveMember(person)) return false;
        conversationsOf[person].Remove(conversation.Id);
        return true;
    }
}
