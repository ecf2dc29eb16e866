using System.Diagnostics.CodeAnalysis;
using ChatBox.Core.Calls;
using ChatBox.Core.Conversations;
using ChatBox.Core.Events;
using ChatBox.Core.Messages;
using ChatBox.Core.People;

namespace ChatBox.Core;

public sealed partial class Chat
{
    readonly CallBoard calls;
    readonly List<CallNews> callNews = [];
    readonly Queue<CallEntry> callEntries = [];

    /// <summary>At which <see cref="Moment.Uptime"/> <see cref="PollCalls"/> has something to do next; null for never.</summary>
    public TimeSpan? NextCallDue => calls.NextDue;

    /// <summary>The call in progress in a conversation; null where there is none. Only for who <see cref="CanRead"/>.</summary>
    public CallView? CallIn(ConversationId conversation) => calls.In(conversation);

    /// <summary>Calls of the conversations somebody is in, the one that concerns the person first.</summary>
    public IReadOnlyList<CallView> CallsFor(PersonId person, int limit)
    {
        var mine = calls.Of(person);
        var others = ConversationsOf(person).Select(calls.In).OfType<CallView>().Where(call => call.Id != mine?.Id);
        return [.. (mine is null ? others : others.Prepend(mine)).Take(limit)];
    }

    /// <summary>Is the person in this call, or being called to it?</summary>
    public bool IsConcernedBy(PersonId person, CallId call) => calls.Of(person)?.Id == call;

    /// <summary>
    /// Carries out a command of a session. Where it was not refused, the call is shown as it is now; null where it is over.
    /// </summary>
    public (CallView? Call, Refusal? Refusal) HandleCall(
        PersonId speaker, long session, CallCommand command, Moment now, ICollection<Notice> news)
    {
        if (!IsHere(speaker)) return (null, Refusals.NotJoined);
        var id = ConversationOf(command);
        if (id is not { } conversation || !CanRead(speaker, conversation))
            return (null, command is StartCall ? Refusals.NoSuchConversation : Refusals.NoSuchCall);
        var rates = calls.RatesOf(speaker);
        if (command is StartCall ? !rates.TakeStart(now.Uptime) : !rates.TakeAction(now.Uptime)) return (null, Refusals.RateLimited);
        var refusal = Do(people[speaker], session, command, now);
        Tell(now, news);
        return refusal is null ? (calls.In(conversation), null) : (null, refusal);
    }

    /// <summary>Whether a signal may pass; where it may, to which session of whom.</summary>
    public (CallSignalEvent? Event, long Session, Refusal? Refusal) HandleSignal(
        PersonId speaker, long session, SendCallSignal command, TimeSpan uptime)
    {
        if (!IsHere(speaker)) return (null, 0, Refusals.NotJoined);
        var (refusal, from, target) = calls.Signal(command, speaker, session, uptime);
        if (refusal is not null) return (null, 0, refusal);
        // Of two, the one with the smaller id gives way: known to both, whatever else changes (W3C WebRTC, 10.7, "perfect negotiation").
        var signal = new CallSignalEvent(command.Call, speaker, from!.Endpoint, IsPolite: command.To < speaker, command.Signal);
        return (signal, target, null);
    }

    /// <summary>
    /// Who has left, and what time alone has ended by <paramref name="now"/>; to be called when <see cref="NextCallDue"/> comes.
    /// </summary>
    public void PollCalls(Moment now, ICollection<Notice> news)
    {
        calls.Poll(now, callNews);
        Tell(now, news);
    }

    /// <summary>What the store has to be told of calls next. To be asked until false after everything that is handled.</summary>
    public bool TryPollCallEntry([NotNullWhen(true)] out CallEntry? entry) => callEntries.TryDequeue(out entry);

    /// <summary>A call that was in progress when the last process ended. People and conversations were restored before.</summary>
    public void Restore(CallRecord record, Moment now)
    {
        if (FindConversation(record.Conversation) is { } conversation && people.TryGetValue(record.By, out var by))
        {
            var isDirect = conversation.Kind == ConversationKind.Direct;
            var callee = isDirect ? people[conversation.OtherThan(record.By)] : null;
            var inIt = record.Participants.Where(one => CanRead(one.Person, record.Conversation))
                .Select(one => (people[one.Person], one.Endpoint));
            if (calls.Restore(record, by, callee, inIt, now)) return;
        }

        callEntries.Enqueue(new CallEntry.Over(record.Id, null, []));
    }

    ConversationId? ConversationOf(CallCommand command) => command switch
    {
        StartCall start => start.Conversation,
        AcceptCall accept => calls.ConversationOf(accept.Call),
        DeclineCall decline => calls.ConversationOf(decline.Call),
        JoinCall join => calls.ConversationOf(join.Call),
        LeaveCall leave => calls.ConversationOf(leave.Call),
        ResumeCall resume => calls.ConversationOf(resume.Call),
        SetCallMedia media => calls.ConversationOf(media.Call),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command, "a command without a call"),
    };

    Refusal? Do(Person speaker, long session, CallCommand command, Moment now) => command switch
    {
        StartCall start => Start(speaker, session, start, now),
        AcceptCall accept => calls.Accept(accept.Call, speaker, session, accept.Endpoint, accept.Media, now, callNews),
        DeclineCall decline => calls.Decline(decline.Call, speaker.Id, now, callNews),
        JoinCall join => calls.Join(join.Call, speaker, session, join.Endpoint, join.Media, callNews),
        LeaveCall leave => calls.Leave(leave.Call, speaker.Id, now, callNews),
        ResumeCall resume => calls.Resume(resume.Call, speaker, session, resume.Endpoint, resume.Media, callNews),
        SetCallMedia media => calls.SetMedia(media.Call, speaker.Id, session, media.Media, callNews),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command, "a command that nobody carries out"),
    };

    Refusal? Start(Person speaker, long session, StartCall command, Moment now)
    {
        Person? callee = null;
        var conversation = conversations[command.Conversation];
        if (conversation.Kind == ConversationKind.Direct)
        {
            callee = people[conversation.OtherThan(speaker.Id)];
            if (callee.Id == speaker.Id) return Refusals.NotAllowed;
            if (callee.IsGone) return Refusals.PersonLeft;
            if (callee.IsGuest) return Refusals.NoCalls;
        }

        return calls.Start(speaker, session, command.Conversation, callee, command.Endpoint, command.Media, now, callNews);
    }

    void Tell(Moment now, ICollection<Notice> news)
    {
        foreach (var one in callNews)
        {
            var audience = one is CallNews.Shown { ToParticipantsOnly: true }
                ? new Audience.Many([.. one.View.Participants.Select(participant => participant.Person.Id)])
                : AudienceOf(conversations[one.View.Conversation]);
            news.Add(new Notice(audience, new CallEvent(one.View)));
            switch (one)
            {
                case CallNews.Changed changed:
                    callEntries.Enqueue(new CallEntry.Kept(changed.Record));
                    break;
                case CallNews.Over over:
                    callEntries.Enqueue(new CallEntry.Over(over.View.Id, LineOf(over, now), over.ReadBy));
                    break;
            }
        }

        callNews.Clear();
    }

    // Who called has written the line. Who has left meanwhile cannot write: then one of the others has.
    Message? LineOf(CallNews.Over over, Moment now)
    {
        var (line, conversation) = (over.View.Line!, over.View.Conversation);
        var author = over.ReadBy.Prepend(line.By).Concat(conversations[conversation].Members)
            .FirstOrDefault(person => CanRead(person, conversation));
        return author == default ? null : new Message(conversation, 0, people[author], line.ClientId, line.Text, now.Time) { Call = line };
    }
}
