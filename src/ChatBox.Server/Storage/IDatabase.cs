using ChatBox.Core;
using Microsoft.EntityFrameworkCore;

namespace ChatBox.Server.Storage;

/// <summary>
/// What differs from one database to the next: opening, full text, and what its errors mean. One implementation per database.
/// </summary>
public interface IDatabase
{
    void Configure(DbContextOptionsBuilder options);

    /// <summary>Makes messages findable; called in the transaction that inserts them.</summary>
    Task AddToSearchAsync(ChatDb db, IReadOnlyList<SearchEntry> messages, CancellationToken cancellationToken);

    /// <summary>The message is found no more; called in the transaction that deletes it.</summary>
    Task RemoveFromSearchAsync(ChatDb db, long message, CancellationToken cancellationToken);

    /// <summary>The ids of messages in which every word occurs, of the conversations the person is in, newest first.</summary>
    Task<IReadOnlyList<long>> SearchAsync(ChatDb db, SearchQuery query, CancellationToken cancellationToken);

    /// <summary>What an error means to who asked for the write, and whether the process may go on writing.</summary>
    StorageFailure Explain(Exception exception);
}

/// <param name="Id">The storage id of the message.</param>
/// <param name="Text">What it is found by: its text, and the name of its file.</param>
public readonly record struct SearchEntry(long Id, string Text);

/// <param name="Words">Folded, at least one, each not empty.</param>
/// <param name="Before">Only messages with a smaller id.</param>
public sealed record SearchQuery(long Person, IReadOnlyList<string> Words, long? Conversation, long? Before, int Limit);

/// <param name="IsFatal">
/// The data cannot be trusted to be on disk: after a failed fsync the kernel may have dropped the pages, and trying again would report a
/// success that is none. The process must stop and start anew.
/// </param>
public sealed record StorageFailure(Refusal Refusal, bool IsFatal);
