using ChatBox.Core.Changes;
using ChatBox.Core.Conversations;
using ChatBox.Core.Messages;
using ChatBox.Core.People;

namespace ChatBox.Core.Tests.Chats;

/// <summary>
/// The least that a store does: gives messages their numbers, answers a repeat with what is stored, and refuses what another was faster to
/// take. Writes one change after the other.
/// </summary>
sealed class MemoryStore
{
    readonly HashSet<PersonId> here = [];
    readonly Dictionary<ConversationId, HashSet<PersonId>> members = new() { [ConversationId.Lobby] = [] };
    readonly Dictionary<ConversationId, long> last = [];
    readonly Dictionary<(ConversationId, PersonId, ClientMessageId), Message> messages = [];
    readonly Dictionary<PersonName, PersonId> names = [];
    readonly List<PersonName> publicRooms = [];
    readonly Dictionary<string, ConversationInfo> directs = [];

    public (Change? Written, Refusal? Refusal) Write(Change change) => change switch
    {
        PersonJoined joined => Join(joined.Person, joined),
        PersonCameBack back => Join(back.Person, back),
        PersonLeft left => Leave(left),
        ConversationOpened opened => Open(opened),
        MemberAdded added => Add(added),
        MemberRemoved removed => Remove(removed),
        MessagePosted posted => Post(posted.Message),
        _ => (change, null),
    };

    (Change?, Refusal?) Join(Person person, Change change)
    {
        if (names.Keys.Any(person.Name.IsLike)) return (null, Refusals.NameTaken(person.Name.Text));
        names.Add(person.Name, person.Id);
        here.Add(person.Id);
        members[ConversationId.Lobby].Add(person.Id);
        return (change, null);
    }

    (Change?, Refusal?) Leave(PersonLeft left)
    {
        here.Remove(left.Person);
        members[ConversationId.Lobby].Remove(left.Person);
        foreach (var name in names.Where(name => name.Value == left.Person)) names.Remove(name.Key);
        return (left, null);
    }

    (Change?, Refusal?) Open(ConversationOpened opened)
    {
        var info = opened.Info;
        if (!opened.Members.All(here.Contains)) return (null, Refusals.NoSuchPerson);
        var isPublicRoom = info is { Kind: ConversationKind.Room, IsPrivate: false };
        if (isPublicRoom && publicRooms.Any(info.Name!.IsLike)) return (null, Refusals.RoomNameTaken(info.Name!.Text));
        if (isPublicRoom) publicRooms.Add(info.Name!);
        if (info.Kind == ConversationKind.Direct && !directs.TryAdd(string.Join(' ', opened.Members.Order()), info))
            return (opened with { Info = directs[string.Join(' ', opened.Members.Order())] }, null);
        members[info.Id] = [.. opened.Members];
        return (opened, null);
    }

    (Change?, Refusal?) Add(MemberAdded added)
    {
        if (!here.Contains(added.Person)) return (null, Refusals.NoSuchPerson);
        members[added.Conversation].Add(added.Person);
        return (added, null);
    }

    (Change?, Refusal?) Remove(MemberRemoved removed)
    {
        members[removed.Conversation].Remove(removed.Person);
        return (removed, null);
    }

    (Change?, Refusal?) Post(Message message)
    {
        if (!members[message.Conversation].Contains(message.Author.Id)) return (null, Refusals.NoSuchConversation);
        var key = (message.Conversation, message.Author.Id, message.ClientId);
        if (messages.TryGetValue(key, out var stored)) return (new MessagePosted(stored, IsRepeat: true), null);
        var numbered = message with { Number = last[message.Conversation] = last.GetValueOrDefault(message.Conversation) + 1 };
        messages[key] = numbered;
        return (new MessagePosted(numbered), null);
    }
}
