using System.Threading.Channels;
using ChatBox.Core;
using ChatBox.Core.Changes;
using Microsoft.EntityFrameworkCore;

namespace ChatBox.Server.Storage;

/// <summary>
/// Group commit: writes from all connections meet here, and whatever is waiting becomes one transaction while the next batch gathers. After
/// the commit the changes go to <paramref name="committed"/> in the order of writing, and only then is each writer answered. Thread-safe.
/// </summary>
/// <param name="committed">Takes in what is durable. Called one batch at a time; the next transaction runs meanwhile.</param>
/// <param name="fatal">Called once, when the data cannot be trusted any more: the process must stop.</param>
/// <param name="released">
/// Told after the commit which files' bytes nobody needs any more, in the order of writing. It must not wait: it hands them on. What was
/// not handed on when the process dies is found by comparing the data with the files.
/// </param>
public sealed partial class MessageWriter(
    IDbContextFactory<ChatDb> databases, IDatabase database, TimeProvider clock, Func<IReadOnlyList<Change>, ValueTask> committed,
    Action<Exception> fatal, ILogger<MessageWriter> logger, Action<IReadOnlyList<ReleasedFile>>? released = null) : IAsyncDisposable
{
    /// <summary>Writes of one transaction. One fsync for this many is already cheap beside their own cost.</summary>
    const int MaxBatch = 1024;

    /// <summary>Writes that may wait. When they do, connections wait to hand in theirs, and so are read more slowly.</summary>
    const int MaxWaiting = 4096;

    readonly Channel<Pending> waiting = Channel.CreateBounded<Pending>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    // Two batches may wait for delivery: enough to overlap, and a slow delivery slows the writing.
    readonly Channel<(Pending[] Writes, WriteOutcome[] Outcomes)> stored =
        Channel.CreateBounded<(Pending[], WriteOutcome[])>(new BoundedChannelOptions(2) { SingleReader = true, SingleWriter = true });

    readonly Ages ages = new(clock);
    Task running = Task.CompletedTask;
    volatile Refusal? closed;

    // Why the last batch was refused. A full disk refuses many a second and may hold the log as well: so it is logged once, and when it is over.
    Refusal? hindrance;

    /// <summary>Why nothing is written any more; null while writes are taken.</summary>
    public Refusal? Closed => closed;

    /// <summary>How long ago somebody logged out with this device, which ended at <paramref name="endedAt"/> (Unix milliseconds).</summary>
    public TimeSpan AgeOfLogOut(long device, long endedAt) => ages.Of(Ages.LogOut(device), endedAt);

    public void Start() => running = Task.WhenAll(Task.Run(WriteAsync), Task.Run(DeliverAsync));

    /// <summary>
    /// Hands in a write. The inner task ends when it is durable and has been applied, or is refused; the outer when it has its place in the
    /// order, so that who awaits the outer one may hand in the next.
    /// </summary>
    public async ValueTask<Task<WriteOutcome>> EnqueueAsync(Write write, CancellationToken cancellationToken = default)
    {
        if (closed is { } refusal) return Task.FromResult(WriteOutcome.Refused(refusal));
        var pending = new Pending(write);
        try
        {
            await waiting.Writer.WriteAsync(pending, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            return Task.FromResult(WriteOutcome.Refused(closed ?? Refusals.GoingAway));
        }

        return pending.Outcome.Task;
    }

    public async Task<WriteOutcome> WriteAsync(Write write, CancellationToken cancellationToken = default) =>
        await await EnqueueAsync(write, cancellationToken);

    /// <summary>Takes nothing more, writes what waits, and returns when all of it is durable and answered.</summary>
    public async ValueTask DisposeAsync()
    {
        closed ??= Refusals.GoingAway;
        waiting.Writer.TryComplete();
        await running;
    }

    async Task WriteAsync()
    {
        await using var db = await databases.CreateDbContextAsync();
        var batch = new List<Pending>(MaxBatch);
        while (await waiting.Reader.WaitToReadAsync())
        {
            while (batch.Count < MaxBatch && waiting.Reader.TryRead(out var pending)) batch.Add(pending);
            var writes = batch.ToArray();
            batch.Clear();
            await stored.Writer.WriteAsync((writes, await CommitAsync(db, writes)));
        }

        stored.Writer.TryComplete();
    }

    async Task<WriteOutcome[]> CommitAsync(ChatDb db, Pending[] writes)
    {
        if (closed is { Kind: RefusalKind.Unavailable } refusal && refusal != Refusals.GoingAway) return RefuseAll(writes, refusal);
        try
        {
            var outcomes = await TransactAsync(db, [.. writes.Select(pending => pending.Write)]);
            if (hindrance is not null) LogHindranceOver(logger);
            hindrance = null;
            return outcomes;
        }
        catch (Exception exception)
        {
            var failure = database.Explain(exception);
            if (failure.IsFatal) return Stop(writes, exception, failure.Refusal);
            if (failure.Refusal != Refusals.Internal)
            {
                if (hindrance != failure.Refusal) LogHindrance(logger, failure.Refusal.Code, failure.Refusal.Message);
                hindrance = failure.Refusal;
                return RefuseAll(writes, failure.Refusal);
            }

            if (writes.Length == 1)
            {
                LogWriteFailed(logger, exception);
                return RefuseAll(writes, failure.Refusal);
            }

            // One write that cannot be stored must not fail its batch: each gets a transaction of its own.
            LogBatchSplit(logger, writes.Length, exception);
            var outcomes = new List<WriteOutcome>(writes.Length);
            foreach (var pending in writes) outcomes.AddRange(await CommitAsync(db, [pending]));
            return [.. outcomes];
        }
    }

    async Task<WriteOutcome[]> TransactAsync(ChatDb db, IReadOnlyList<Write> writes)
    {
        db.ChangeTracker.Clear();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var outcomes = await new WriteStore(db, database, ages, clock).StoreAsync(writes, CancellationToken.None);
        await transaction.CommitAsync();
        return outcomes;
    }

    async Task DeliverAsync()
    {
        await foreach (var (writes, outcomes) in stored.Reader.ReadAllAsync())
        {
            try
            {
                await committed([.. outcomes.SelectMany(outcome => outcome.Changes)]);
                if (outcomes.Any(outcome => outcome.Released.Count > 0))
                    released?.Invoke([.. outcomes.SelectMany(outcome => outcome.Released)]);
            }
            catch (Exception exception)
            {
                // What is durable but not in memory would be refused, doubled or hidden later: better to start anew from the data.
                Stop(writes, exception, Refusals.Internal);
            }

            for (var i = 0; i < writes.Length; i++) writes[i].Outcome.TrySetResult(outcomes[i]);
        }
    }

    WriteOutcome[] Stop(Pending[] writes, Exception exception, Refusal refusal)
    {
        closed = refusal;
        LogFatal(logger, exception);
        waiting.Writer.TryComplete();
        fatal(exception);
        return RefuseAll(writes, refusal);
    }

    static WriteOutcome[] RefuseAll(Pending[] writes, Refusal refusal) => [.. writes.Select(_ => WriteOutcome.Refused(refusal))];

    [LoggerMessage(100, LogLevel.Error, "A write failed and was refused.")]
    static partial void LogWriteFailed(ILogger logger, Exception exception);

    [LoggerMessage(101, LogLevel.Warning, "A batch of {Count} writes failed and is written one by one.")]
    static partial void LogBatchSplit(ILogger logger, int count, Exception exception);

    [LoggerMessage(102, LogLevel.Critical, "The data can no longer be written safely; the server stops. Start it again when the disk is well.")]
    static partial void LogFatal(ILogger logger, Exception exception);

    [LoggerMessage(103, LogLevel.Error, "Writes are refused with {Code}: {Message}")]
    static partial void LogHindrance(ILogger logger, string code, string message);

    [LoggerMessage(104, LogLevel.Information, "Writes are stored again.")]
    static partial void LogHindranceOver(ILogger logger);

    sealed class Pending(Write write)
    {
        public Write Write { get; } = write;

        // Answers must not run on the delivery's thread: a connection's continuation would hold up everybody's news.
        public TaskCompletionSource<WriteOutcome> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
