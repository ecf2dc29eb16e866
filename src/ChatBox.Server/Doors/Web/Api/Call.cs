using System.Globalization;
using ChatBox.Core;
using ChatBox.Core.Commands;
using ChatBox.Core.Conversations;
using ChatBox.Core.People;
using ChatBox.Protocol.Json;
using ChatBox.Server.Sessions;

namespace ChatBox.Server.Doors.Web.Api;

/// <summary>
/// What every call of the HTTP API does around its own work: who speaks, what stands in the body, how a refusal is written.
/// </summary>
sealed class Call(Credentials credentials, CommandDispatcher dispatcher, GuessThrottle throttle)
{
    /// <summary>Bytes of a request body; 8,000 characters of four bytes are half of it.</summary>
    public const int MaxBodyBytes = 64 * 1024;

    /// <summary>Carries out a command for who speaks, and writes the answer with <paramref name="write"/>.</summary>
    public async Task<IResult> RunAsync(HttpContext context, Command command, Func<Answer, IResult> write)
    {
        var (speaker, refused) = await IdentifyAsync(context);
        if (speaker is null) return refused!;
        var answer = await dispatcher.ExecuteAsync(speaker.Person.Id, null, command, context.RequestAborted);
        return answer is Answer.Refused refusal ? refusal.Refusal.ToProblem() : write(answer);
    }

    public async Task<(Speaker? Speaker, IResult? Refused)> IdentifyAsync(HttpContext context)
    {
        var changes = !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method);
        var (speaker, refusal) = await credentials.IdentifyAsync(context, changes);
        if (speaker is not null) return (speaker, null);
        // A wrong token is a guess; none at all is not.
        var guessed = refusal == Refusals.NotJoined && Credentials.TokenOf(context.Request) is { Token: not null, IsCookie: false };
        if (guessed && !throttle.TryGuess(context.Connection.RemoteIpAddress)) refusal = Refusals.RateLimited;
        return (null, refusal!.ToProblem());
    }

    /// <summary>
    /// The body as a flat object, or the refusal: not JSON by its type, too large, or not what <see cref="FlatObject"/> takes.
    /// </summary>
    public static async Task<(FlatObject? Body, IResult? Refused)> ReadAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
            return (null, Refusals.BadFrame("The body is JSON: send it with Content-Type: application/json.").ToProblem(StatusCodes.Status415UnsupportedMediaType));
        if (context.Request.ContentLength > MaxBodyBytes) return (null, Refusals.TooLarge.ToProblem());
        var buffer = new byte[MaxBodyBytes + 1];
        var length = 0;
        while (length < buffer.Length)
        {
            var read = await context.Request.Body.ReadAsync(buffer.AsMemory(length), context.RequestAborted);
            if (read == 0) break;
            length += read;
        }

        if (length > MaxBodyBytes) return (null, Refusals.TooLarge.ToProblem());
        return FlatObject.TryParse(buffer.AsSpan(0, length), out var body, out var refusal) ? (body, null) : (null, refusal.ToProblem());
    }

    /// <summary>
    /// The query as a flat object, so that the same readers serve both doors: whole numbers are numbers, the rest is text.
    /// </summary>
    public static FlatObject QueryOf(HttpContext context, params string[] numbers)
    {
        var fields = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, values) in context.Request.Query)
        {
            var value = values.Count == 1 ? values[0] ?? "" : "";
            if (!numbers.Contains(name, StringComparer.Ordinal)) fields[name] = value;
            else fields[name] = long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? number
                : value;
        }

        return FlatObject.Of(fields);
    }

    // A path that names nothing is the path of nothing: the answer is the same as for what one may not see.
    public static ConversationId ConversationOf(string text) => ConversationId.TryParse(text, out var id) ? id : default;

    public static PersonId PersonOf(string text) => PersonId.TryParse(text, out var id) ? id : default;
}
