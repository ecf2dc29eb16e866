using ChatBox.Core;

namespace ChatBox.Server.Doors.Web;

/// <summary>What goes wrong inside becomes a problem document without a word of the inside; the log has the rest.</summary>
static partial class ProblemMiddleware
{
    public static IApplicationBuilder UseProblems(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        try
        {
            await next(context);
            // The router says only a status where the method or the type of the body is not one that the address takes.
            if (!context.Response.HasStarted
                && context.Request.Path.StartsWithSegments("/api") && RefusalOf(context.Response.StatusCode) is { } refusal)
                await refusal.ToProblem(context.Response.StatusCode).ExecuteAsync(context);
        }
        catch (BadHttpRequestException exception) when (!context.Response.HasStarted)
        {
            var refused = exception.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? Refusals.TooLarge
                : Refusals.BadFrame("The request is not valid.");
            await refused.ToProblem(exception.StatusCode).ExecuteAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to answer.
        }
        catch (ObjectDisposedException exception) when (exception.ObjectName == "MemoryPool")
        {
            // A stream of HTTP/2 that its peer had reset, and that gets its turn after the server has stopped: Kestrel's buffers are gone.
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            LogFailed(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("ChatBox.Web"), context.Request.Method, exception);
            await Refusals.Internal.ToProblem(StatusCodes.Status500InternalServerError).ExecuteAsync(context);
        }
    });

    static Refusal? RefusalOf(int status) => status switch
    {
        StatusCodes.Status405MethodNotAllowed =>
            Refusals.BadFrame("This address does not take that method. The header Allow lists those it takes."),
        StatusCodes.Status415UnsupportedMediaType => Refusals.BadFrame("The body is JSON: send it with Content-Type: application/json."),
        _ => null,
    };

    [LoggerMessage(210, LogLevel.Error, "A {Method} request failed.")]
    static partial void LogFailed(ILogger logger, string method, Exception exception);
}
