using ChatBox.Core.Calls;
using ChatBox.Server.Storage;

namespace ChatBox.Server.Sessions;

/// <summary>
/// Stores calls in progress, so that they outlive the server, and their lines when they are over. It writes behind: a call does not wait for the
/// disk, and works without one.
/// </summary>
public sealed partial class CallKeeper(ChatHost host, MessageWriter writer, ILogger<CallKeeper> logger)
{
    Task running = Task.CompletedTask;

    public void Start() => running = Task.Run(RunAsync);

    /// <summary>Writes what waits; to be called before the writer is closed.</summary>
    public async Task StopAsync()
    {
        host.CompleteCalls();
        await running;
    }

    async Task RunAsync()
    {
        await foreach (var entry in host.CallEntries.ReadAllAsync())
        {
            foreach (var write in WritesOf(entry))
            {
                var outcome = await writer.WriteAsync(write);
                // The line of a call stays with the call until it is stored: the next start of the server writes it.
                if (outcome.Refusal is null) continue;
                LogNotStored(logger, outcome.Refusal.Code);
                if (outcome.Refusal.Kind == Core.RefusalKind.Unavailable) break;
            }
        }
    }

    static IEnumerable<Write> WritesOf(CallEntry entry)
    {
        switch (entry)
        {
            case CallEntry.Kept kept:
                yield return new KeepCallWrite(kept.Record);
                break;
            case CallEntry.Over over:
                if (over.Line is { } line) yield return new PostWrite(line) { ReadBy = over.ReadBy };
                yield return new EndCallWrite(over.Id);
                break;
        }
    }

    [LoggerMessage(110, LogLevel.Warning, "A call could not be stored: {Code}.")]
    static partial void LogNotStored(ILogger logger, string code);
}
