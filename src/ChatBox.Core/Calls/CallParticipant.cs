using ChatBox.Core.People;

namespace ChatBox.Core.Calls;

/// <summary>Somebody in a call, with the session that speaks for the endpoint. Not thread-safe; <see cref="CallBoard"/> owns it.</summary>
sealed class CallParticipant(Person person, CallEndpoint endpoint)
{
    readonly Dictionary<PersonId, int> candidatesTo = [];

    public Person Person { get; } = person;
    public CallEndpoint Endpoint { get; } = endpoint;
    public CallMedia Media { get; set; }

    /// <summary>Null while the connection is lost; the place is kept until <see cref="AwayUntil"/> by the monotonic clock.</summary>
    public long? Session { get; private set; }

    public TimeSpan? AwayUntil { get; private set; }

    public void Attach(long session) => (Session, AwayUntil) = (session, null);

    public void Lose(TimeSpan until) => (Session, AwayUntil) = (null, until);

    /// <summary>Counts a signal to another participant; false where it is one candidate too many.</summary>
    public bool Count(PersonId to, CallSignal signal)
    {
        if (signal.IsDescription) candidatesTo[to] = 0;
        else if (candidatesTo.GetValueOrDefault(to) >= CallLimits.Candidates) return false;
        else candidatesTo[to] = candidatesTo.GetValueOrDefault(to) + 1;
        return true;
    }

    /// <summary>The other's endpoint is gone: what was counted for it does not count for the next.</summary>
    public void Forget(PersonId to) => candidatesTo.Remove(to);

    public CallParticipantView View() => new(Person, Endpoint, Media, Session is null);
}
