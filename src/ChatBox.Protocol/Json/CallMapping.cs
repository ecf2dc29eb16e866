using ChatBox.Core.Calls;
using ChatBox.Core.Events;

namespace ChatBox.Protocol.Json;

/// <summary>From calls to what stands on the wire.</summary>
public static class CallMapping
{
    public static CallObject ToWire(this CallView call) => new(
        call.Id.ToString(), call.Conversation.ToString(), CallWords.Of(call.State), call.By.ToAuthor(), call.WithVideo, call.StartedAt,
        [.. call.Participants.Select(ToWire)], ToWire(call.Limits), ToWire(call.Free), call.RingsUntil, call.AnsweredAt,
        call.Line is { } line ? CallWords.Of(line.Outcome) : null, call.Line?.Seconds, call.EndedBy?.ToString());

    public static CallLineObject ToWire(this CallLine line) =>
        new(line.Call.ToString(), CallWords.Of(line.Outcome), line.By.ToString(), line.WithVideo, line.Seconds, line.People);

    public static CallSignalFrame ToFrame(this CallSignalEvent sent)
    {
        var signal = sent.Signal;
        return new CallSignalFrame(
            sent.Call.ToString(), sent.From.ToString(), sent.Endpoint.Value, sent.IsPolite, CallWords.Of(signal.Kind),
            signal.IsDescription ? signal.Body : null, signal.IsDescription ? null : signal.Body, signal.Mid, signal.Line, signal.Fragment);
    }

    static ParticipantObject ToWire(CallParticipantView one) => new(
        one.Person.ToAuthor(), one.Endpoint.Value, one.Media.IsMuted, one.Media.HasCamera, one.Media.HasScreen, one.IsAway);

    static CallPlacesObject ToWire(CallPlaces places) => new(places.WithVideo, places.WithSound);
}
