using System.Text;
using ChatBox.Core;
using ChatBox.Core.Calls;
using ChatBox.Core.People;
using Words = ChatBox.Protocol.Json.RequestWords;

namespace ChatBox.Protocol.Json;

// The fields of the requests about calls.
public static partial class RequestReader
{
    const int MaxLine = 1023;

    static CallId CallOf(FlatObject fields)
    {
        // As with conversations: what is no id is the id of nothing.
        if (!CallId.TryParse(fields.RequireString(Words.Call), out var id)) fields.Fail(Refusals.NoSuchCall);
        return id;
    }

    // Who is nobody is in no call.
    static PersonId PeerOf(FlatObject fields)
    {
        if (!PersonId.TryParse(fields.RequireString(Words.Person), out var id)) fields.Fail(Refusals.NoSuchCall);
        return id;
    }

    static CallEndpoint EndpointOf(FlatObject fields)
    {
        if (!CallEndpoint.TryParse(fields.RequireString(Words.Endpoint), out var endpoint)) fields.Fail(Refusals.BadEndpoint);
        return endpoint;
    }

    static CallMedia MediaOf(FlatObject fields) =>
        new(fields.TakeBoolean(Words.Muted), fields.TakeBoolean(Words.Camera), fields.TakeBoolean(Words.Screen));

    static CallSignal? SignalOf(FlatObject fields)
    {
        switch (fields.RequireString(Words.Kind))
        {
            case CallWords.Offer:
                return DescriptionOf(fields, CallSignalKind.Offer);
            case CallWords.Answer:
                return DescriptionOf(fields, CallSignalKind.Answer);
            case CallWords.Candidate:
                return CandidateOf(fields);
            default:
                fields.Fail(Refusals.BadFrame("The kind of a signal is offer, answer or candidate."));
                return null;
        }
    }

    static CallSignal DescriptionOf(FlatObject fields, CallSignalKind kind)
    {
        var sdp = fields.RequireString(Words.Sdp);
        if (sdp.Length == 0) fields.Fail(Refusals.BadFrame("The field sdp is empty."));
        if (Encoding.UTF8.GetByteCount(sdp) > CallLimits.DescriptionBytes) fields.Fail(Refusals.SignalTooLarge);
        return new CallSignal(kind, sdp);
    }

    static CallSignal CandidateOf(FlatObject fields)
    {
        var (candidate, mid, fragment) = (fields.RequireString(Words.Candidate), fields.TakeString(Words.Mid), fields.TakeString(Words.Fragment));
        if (candidate.Length > CallLimits.CandidateLength
            || mid is { Length: > CallLimits.CandidateWordLength } || fragment is { Length: > CallLimits.CandidateWordLength })
            fields.Fail(Refusals.SignalTooLarge);
        var line = fields.TakeNumber(Words.Line);
        if (line is < 0 or > MaxLine) fields.Fail(Refusals.BadFrame($"The field line is 0 to {MaxLine}."));
        return new CallSignal(CallSignalKind.Candidate, candidate, mid, (int?)line, fragment);
    }
}
