using ChatBox.Core.Conversations;
using ChatBox.Core.People;

namespace ChatBox.Core.Calls;

/// <summary>
/// One call in progress. <paramref name="callee"/> is set in a direct conversation. Not thread-safe; <see cref="CallBoard"/> owns it.
/// </summary>
sealed class Call(CallId id, ConversationId conversation, Person by, Person? callee, bool withVideo, Moment startedAt)
{
    readonly List<CallParticipant> participants = [];
    readonly SortedSet<PersonId> tookPart = [];

    public CallId Id { get; } = id;
    public ConversationId Conversation { get; } = conversation;
    public Person By { get; } = by;
    public Person? Callee { get; } = callee;
    public bool IsDirect => Callee is not null;

    /// <summary>From when on people talk: from the beginning in a group. Null while it rings.</summary>
    public Moment? AnsweredAt { get; set; }

    public bool IsRinging => AnsweredAt is null;

    public IReadOnlyList<CallParticipant> Participants => participants;

    /// <summary>Everybody who was ever in it.</summary>
    public IReadOnlyCollection<PersonId> TookPart => tookPart;

    TimeSpan RingsUntil => startedAt.Uptime + CallLimits.RingTime;

    CallPlaces Limits => IsDirect ? new CallPlaces(2, 2) : new CallPlaces(CallLimits.WithVideo, CallLimits.WithSound);

    /// <summary>When, by the monotonic clock, time changes something next; null for never.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            TimeSpan? due = IsRinging ? RingsUntil : null;
            foreach (var participant in participants)
                if (participant.AwayUntil is { } until && (due is null || until < due)) due = until;
            return due;
        }
    }

    public bool RingsInVain(TimeSpan uptime) => IsRinging && RingsUntil <= uptime;

    public CallParticipant? Find(PersonId person) => participants.Find(participant => participant.Person.Id == person);

    public void Add(CallParticipant participant)
    {
        participants.Add(participant);
        tookPart.Add(participant.Person.Id);
    }

    public void Remove(CallParticipant participant)
    {
        participants.Remove(participant);
        foreach (var other in participants) other.Forget(participant.Person.Id);
    }

    /// <summary>Would there be room if somebody came, or changed, with this media? The one is not counted where in it already.</summary>
    public bool HasRoomFor(PersonId person, CallMedia media)
    {
        var others = participants.Count(participant => participant.Person.Id != person);
        var withVideo = media.HasVideo || participants.Any(participant => participant.Person.Id != person && participant.Media.HasVideo);
        return others < (withVideo ? Limits.WithVideo : Limits.WithSound);
    }

    public CallView View(CallLine? line = null, PersonId? endedBy = null)
    {
        var most = participants.Exists(participant => participant.Media.HasVideo) ? Limits.WithVideo : Limits.WithSound;
        var free = line is null && !IsDirect
            ? new CallPlaces(Math.Max(0, Limits.WithVideo - participants.Count), Math.Max(0, most - participants.Count))
            : default;
        var state = line is not null ? CallState.Ended : IsRinging ? CallState.Ringing : CallState.Active;
        DateTimeOffset? ringsUntil = state == CallState.Ringing ? startedAt.Time + CallLimits.RingTime : null;
        return new CallView(
            Id, Conversation, state, By, withVideo, startedAt.Time, ringsUntil, AnsweredAt?.Time,
            [.. participants.Select(participant => participant.View())], Limits, free, line, endedBy);
    }

    public CallLine Line(CallOutcome outcome, Moment now)
    {
        var seconds = AnsweredAt is { } then ? (int)Math.Min((now.Uptime - then.Uptime).TotalSeconds, int.MaxValue) : 0;
        return new CallLine(Id, outcome, By.Id, withVideo, seconds, tookPart.Count);
    }

    public CallRecord Record() => new(
        Id, Conversation, By.Id, withVideo, startedAt.Time, AnsweredAt?.Time,
        [.. participants.Select(participant => (participant.Person.Id, participant.Endpoint))]);
}
