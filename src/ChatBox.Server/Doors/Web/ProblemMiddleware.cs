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
        }
        catch (BadHttpRequestException exception) when (!context.Response.HasStarted)
        {
            var refusal = exception.StatusCode == StatusCodes.Status413PayloadTooLarge ? Refusals.TooLarge : Refusals.BadFrame("The request is not valid.");
            await refusal.ToProblem(exception.StatusCode).ExecuteAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to answer.
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            LogFailed(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("ChatBox.Web"), context.Request.Method, exception);
            await Refusals.Internal.ToProblem(StatusCodes.Status500InternalServerError).ExecuteAsync(context);
        }
    });

    [LoggerMessage(210, LogLevel.Error, "A {Method} request failed.")]
    static partial void LogFailed(ILogger logger, string method, Exception exception);
}
