using ChatBox.Core.Conversations;
using ChatBox.Core.People;

namespace ChatBox.Core.Calls;

sealed partial class CallBoard
{
    /// <param name="speaker">Who calls.</param>
    /// <param name="session">The session that speaks for the endpoint.</param>
    /// <param name="callee">The other of a direct conversation; null in a room.</param>
    public Refusal? Start(
        Person speaker, long session, ConversationId conversation, Person? callee, CallEndpoint endpoint, CallMedia media, Moment now,
        ICollection<CallNews> news)
    {
        if (byConversation.TryGetValue(conversation, out var there))
        {
            // Both ring each other: the second ring is an answer.
            return there.IsRinging && there.Callee?.Id == speaker.Id
                ? Answer(there, speaker, session, endpoint, media, now, news)
                : Enter(there, speaker, session, endpoint, media, news);
        }

        if (byPerson.ContainsKey(speaker.Id)) return Refusals.InCall;
        var call = new Call(new CallId(nextId()), conversation, speaker, callee, media.HasVideo, now)
        {
            AnsweredAt = callee is null ? now : null,
        };
        var caller = new CallParticipant(speaker, endpoint) { Media = media };
        caller.Attach(session);
        call.Add(caller);
        if (callee is not null && byPerson.ContainsKey(callee.Id))
        {
            // It never was: nobody is told but by its line.
            news.Add(new CallNews.Over(call.View(call.Line(CallOutcome.Busy, now)), [speaker.Id]));
            return Refusals.Busy;
        }

        Begin(call);
        Change(call, news);
        return null;
    }

    public Refusal? Accept(
        CallId id, Person speaker, long session, CallEndpoint endpoint, CallMedia media, Moment now, ICollection<CallNews> news)
    {
        if (!calls.TryGetValue(id, out var call) || !call.IsDirect) return Refusals.NoSuchCall;
        if (call.Find(speaker.Id) is { } mine)
        {
            if (call.IsRinging) return Refusals.NoSuchCall;
            // The same device once more, whose first answer was lost on the way.
            return mine.Endpoint == endpoint ? TakeOver(call, mine, session, endpoint, media, news) : Refusals.AnsweredElsewhere;
        }

        return Answer(call, speaker, session, endpoint, media, now, news);
    }

    public Refusal? Decline(CallId id, PersonId speaker, Moment now, ICollection<CallNews> news)
    {
        if (!calls.TryGetValue(id, out var call) || call.Callee?.Id != speaker) return Refusals.NoSuchCall;
        if (!call.IsRinging) return Refusals.AnsweredElsewhere;
        End(call, CallOutcome.Declined, now, speaker, news);
        return null;
    }

    /// <summary>Hangs up, from whatever device of the person.</summary>
    public Refusal? Leave(CallId id, PersonId speaker, Moment now, ICollection<CallNews> news)
    {
        if (!Find(id, speaker, out var call, out var mine))
            return call is { IsRinging: true } ? Decline(id, speaker, now, news) : Refusals.NoSuchCall;
        HangUp(call, mine, now, news);
        return null;
    }

    Refusal? Answer(
        Call call, Person speaker, long session, CallEndpoint endpoint, CallMedia media, Moment now, ICollection<CallNews> news)
    {
        if (call.Callee?.Id != speaker.Id) return Refusals.NoSuchCall;
        call.AnsweredAt = now;
        Add(call, speaker, session, endpoint, media, news);
        return null;
    }

    void HangUp(Call call, CallParticipant mine, Moment now, ICollection<CallNews> news)
    {
        if (call.IsRinging) End(call, CallOutcome.Cancelled, now, mine.Person.Id, news);
        else Remove(call, mine, now, mine.Person.Id, news);
    }

    void Remove(Call call, CallParticipant who, Moment now, PersonId? endedBy, ICollection<CallNews> news)
    {
        if (call.IsDirect || call.Participants.Count == 1)
        {
            End(call, CallOutcome.Answered, now, endedBy, news);
            return;
        }

        call.Remove(who);
        byPerson.Remove(who.Person.Id);
        Change(call, news);
    }

    void Add(Call call, Person person, long session, CallEndpoint endpoint, CallMedia media, ICollection<CallNews> news)
    {
        var participant = new CallParticipant(person, endpoint) { Media = media };
        participant.Attach(session);
        call.Add(participant);
        byPerson[person.Id] = call;
        Change(call, news);
    }
}
