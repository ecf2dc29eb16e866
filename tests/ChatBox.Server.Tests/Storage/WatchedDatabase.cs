using System.Collections.Concurrent;
using System.Data.Common;
using ChatBox.Server.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ChatBox.Server.Tests.Storage;

/// <summary>A database that counts its commits, can hold them up, and fails where a message says "poison".</summary>
sealed class WatchedDatabase(IDatabase inner) : IDatabase
{
    readonly CommitWatch watch = new();
    readonly CommandWatch commands = new();

    public int Commits => watch.Commits;

    /// <summary>The questions that were asked so far.</summary>
    public IReadOnlyList<string> Questions => [.. commands.Questions];

    /// <summary>Commits wait for this.</summary>
    public Task Gate
    {
        set => watch.Gate = value;
    }

    public void Configure(DbContextOptionsBuilder options)
    {
        inner.Configure(options);
        options.AddInterceptors(watch, commands);
    }

    public Task AddToSearchAsync(ChatDb db, IReadOnlyList<SearchEntry> messages, CancellationToken cancellationToken) =>
        messages.Any(message => message.Text.Contains("poison", StringComparison.Ordinal))
            ? throw new InvalidOperationException("a message that cannot be stored")
            : inner.AddToSearchAsync(db, messages, cancellationToken);

    public Task RemoveFromSearchAsync(ChatDb db, long message, CancellationToken cancellationToken) =>
        inner.RemoveFromSearchAsync(db, message, cancellationToken);

    public Task<IReadOnlyList<long>> SearchAsync(ChatDb db, SearchQuery query, CancellationToken cancellationToken) =>
        inner.SearchAsync(db, query, cancellationToken);

    public StorageFailure Explain(Exception exception) => inner.Explain(exception);

    sealed class CommandWatch : DbCommandInterceptor
    {
        public ConcurrentQueue<string> Questions { get; } = new();

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default)
        {
            Questions.Enqueue(command.CommandText);
            return ValueTask.FromResult(result);
        }
    }

    sealed class CommitWatch : DbTransactionInterceptor
    {
        int commits;

        public int Commits => Volatile.Read(ref commits);

        public Task Gate { get; set; } = Task.CompletedTask;

        public override async ValueTask<InterceptionResult> TransactionCommittingAsync(
            DbTransaction transaction, TransactionEventData eventData, InterceptionResult result,
            CancellationToken cancellationToken = default)
        {
            await Gate;
            Interlocked.Increment(ref commits);
            return result;
        }
    }
}
