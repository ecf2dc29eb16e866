using ChatBox.Core.People;
using ChatBox.Server.Admin;

namespace ChatBox.Server;

/// <summary>What <c>chatbox serve</c> runs.</summary>
public static class ServerHost
{
    /// <summary>
    /// Checks the options, opens the data, listens, says where, and serves until <paramref name="stop"/>; then lets what is under way
    /// end (10 s at most). What cannot start says so in one line each and leaves nothing half started.
    /// </summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(ServeOptions options, TextWriter output, TextWriter error, CancellationToken stop)
    {
        try
        {
            await using var server = await RunningServer.StartAsync(options, TimeProvider.System, stop);
            await StartupBanner.WriteAsync(output, server);
            return await server.WaitAsync(stop);
        }
        catch (StartupException exception)
        {
            await error.WriteLineAsync($"chatbox: {exception.Message}");
            return exception.ExitCode;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCodes.Stopped;
        }
    }

    /// <summary>What must be so before anything is opened.</summary>
    /// <exception cref="StartupException">It is not.</exception>
    internal static void Check(ServeOptions options)
    {
        var problems = ServeOptionsValidator.Validate(options);
        if (problems.Count > 0) throw new StartupException(ExitCodes.Settings, string.Join(" ", problems));
        if (!PersonName.CanNormalize())
            throw new StartupException(
                ExitCodes.Failed,
                "This .NET runs without ICU, so names cannot be compared. Install libicu, or unset DOTNET_SYSTEM_GLOBALIZATION_INVARIANT.");
    }
}
