using System.Diagnostics.CodeAnalysis;
using ChatBox.Core.Conversations;
using ChatBox.Core.People;

namespace ChatBox.Core.Calls;

/// <summary>
/// The calls in progress: at most one in a conversation, and at most one of a person, who is in it or being called. Sans-I/O: time and ids
/// are arguments; what became of a call is added to the news. Who may see a conversation is asked before, by <see cref="Chat"/>. Not
/// thread-safe.
/// </summary>
sealed partial class CallBoard(Func<long> nextId)
{
    readonly Dictionary<CallId, Call> calls = [];
    readonly Dictionary<ConversationId, Call> byConversation = [];
    readonly Dictionary<PersonId, Call> byPerson = [];
    readonly Dictionary<PersonId, CallRates> rates = [];
    readonly SortedSet<(TimeSpan Due, CallId Id)> due = [];
    readonly Dictionary<CallId, TimeSpan> dueOf = [];

    readonly Queue<(PersonId Person, ConversationId? Conversation)> leaving = [];

    /// <summary>
    /// At which <see cref="Moment.Uptime"/> <see cref="Poll"/> has something to do next, the smallest for at once; null for never.
    /// </summary>
    public TimeSpan? NextDue => leaving.Count > 0 ? TimeSpan.MinValue : due.Count > 0 ? due.Min.Due : null;

    public CallView? In(ConversationId conversation) => byConversation.TryGetValue(conversation, out var call) ? call.View() : null;

    public ConversationId? ConversationOf(CallId id) => calls.TryGetValue(id, out var call) ? call.Conversation : null;

    /// <summary>The call somebody is in, or is being called to.</summary>
    public CallView? Of(PersonId person) => byPerson.TryGetValue(person, out var call) ? call.View() : null;

    public CallRates RatesOf(PersonId person)
    {
        if (!rates.TryGetValue(person, out var found)) rates[person] = found = new CallRates();
        return found;
    }

    /// <summary>A session ended: the place of who spoke by it is kept for a while.</summary>
    public void HandleDetached(PersonId person, long session, Moment now, ICollection<CallNews> news)
    {
        if (!byPerson.TryGetValue(person, out var call) || call.Find(person) is not { } mine || mine.Session != session) return;
        mine.Lose(now.Uptime + CallLimits.ReturnTime);
        Show(call, news);
    }

    /// <summary>Somebody is a member of the conversation no longer; takes effect with the next <see cref="Poll"/>.</summary>
    public void HandleRemoved(ConversationId conversation, PersonId person) => leaving.Enqueue((person, conversation));

    /// <summary>Somebody has logged out for good; takes effect with the next <see cref="Poll"/>.</summary>
    public void HandleLeft(PersonId person) => leaving.Enqueue((person, null));

    /// <summary>
    /// Who has left, and what time alone has ended by <paramref name="now"/>; to be called when <see cref="NextDue"/> comes.
    /// </summary>
    public void Poll(Moment now, ICollection<CallNews> news)
    {
        while (leaving.TryDequeue(out var one)) Leave(one.Person, one.Conversation, now, news);
        while (due.Count > 0 && due.Min.Due <= now.Uptime)
        {
            var call = calls[due.Min.Id];
            if (call.RingsInVain(now.Uptime))
            {
                End(call, CallOutcome.NoAnswer, now, null, news);
                continue;
            }

            var lost = call.Participants.First(participant => participant.AwayUntil <= now.Uptime);
            if (call.IsRinging) End(call, CallOutcome.Cancelled, now, null, news);
            else Remove(call, lost, now, null, news);
        }
    }

    /// <summary>
    /// A call that was in progress when the last process ended. Its people are away, and have the usual time to come back. False where it
    /// makes no sense any more.
    /// </summary>
    public bool Restore(
        CallRecord record, Person by, Person? callee, IEnumerable<(Person Person, CallEndpoint Endpoint)> people, Moment now)
    {
        if (byConversation.ContainsKey(record.Conversation) || calls.ContainsKey(record.Id)) return false;
        var call = new Call(record.Id, record.Conversation, by, callee, record.WithVideo, now.Earlier(record.StartedAt))
        {
            AnsweredAt = record.AnsweredAt is { } answered ? now.Earlier(answered) : null,
        };
        foreach (var (person, endpoint) in people.Where(one => !byPerson.ContainsKey(one.Person.Id)))
        {
            var participant = new CallParticipant(person, endpoint);
            participant.Lose(now.Uptime + CallLimits.ReturnTime);
            call.Add(participant);
        }

        var isWhole = call.IsRinging ? call.Find(by.Id) is not null && callee is not null && !byPerson.ContainsKey(callee.Id)
            : call.Participants.Count >= (call.IsDirect ? 2 : 1);
        if (!isWhole) return false;
        Begin(call);
        return true;
    }

    void Leave(PersonId person, ConversationId? conversation, Moment now, ICollection<CallNews> news)
    {
        if (conversation is null) rates.Remove(person);
        if (!byPerson.TryGetValue(person, out var call) || (conversation is not null && call.Conversation != conversation)) return;
        if (call.Find(person) is { } mine) HangUp(call, mine, now, news);
        else End(call, CallOutcome.NoAnswer, now, null, news);
    }

    void Begin(Call call)
    {
        calls.Add(call.Id, call);
        byConversation.Add(call.Conversation, call);
        if (call.Callee is { } callee) byPerson[callee.Id] = call;
        foreach (var participant in call.Participants) byPerson[participant.Person.Id] = call;
        Schedule(call);
    }

    void End(Call call, CallOutcome outcome, Moment now, PersonId? endedBy, ICollection<CallNews> news)
    {
        calls.Remove(call.Id);
        byConversation.Remove(call.Conversation);
        if (call.Callee is { } callee) byPerson.Remove(callee.Id);
        foreach (var participant in call.Participants) byPerson.Remove(participant.Person.Id);
        if (dueOf.Remove(call.Id, out var at)) due.Remove((at, call.Id));
        var readBy = outcome == CallOutcome.Declined ? call.TookPart.Append(call.Callee!.Id) : call.TookPart;
        news.Add(new CallNews.Over(call.View(call.Line(outcome, now), endedBy), [.. readBy]));
    }

    void Change(Call call, ICollection<CallNews> news)
    {
        Schedule(call);
        news.Add(new CallNews.Changed(call.View(), call.Record()));
    }

    void Show(Call call, ICollection<CallNews> news, bool toParticipantsOnly = false)
    {
        Schedule(call);
        news.Add(new CallNews.Shown(call.View(), toParticipantsOnly));
    }

    void Schedule(Call call)
    {
        if (dueOf.Remove(call.Id, out var before)) due.Remove((before, call.Id));
        if (call.NextDue is not { } next) return;
        dueOf[call.Id] = next;
        due.Add((next, call.Id));
    }

    bool Find(CallId id, PersonId person, [NotNullWhen(true)] out Call? call, [NotNullWhen(true)] out CallParticipant? mine)
    {
        mine = calls.TryGetValue(id, out call) ? call.Find(person) : null;
        return mine is not null;
    }
}
