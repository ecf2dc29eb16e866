using System.Globalization;
using ChatBox.Core.Calls;
using ChatBox.Core.Conversations;
using ChatBox.Core.People;

namespace ChatBox.Server.Storage;

/// <summary>Calls become rows and come back.</summary>
static class CallMapping
{
    public static CallRow ToRow(this CallRecord call) => new()
    {
        Id = call.Id.Value,
        ConversationId = call.Conversation.Value,
        ById = call.By.Value,
        WithVideo = call.WithVideo,
        StartedAt = call.StartedAt.ToUnixTimeMilliseconds(),
        Participants = ParticipantsOf(call),
    };

    public static CallRecord ToRecord(this CallRow row) => new(
        new CallId(row.Id), new ConversationId(row.ConversationId), new PersonId(row.ById), row.WithVideo,
        DateTimeOffset.FromUnixTimeMilliseconds(row.StartedAt),
        row.AnsweredAt is { } answeredAt ? DateTimeOffset.FromUnixTimeMilliseconds(answeredAt) : null,
        [.. row.Participants.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(ToParticipant)]);

    /// <summary><c>PERSON/ENDPOINT</c>, with spaces between: neither has such a sign.</summary>
    public static string ParticipantsOf(CallRecord call) =>
        string.Join(' ', call.Participants.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Person.Value}/{one.Endpoint.Value}")));

    /// <summary>What a call's message stores beside its text: <c>CALL OUTCOME BY VIDEO SECONDS PEOPLE</c>.</summary>
    public static string ToText(this CallLine line) => string.Create(
        CultureInfo.InvariantCulture, $"{line.Call.Value} {(int)line.Outcome} {line.By.Value} {(line.WithVideo ? 1 : 0)} {line.Seconds} {line.People}");

    public static CallLine ToCallLine(this string text)
    {
        var parts = text.Split(' ').Select(part => long.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        return new CallLine(new CallId(parts[0]), (CallOutcome)parts[1], new PersonId(parts[2]), parts[3] == 1, (int)parts[4], (int)parts[5]);
    }

    static (PersonId Person, CallEndpoint Endpoint) ToParticipant(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return (new PersonId(long.Parse(text.AsSpan(0, slash), CultureInfo.InvariantCulture)), CallEndpoint.Restore(text[(slash + 1)..]));
    }
}
