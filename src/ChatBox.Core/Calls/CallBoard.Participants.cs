using System.Text;
using ChatBox.Core.People;

namespace ChatBox.Core.Calls;

sealed partial class CallBoard
{
    public Refusal? Join(CallId id, Person speaker, long session, CallEndpoint endpoint, CallMedia media, ICollection<CallNews> news) =>
        calls.TryGetValue(id, out var call) && !call.IsDirect ? Enter(call, speaker, session, endpoint, media, news) : Refusals.NoSuchCall;

    /// <summary>
    /// Back in the call, also from another device, which then has it alone. In a room, who was away for too long comes in again where there
    /// is room.
    /// </summary>
    public Refusal? Resume(CallId id, Person speaker, long session, CallEndpoint endpoint, CallMedia media, ICollection<CallNews> news)
    {
        if (!calls.TryGetValue(id, out var call)) return Refusals.NoSuchCall;
        return call.Find(speaker.Id) is { } mine
            ? TakeOver(call, mine, session, endpoint, media, news)
            : Join(id, speaker, session, endpoint, media, news);
    }

    public Refusal? SetMedia(CallId id, PersonId speaker, long session, CallMedia media, ICollection<CallNews> news)
    {
        if (!Find(id, speaker, out var call, out var mine) || mine.Session != session) return Refusals.NoSuchCall;
        if (mine.Media == media) return null;
        if (!HasRoomFor(call, mine, media)) return Refusals.CallFull;
        // For who is not in it, only whether there is video at all matters: it decides how many may come.
        var changesRoom = mine.Media.HasVideo != media.HasVideo;
        mine.Media = media;
        Show(call, news, toParticipantsOnly: !changesRoom);
        return null;
    }

    /// <summary>Whether a signal may pass, and to which session; it is counted where it may.</summary>
    public (Refusal? Refusal, CallParticipant? From, long Session) Signal(
        SendCallSignal command, PersonId speaker, long session, TimeSpan uptime)
    {
        if (!Find(command.Call, speaker, out var call, out var mine) || mine.Session != session || call.IsRinging || command.To == speaker)
            return (Refusals.NoSuchCall, null, 0);
        if (call.Find(command.To) is not { } other || other.Endpoint != command.ToEndpoint) return (Refusals.NoSuchCall, null, 0);
        if (other.Session is not { } target) return (Refusals.PeerAway, null, 0);
        var bytes = command.Signal.IsDescription ? Encoding.UTF8.GetByteCount(command.Signal.Body) : 0;
        if (!RatesOf(speaker).TakeSignal(uptime, bytes)) return (Refusals.RateLimited, null, 0);
        return mine.Count(command.To, command.Signal) ? (null, mine, target) : (Refusals.TooManyCandidates, null, 0);
    }

    Refusal? Enter(Call call, Person speaker, long session, CallEndpoint endpoint, CallMedia media, ICollection<CallNews> news)
    {
        if (call.Find(speaker.Id) is { } mine)
        {
            return mine.Session is null || mine.Endpoint == endpoint
                ? TakeOver(call, mine, session, endpoint, media, news)
                : Refusals.InCall;
        }

        if (byPerson.ContainsKey(speaker.Id)) return Refusals.InCall;
        if (!call.HasRoomFor(speaker.Id, media)) return Refusals.CallFull;
        Add(call, speaker, session, endpoint, media, news);
        return null;
    }

    Refusal? TakeOver(Call call, CallParticipant mine, long session, CallEndpoint endpoint, CallMedia media, ICollection<CallNews> news)
    {
        if (!HasRoomFor(call, mine, media)) return Refusals.CallFull;
        if (mine.Endpoint == endpoint)
        {
            mine.Media = media;
            mine.Attach(session);
            Show(call, news);
            return null;
        }

        // Another endpoint is new to the others: it stands last, and connects to each of them.
        call.Remove(mine);
        Add(call, mine.Person, session, endpoint, media, news);
        return null;
    }

    // Only more video can be too much: who is in a call by sound alone may always be so.
    static bool HasRoomFor(Call call, CallParticipant mine, CallMedia media) =>
        !media.HasVideo || mine.Media.HasVideo || call.HasRoomFor(mine.Person.Id, media);
}
