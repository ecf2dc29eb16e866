using ChatBox.Core.Changes;
using ChatBox.Core.Commands;
using ChatBox.Core.Conversations;
using ChatBox.Core.Files;
using ChatBox.Core.Messages;
using ChatBox.Core.People;

namespace ChatBox.Core;

public sealed partial class Chat
{
    /// <summary>
    /// May <paramref name="speaker"/> do this, and what is to be written? Nothing changes here: the answer is a proposal, which the store
    /// may still refuse where another was faster. A conversation that one may not see answers as one that does not exist.
    /// </summary>
    public Decision Decide(PersonId speaker, ChangeCommand command, DateTimeOffset now)
    {
        if (!people.TryGetValue(speaker, out var person) || person.IsGone) return Refuse(Refusals.NotJoined);
        return command switch
        {
            SendMessage send => On(person, send, now),
            DeleteMessage delete => On(person, delete),
            SetFileState set => On(person, set),
            MarkRead read => On(person, read),
            CreateRoom create => On(person, create),
            JoinRoom join => On(person, join),
            LeaveRoom leave => On(person, leave),
            InviteMember invite => On(person, invite),
            RemoveMember remove => On(person, remove),
            OpenDirect open => On(person, open),
            _ => throw new ArgumentOutOfRangeException(nameof(command), command, "a command without a rule"),
        };
    }

    static Decision.Refuse Refuse(Refusal refusal) => new Decision.Refuse(refusal);

    static Decision.Write Write(Change change) => new Decision.Write(change);

    Decision On(Person speaker, SendMessage command, DateTimeOffset now)
    {
        if (Readable(speaker, command.Conversation) is not { } conversation) return Refuse(Refusals.NoSuchConversation);
        if (conversation.Kind == ConversationKind.Direct && people[conversation.OtherThan(speaker.Id)].IsGone)
            return Refuse(Refusals.PersonLeft);
        return Write(new MessagePosted(new Message(conversation.Id, 0, speaker, command.ClientId, command.Text, now))
        {
            Upload = command.Upload,
            UploadState = HasOther(conversation, speaker) ? FileState.Offered : FileState.There,
        });
    }

    Decision On(Person speaker, DeleteMessage command)
    {
        if (Readable(speaker, command.Conversation) is not { } conversation) return Refuse(Refusals.NoSuchConversation);
        if (command.Number < 1 || command.Number > conversation.Last) return Refuse(Refusals.NoSuchMessage);
        return Write(new MessageDeleted(conversation.Id, command.Number, speaker.Id, OfAnybody: conversation.Info.Maker == speaker.Id));
    }

    Decision On(Person speaker, SetFileState command)
    {
        if (Readable(speaker, command.Conversation) is not { } conversation) return Refuse(Refusals.NoSuchConversation);
        if (command.Number < 1 || command.Number > conversation.Last) return Refuse(Refusals.NoSuchMessage);
        // In rooms, and where one talks to oneself, a file is simply there.
        return HasOther(conversation, speaker) && FileStates.CanBeAskedFor(command.State)
            ? Write(new FileStateSet(conversation.Id, command.Number, speaker.Id, command.State))
            : Refuse(Refusals.FileStateRefused);
    }

    static bool HasOther(Conversation conversation, Person speaker) =>
        conversation.Kind == ConversationKind.Direct && conversation.OtherThan(speaker.Id) != speaker.Id;

    Decision On(Person speaker, MarkRead command)
    {
        if (Readable(speaker, command.Conversation) is not { } conversation) return Refuse(Refusals.NoSuchConversation);
        if (command.Number < 0) return Refuse(Refusals.BadRange);
        // What nobody has written cannot have been read.
        var number = Math.Min(command.Number, conversation.Last);
        return number <= conversation.ReadMarkerOf(speaker.Id)
            ? new Decision.Done(conversation.Id)
            : Write(new ReadMarkerMoved(conversation.Id, speaker.Id, number));
    }

    Decision On(Person speaker, CreateRoom command)
    {
        if (speaker.IsGuest) return Refuse(Refusals.NotAllowed);
        if (!command.IsPrivate && (publicRooms.Contains(command.Name.Key) || publicRoomLooks.Contains(command.Name.Look)))
            return Refuse(Refusals.RoomNameTaken(command.Name.Text));
        // Those that the maker has left count too, or leaving would be the way to make any number.
        if (roomsMade.GetValueOrDefault(speaker.Id) >= ConversationLimits.RoomsPerMaker) return Refuse(Refusals.TooManyRooms);
        if (IsFull(speaker.Id)) return Refuse(Refusals.TooManyMembers);
        var info = new ConversationInfo(new ConversationId(nextId()), ConversationKind.Room, command.Name, command.IsPrivate, speaker.Id);
        return Write(new ConversationOpened(info, [speaker.Id]));
    }

    Decision On(Person speaker, JoinRoom command)
    {
        if (!CanSee(speaker.Id, command.Conversation)) return Refuse(Refusals.NoSuchConversation);
        if (CanRead(speaker.Id, command.Conversation)) return new Decision.Done(command.Conversation);
        return IsFull(speaker.Id) ? Refuse(Refusals.TooManyMembers) : Write(new MemberAdded(command.Conversation, speaker.Id));
    }

    Decision On(Person speaker, LeaveRoom command)
    {
        if (Readable(speaker, command.Conversation) is not { } conversation) return Refuse(Refusals.NoSuchConversation);
        return conversation.Kind == ConversationKind.Room
            ? Write(new MemberRemoved(conversation.Id, speaker.Id, ByMaker: false))
            : Refuse(Refusals.NotAllowed);
    }

    Decision On(Person speaker, InviteMember command)
    {
        if (Readable(speaker, command.Conversation) is not { } conversation) return Refuse(Refusals.NoSuchConversation);
        if (conversation.Kind != ConversationKind.Room) return Refuse(Refusals.NotAllowed);
        if (!people.TryGetValue(command.Person, out var invited) || invited.IsGone) return Refuse(Refusals.NoSuchPerson);
        if (conversation.HasMember(invited.Id)) return new Decision.Done(conversation.Id);
        return IsFull(invited.Id)
            ? Refuse(Refusals.OtherInTooMany(invited.Name.Text))
            : Write(new MemberAdded(conversation.Id, invited.Id));
    }

    Decision On(Person speaker, RemoveMember command)
    {
        if (Readable(speaker, command.Conversation) is not { } conversation) return Refuse(Refusals.NoSuchConversation);
        if (conversation.Info.Maker != speaker.Id || command.Person == speaker.Id) return Refuse(Refusals.NotAllowed);
        return conversation.HasMember(command.Person)
            ? Write(new MemberRemoved(conversation.Id, command.Person, ByMaker: true))
            : Refuse(Refusals.NoSuchPerson);
    }

    Decision On(Person speaker, OpenDirect command)
    {
        if (directs.TryGetValue(DirectKey(speaker.Id, command.Person), out var existing)) return new Decision.Done(existing);
        if (!people.TryGetValue(command.Person, out var other) || other.IsGone) return Refuse(Refusals.NoSuchPerson);
        if (IsFull(speaker.Id)) return Refuse(Refusals.TooManyMembers);
        if (IsFull(other.Id)) return Refuse(Refusals.OtherInTooMany(other.Name.Text));
        var info = new ConversationInfo(new ConversationId(nextId()), ConversationKind.Direct, null, IsPrivate: true, Maker: null);
        return Write(new ConversationOpened(info, speaker.Id == other.Id ? [speaker.Id] : [speaker.Id, other.Id]));
    }

    Conversation? Readable(Person speaker, ConversationId id) => CanRead(speaker.Id, id) ? conversations[id] : null;

    bool IsFull(PersonId person) => ConversationsOf(person).Count >= ConversationLimits.ConversationsPerPerson;
}
