using ChatBox.Core.Changes;
using ChatBox.Core.Commands;
using ChatBox.Core.Conversations;
using ChatBox.Core.Files;
using ChatBox.Core.People;

namespace ChatBox.Core.Tests.Model;

/// <summary>
/// The rules once more, as plainly as they can be written: sets and lists, nothing indexed, nothing cached. Slow and obviously right.
/// </summary>
sealed class ChatModel
{
    public List<ModelPerson> People { get; } = [];
    public List<ModelConversation> Conversations { get; } =
        [new(ConversationId.Lobby, ConversationKind.Lobby, null, IsPrivate: false, null)];

    public ModelPerson Person(PersonId id) => People.Single(person => person.Id == id);

    public ModelConversation? Find(ConversationId id) => Conversations.SingleOrDefault(conversation => conversation.Id == id);

    public bool IsNameHeld(PersonName name) => People.Any(person => person.IsHere && person.Name.IsLike(name));

    public bool CanRead(PersonId person, ConversationId id) =>
        Person(person).IsHere && Find(id) is { } found && found.Members.Contains(person);

    public bool CanSee(PersonId person, ConversationId id) =>
        CanRead(person, id) || (Person(person).IsHere && Find(id) is { Kind: ConversationKind.Room, IsPrivate: false });

    /// <summary>The code with which a command is refused, "" where it changes something, "done" where it holds already.</summary>
    public string Expect(PersonId speaker, ChangeCommand command)
    {
        if (!Person(speaker).IsHere) return "not_joined";
        return command switch
        {
            SendMessage send when !CanRead(speaker, send.Conversation) => "no_such_conversation",
            SendMessage send => OtherIsGone(speaker, Find(send.Conversation)!) ? "person_left" : "",
            DeleteMessage delete when !CanRead(speaker, delete.Conversation) => "no_such_conversation",
            DeleteMessage delete => HasMessage(delete.Conversation, delete.Number) ? "" : "no_such_message",
            SetFileState set when !CanRead(speaker, set.Conversation) => "no_such_conversation",
            SetFileState set when !HasMessage(set.Conversation, set.Number) => "no_such_message",
            SetFileState set =>
                Find(set.Conversation) is { Kind: ConversationKind.Direct, Members.Count: 2 }
                    && set.State > FileState.Offered && set.State != FileState.Failed
                ? ""
                : "file_state",
            MarkRead read when !CanRead(speaker, read.Conversation) => "no_such_conversation",
            MarkRead { Number: < 0 } => "bad_range",
            MarkRead read =>
                Math.Min(read.Number, Find(read.Conversation)!.Messages.Count) > Find(read.Conversation)!.Read[speaker] ? "" : "done",
            CreateRoom when Person(speaker).IsGuest => "not_allowed",
            CreateRoom { IsPrivate: false } create when Conversations.Any(room => IsPublicRoom(room, create.Name)) => "name_taken",
            CreateRoom => "",
            JoinRoom join when !CanSee(speaker, join.Conversation) => "no_such_conversation",
            JoinRoom join => CanRead(speaker, join.Conversation) ? "done" : "",
            LeaveRoom leave when !CanRead(speaker, leave.Conversation) => "no_such_conversation",
            LeaveRoom leave => Find(leave.Conversation)!.Kind == ConversationKind.Room ? "" : "not_allowed",
            InviteMember invite when !CanRead(speaker, invite.Conversation) => "no_such_conversation",
            InviteMember invite when Find(invite.Conversation)!.Kind != ConversationKind.Room => "not_allowed",
            InviteMember invite when !Person(invite.Person).IsHere => "no_such_person",
            InviteMember invite => Find(invite.Conversation)!.Members.Contains(invite.Person) ? "done" : "",
            RemoveMember remove when !CanRead(speaker, remove.Conversation) => "no_such_conversation",
            RemoveMember remove when Find(remove.Conversation)!.Maker != speaker || remove.Person == speaker => "not_allowed",
            RemoveMember remove => Find(remove.Conversation)!.Members.Contains(remove.Person) ? "" : "no_such_person",
            OpenDirect open when DirectOf(speaker, open.Person) is not null => "done",
            OpenDirect open => Person(open.Person).IsHere ? "" : "no_such_person",
            _ => throw new ArgumentOutOfRangeException(nameof(command)),
        };
    }

    public void Take(Change change)
    {
        switch (change)
        {
            case PersonJoined joined:
                People.Add(new ModelPerson(joined.Person.Id, joined.Person.Name, joined.Person.IsGuest));
                Find(ConversationId.Lobby)!.Enter(joined.Person.Id);
                break;
            case PersonCameBack back:
                Person(back.Person.Id).IsHere = true;
                Find(ConversationId.Lobby)!.Enter(back.Person.Id);
                Find(ConversationId.Lobby)!.Read[back.Person.Id] = back.LobbyRead;
                break;
            case PersonLeft left:
                Leave(Person(left.Person));
                break;
            case ConversationOpened opened when Find(opened.Info.Id) is null:
                var info = opened.Info;
                var conversation = new ModelConversation(info.Id, info.Kind, info.Name, info.IsPrivate, info.Maker);
                foreach (var member in opened.Members) conversation.Enter(member);
                Conversations.Add(conversation);
                break;
            case MemberAdded added:
                if (!Find(added.Conversation)!.Members.Contains(added.Person)) Find(added.Conversation)!.Enter(added.Person);
                break;
            case MemberRemoved removed:
                Find(removed.Conversation)!.Exit(removed.Person);
                break;
            case MessagePosted { IsRepeat: false } posted:
                var into = Find(posted.Message.Conversation)!;
                into.Messages.Add(new ModelMessage(posted.Message.Author.Id, posted.Message.Text.Value, posted.Message.File));
                Assert.Equal(into.Messages.Count, posted.Message.Number);
                if (into.Members.Contains(posted.Message.Author.Id)) into.Read[posted.Message.Author.Id] = into.Messages.Count;
                break;
            case MessageChanged { IsRepeat: false, Message: var changed }:
                var place = Find(changed.Conversation)!;
                Assert.Equal(++place.Changes, changed.Change);
                var before = place.Messages[(int)changed.Number - 1];
                Assert.False(before.IsDeleted);
                place.Messages[(int)changed.Number - 1] =
                    before with { Text = changed.Text.Value, File = changed.File, IsDeleted = changed.IsDeleted };
                break;
            case ReadMarkerMoved moved:
                var marked = Find(moved.Conversation)!;
                if (marked.Members.Contains(moved.Person)) marked.Read[moved.Person] = Math.Max(moved.Number, marked.Read[moved.Person]);
                break;
        }
    }

    void Leave(ModelPerson person)
    {
        person.IsHere = false;
        foreach (var conversation in Conversations)
            if (conversation.Kind == ConversationKind.Lobby || (person.IsGuest && conversation.Kind == ConversationKind.Room))
                conversation.Exit(person.Id);
    }

    bool HasMessage(ConversationId id, long number) => number >= 1 && number <= Find(id)!.Messages.Count;

    bool OtherIsGone(PersonId speaker, ModelConversation conversation) =>
        conversation.Kind == ConversationKind.Direct && conversation.Members.Any(member => member != speaker && !Person(member).IsHere);

    ModelConversation? DirectOf(PersonId one, PersonId other) =>
        Conversations.SingleOrDefault(direct => direct.Kind == ConversationKind.Direct && direct.Members.SetEquals([one, other]));

    static bool IsPublicRoom(ModelConversation room, PersonName name) =>
        room is { Kind: ConversationKind.Room, IsPrivate: false } && room.Name!.IsLike(name);
}

sealed class ModelPerson(PersonId id, PersonName name, bool isGuest)
{
    public PersonId Id { get; } = id;
    public PersonName Name { get; } = name;
    public bool IsGuest { get; } = isGuest;
    public bool IsHere { get; set; } = true;
}

sealed record ModelMessage(PersonId Author, string Text, ChatFile? File, bool IsDeleted = false);

sealed record ModelConversation(ConversationId Id, ConversationKind Kind, PersonName? Name, bool IsPrivate, PersonId? Maker)
{
    public HashSet<PersonId> Members { get; } = [];
    public Dictionary<PersonId, long> Read { get; } = [];
    public List<ModelMessage> Messages { get; } = [];
    public long Changes { get; set; }

    public void Enter(PersonId person)
    {
        Members.Add(person);
        Read[person] = Messages.Count;
    }

    public void Exit(PersonId person)
    {
        Members.Remove(person);
        Read.Remove(person);
    }
}
