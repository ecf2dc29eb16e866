using ChatBox.Core;
using ChatBox.Protocol.Json;

namespace ChatBox.Server.Doors.Web;

/// <summary>Refusals as problem documents, RFC 9457.</summary>
static class Problems
{
    public const string ContentType = "application/problem+json";

    public static int StatusOf(RefusalKind kind) => kind switch
    {
        RefusalKind.BadRequest => StatusCodes.Status400BadRequest,
        RefusalKind.NotJoined => StatusCodes.Status401Unauthorized,
        RefusalKind.NotAllowed => StatusCodes.Status403Forbidden,
        RefusalKind.NotFound => StatusCodes.Status404NotFound,
        RefusalKind.Conflict => StatusCodes.Status409Conflict,
        RefusalKind.Gone => StatusCodes.Status410Gone,
        RefusalKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        RefusalKind.TooMany => StatusCodes.Status429TooManyRequests,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    public static IResult ToProblem(this Refusal refusal, string? comeBackAs = null) =>
        new Problem(refusal, StatusOf(refusal.Kind), comeBackAs);

    public static IResult ToProblem(this Refusal refusal, int status) => new Problem(refusal, status, null);

    sealed class Problem(Refusal refusal, int status, string? comeBackAs) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = status;
            if (status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
                httpContext.Response.Headers.RetryAfter = "2";
            var problem = new ProblemObject("about:blank", TitleOf(refusal.Message), status, refusal.Code, refusal.Message, comeBackAs);
            return httpContext.Response.WriteAsJsonAsync(problem, WireJson.Context.ProblemObject, ContentType);
        }

        // The first sentence says what; the rest, what to do.
        static string TitleOf(string message) =>
            message.IndexOf(". ", StringComparison.Ordinal) is > 0 and var end ? message[..(end + 1)] : message;
    }
}
