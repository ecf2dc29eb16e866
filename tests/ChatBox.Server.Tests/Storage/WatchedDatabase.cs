using System.Data.Common;
using ChatBox.Server.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ChatBox.Server.Tests.Storage;

/// <summary>A database that counts its commits, can hold them up, and fails where a message says "poison".</summary>
sealed class WatchedDatabase(IDatabase inner) : IDatabase
{
    readonly CommitWatch watch = new();

    public int Commits => watch.Commits;

    /// <summary>Commits wait for this.</summary>
    public Task Gate
    {
        set => watch.Gate = value;
    }

    public void Configure(DbContextOptionsBuilder options)
    {
        inner.Configure(options);
        options.AddInterceptors(watch);
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

    sealed class CommitWatch : DbTransactionInterceptor
    {
        int commits;

        public int Commits => Volatile.Read(ref commits);

        public Task Gate { get; set; } = Task.CompletedTask;

        public override async ValueTask<InterceptionResult> TransactionCommittingAsync(
            DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            await Gate;
            Interlocked.Increment(ref commits);
            return result;
        }
    }
}
