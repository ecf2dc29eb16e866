using ChatBox.Core.Changes;
using ChatBox.Core.Conversations;
using ChatBox.Core.Events;
using ChatBox.Core.People;
using ChatBox.Core.Presence;

namespace ChatBox.Core;

public sealed partial class Chat
{
    /// <summary>Takes in what has been written, in the order of writing, and adds the news of it to <paramref name="news"/>.</summary>
    public void Apply(Change change, ICollection<Notice> news)
    {
        switch (change)
        {
            case PersonJoined joined:
                Admit(joined.Person, conversations[ConversationId.Lobby].Last);
                TellMembers(conversations[ConversationId.Lobby], news);
                break;
            case PersonCameBack back:
                Admit(back.Person, back.LobbyRead);
                TellMembers(conversations[ConversationId.Lobby], news);
                break;
            case PersonLeft left:
                On(left, news);
                break;
            case ConversationOpened opened:
                On(opened, news);
                break;
            case MemberAdded added:
                On(added, news);
                break;
            case MemberRemoved removed:
                On(removed, news);
                break;
            case MessagePosted { IsRepeat: false } posted:
                On(posted, news);
                break;
            case MessageChanged { IsRepeat: false } changed:
                On(changed, news);
                break;
            case UploadBegun begun:
                uploads.Add(begun.File);
                break;
            case UploadEnded ended:
                uploads.Remove(ended.File);
                break;
            case ReadMarkerMoved moved:
                if (conversations[moved.Conversation].MoveReadMarker(moved.Person, moved.Number))
                    news.Add(new Notice(new Audience.One(moved.Person), new ReadEvent(moved.Conversation, moved.Number)));
                break;
        }
    }

    /// <summary>Takes in what was written before this process began; no news.</summary>
    public void Restore(Person person)
    {
        people[person.Id] = person;
        if (!person.IsGone) (names[person.Name.Key], looks[person.Name.Look]) = (person.Id, person.Id);
    }

    /// <summary>A conversation with its members and their read markers, as the store has them. Its people were restored before.</summary>
    public void Restore(
        ConversationInfo info, IEnumerable<(PersonId Person, long Read)> members, Messages.Message? lastMessage, long changes = 0)
    {
        var conversation = info.Kind == ConversationKind.Lobby ? conversations[info.Id] : Open(info);
        (conversation.LastMessage, conversation.Changes) = (lastMessage, changes);
        foreach (var (person, read) in members) AddMember(conversation, person, read);
        if (info.Kind == ConversationKind.Direct) NoteDirect(conversation);
    }

    void Admit(Person person, long lobbyRead)
    {
        Restore(person);
        AddMember(conversations[ConversationId.Lobby], person.Id, lobbyRead);
    }

    void On(PersonLeft left, ICollection<Notice> news)
    {
        if (!people.TryGetValue(left.Person, out var person) || person.IsGone) return;
        var gone = person with { IsGone = true };
        people[gone.Id] = gone;
        // Names that were given out under an older comparison may share a key; each takes away its own only.
        if (names.GetValueOrDefault(gone.Name.Key) == gone.Id) names.Remove(gone.Name.Key);
        if (looks.GetValueOrDefault(gone.Name.Look) == gone.Id) looks.Remove(gone.Name.Look);
        Presence.HandleLeft(gone.Id);
        calls.HandleLeft(gone.Id);
        RemoveMember(conversations[ConversationId.Lobby], gone.Id);
        news.Add(new Notice(
            Audience.Everybody,
            new PersonEvent(new PersonView(gone, PresenceState.Offline), left.SaidGoodbye ? PersonNews.Goodbye : PersonNews.Went)));
        TellMembers(conversations[ConversationId.Lobby], news);
        // A guest's place in rooms ends with the guest; who was only in the lobby has left nothing that points here.
        if (!gone.IsGuest) return;
        foreach (var id in ConversationsOf(gone.Id).Where(id => conversations[id].Kind == ConversationKind.Room).ToList())
            On(new MemberRemoved(id, gone.Id, ByMaker: false), news);
        if (ConversationsOf(gone.Id).Count > 0) return;
        people.Remove(gone.Id);
        conversationsOf.Remove(gone.Id);
    }

    void On(ConversationOpened opened, ICollection<Notice> news)
    {
        // Two may open the same direct conversation at once; the store answers the second with the first one's.
        if (conversations.ContainsKey(opened.Info.Id)) return;
        // A guest may have gone, and be forgotten, while this was written: then there is nobody to talk to.
        if (!opened.Members.All(people.ContainsKey)) return;
        var conversation = Open(opened.Info);
        foreach (var member in opened.Members) AddMember(conversation, member, 0);
        if (opened.Info.Kind == ConversationKind.Direct) NoteDirect(conversation);
        else foreach (var member in opened.Members) Show(conversation, member, news);
    }

    void On(MemberAdded added, ICollection<Notice> news)
    {
        var conversation = conversations[added.Conversation];
        if (conversation.HasMember(added.Person)) return;
        AddMember(conversation, added.Person, conversation.Last);
        Show(conversation, added.Person, news);
        TellMembers(conversation, news);
    }

    void On(MemberRemoved removed, ICollection<Notice> news)
    {
        var conversation = conversations[removed.Conversation];
        if (!RemoveMember(conversation, removed.Person)) return;
        calls.HandleRemoved(conversation.Id, removed.Person);
        news.Add(new Notice(new Audience.One(removed.Person), new ConversationGoneEvent(conversation.Id, removed.ByMaker)));
        TellMembers(conversation, news);
    }

    void On(MessagePosted posted, ICollection<Notice> news)
    {
        var conversation = conversations[posted.Message.Conversation];
        var isFirst = conversation.Last == 0;
        conversation.LastMessage = posted.Message;
        // What one wrote oneself is read.
        conversation.MoveReadMarker(posted.Message.Author.Id, posted.Message.Number);
        foreach (var person in posted.ReadBy)
            if (conversation.ReadMarkerOf(person) == posted.Message.Number - 1) conversation.MoveReadMarker(person, posted.Message.Number);
        if (posted.Message.File is { IsUnderWay: true } file) uploads.Attach(file.Id, conversation.Id, posted.Message.Number);
        // A direct conversation is opened by one and seen by the other only when there is something in it.
        if (isFirst && conversation.Kind == ConversationKind.Direct)
            foreach (var member in conversation.Members) Show(conversation, member, news);
        news.Add(new Notice(AudienceOf(conversation), new MessageEvent(WithProgress(posted.Message))));
    }

    void On(MessageChanged changed, ICollection<Notice> news)
    {
        var conversation = conversations[changed.Message.Conversation];
        conversation.Changes = Math.Max(conversation.Changes, changed.Message.Change ?? 0);
        if (conversation.Last == changed.Message.Number) conversation.LastMessage = changed.Message;
        news.Add(new Notice(AudienceOf(conversation), new ChangedEvent(WithProgress(changed.Message))));
    }

    void Show(Conversation conversation, PersonId viewer, ICollection<Notice> news) =>
        news.Add(new Notice(new Audience.One(viewer), new ConversationEvent(ViewOf(conversation, viewer))));

    static void TellMembers(Conversation conversation, ICollection<Notice> news) =>
        news.Add(new Notice(AudienceOf(conversation), new MembersEvent(conversation.Id, conversation.Members.Count)));

    static Audience AudienceOf(Conversation conversation) =>
        conversation.Kind == ConversationKind.Lobby ? Audience.Everybody : new Audience.Many(conversation.Members);

    void NoteDirect(Conversation conversation)
    {
        var one = conversation.Members[0];
        directs[DirectKey(one, conversation.OtherThan(one))] = conversation.Id;
    }
}
