using ChatBox.Core.Changes;
using ChatBox.Core.Conversations;
using ChatBox.Core.Files;
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
    readonly Dictionary<FileId, (PersonId Owner, ChatFile File)> uploads = [];
    readonly Dictionary<(ConversationId, long), Message> current = [];
    readonly Dictionary<ConversationId, long> changes = [];
    readonly List<FileId> freed = [];
    readonly Dictionary<string, ConversationInfo> directs = [];

    public (Change? Written, Refusal? Refusal) Write(Change change) => change switch
    {
        PersonJoined joined => Join(joined.Person, joined),
        PersonCameBack back => Join(back.Person, back),
        PersonLeft left => Leave(left),
        ConversationOpened opened => Open(opened),
        MemberAdded added => Add(added),
        MemberRemoved removed => Remove(removed),
        MessagePosted posted => Post(posted),
        MessageDeleted deleted => Delete(deleted),
        FileStateSet set => Set(set),
        _ => (change, null),
    };

    /// <summary>What ended with the last write: the upload of what was deleted, declined or withdrawn.</summary>
    public IReadOnlyList<Change> TakeEnded()
    {
        IReadOnlyList<Change> ended = [.. freed.Select(id => new UploadEnded(id))];
        freed.Clear();
        return ended;
    }

    public UploadBegun Begin(FileId id, PersonId owner)
    {
        Assert.True(FileName.TryParse("plan.pdf", out var name, out _));
        uploads[id] = (owner, new ChatFile(id, name, 1000, MediaTypes.Bytes, FileState.Unsent));
        return new UploadBegun(id);
    }

    /// <summary>The bytes are whole; or, without a hash, they never will be.</summary>
    public IReadOnlyList<Change> Finish(FileId id, string? sha256)
    {
        if (current.Values.SingleOrDefault(message => message.File?.Id == id) is { } message)
        {
            if (!message.File!.IsUnderWay) return [];
            var file = sha256 is null ? message.File with { State = FileState.Failed } : message.File with { Sha256 = sha256 };
            return [Change(message with { File = file }), new UploadEnded(id)];
        }

        if (!uploads.TryGetValue(id, out var upload) || upload.File is not { State: FileState.Unsent, IsReady: false }) return [];
        if (sha256 is null) uploads.Remove(id);
        else uploads[id] = upload with { File = upload.File with { Sha256 = sha256 } };
        return [new UploadEnded(id)];
    }

    (Change?, Refusal?) Delete(MessageDeleted deleted)
    {
        if (!members[deleted.Conversation].Contains(deleted.By)) return (null, Refusals.NoSuchConversation);
        var message = current[(deleted.Conversation, deleted.Number)];
        if (message.Author.Id != deleted.By && !deleted.OfAnybody) return (null, Refusals.NotAllowed);
        if (message.IsDeleted) return (new MessageChanged(message, IsRepeat: true), null);
        if (message.File is { } file) freed.Add(file.Id);
        return (Change(message with { Text = MessageText.None, File = null, IsDeleted = true }), null);
    }

    (Change?, Refusal?) Set(FileStateSet set)
    {
        if (!members[set.Conversation].Contains(set.By)) return (null, Refusals.NoSuchConversation);
        var message = current[(set.Conversation, set.Number)];
        if (message.File is not { } file) return (null, Refusals.NoSuchFile);
        var actor = message.Author.Id == set.By ? FileActor.Sender : FileActor.Other;
        if (!FileStates.CanGo(file.State, set.State, actor, file.IsReady)) return (null, Refusals.FileStateRefused);
        if (file.State == set.State) return (new MessageChanged(message, IsRepeat: true), null);
        if (set.State.IsFreed()) freed.Add(file.Id);
        return (Change(message with { File = file with { State = set.State, Sha256 = set.State.IsFreed() ? null : file.Sha256 } }), null);
    }

    MessageChanged Change(Message message)
    {
        var changed = message with { Change = changes[message.Conversation] = changes.GetValueOrDefault(message.Conversation) + 1 };
        return new MessageChanged(current[(message.Conversation, message.Number)] = changed);
    }

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

    (Change?, Refusal?) Post(MessagePosted posted)
    {
        var message = posted.Message;
        if (!members[message.Conversation].Contains(message.Author.Id)) return (null, Refusals.NoSuchConversation);
        var key = (message.Conversation, message.Author.Id, message.ClientId);
        if (messages.TryGetValue(key, out var stored))
            return (new MessagePosted(current[(stored.Conversation, stored.Number)], IsRepeat: true), null);
        if (posted.Upload is { } id)
        {
            if (!uploads.TryGetValue(id, out var upload) || upload.Owner != message.Author.Id) return (null, Refusals.NoSuchFile);
            if (upload.File.State != FileState.Unsent) return (null, Refusals.FileStateRefused);
            if (posted.UploadState == FileState.There && !upload.File.IsReady) return (null, Refusals.UploadUnfinished);
            message = message with { File = upload.File with { State = posted.UploadState } };
            uploads[id] = upload with { File = message.File };
        }

        var numbered = message with { Number = last[message.Conversation] = last.GetValueOrDefault(message.Conversation) + 1 };
        messages[key] = current[(numbered.Conversation, numbered.Number)] = numbered;
        return (posted with { Message = numbered }, null);
    }
}
