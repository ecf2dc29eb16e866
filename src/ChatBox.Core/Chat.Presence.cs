using ChatBox.Core.Conversations;
using ChatBox.Core.Events;
using ChatBox.Core.People;
using ChatBox.Core.Presence;

namespace ChatBox.Core;

public sealed partial class Chat
{
    readonly TypingThrottle typing = new();

    public void HandleAttached(PersonId person, long session, ICollection<Notice> news)
    {
        var before = Presence.Of(person);
        if (Presence.HandleAttached(person, session)) Tell(person, PersonNews.Came, news);
        else if (Presence.Of(person) != before) Tell(person, PersonNews.Presence, news);
    }

    public void HandleDetached(PersonId person, long session, Moment now, ICollection<Notice> news)
    {
        if (Presence.HandleDetached(person, session, now.Uptime)) Tell(person, PersonNews.Presence, news);
        calls.HandleDetached(person, session, now, callNews);
        Tell(now, news);
    }

    public void HandlePresence(PersonId person, long session, PresenceState state, ICollection<Notice> news)
    {
        if (Presence.HandleState(person, session, state)) Tell(person, PersonNews.Presence, news);
    }

    /// <summary>Who has gone by <paramref name="uptime"/>; to be called when <see cref="PresenceBoard.NextDue"/> comes.</summary>
    public void PollPresence(TimeSpan uptime, ICollection<Notice> news)
    {
        foreach (var person in Presence.PollGone(uptime)) Tell(person, PersonNews.Went, news);
    }

    /// <summary>Others in the conversation are told that somebody types there, at most once in 3 s.</summary>
    public Refusal? HandleTyping(PersonId speaker, ConversationId id, TimeSpan uptime, ICollection<Notice> news)
    {
        if (!CanRead(speaker, id)) return Refusals.NoSuchConversation;
        // Of a direct conversation in which nobody has said anything the other does not know yet.
        if (conversations[id] is { Kind: ConversationKind.Direct, Last: 0 } || !typing.TryTell(speaker, id, uptime)) return null;
        var others = conversations[id].Members.Where(member => member != speaker).ToArray();
        news.Add(new Notice(new Audience.Many(others), new TypingEvent(id, people[speaker])));
        return null;
    }

    void Tell(PersonId id, PersonNews what, ICollection<Notice> news)
    {
        if (people.TryGetValue(id, out var person) && !person.IsGone)
            news.Add(new Notice(Audience.Everybody, new PersonEvent(ViewOf(person), what)));
    }
}
