using System.Globalization;
using System.Text;
using ChatBox.Core;
using ChatBox.Core.Messages;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ChatBox.Server.Storage.Sqlite;

/// <summary>The embedded database: one file beside its write-ahead log.</summary>
public sealed class SqliteDatabase(string path) : IDatabase, IDisposable
{
    const int DiskIoError = 10;
    const int DiskFull = 13;
    const int Busy = 5;
    const int Locked = 6;

    // The log's index could not grow: nothing was written yet, as with a full disk.
    const int CannotGrowSharedMemory = DiskIoError | (19 << 8);

    static readonly Rune Space = new(' ');

    readonly string connectionString = new SqliteConnectionStringBuilder { DataSource = path }.ToString();

    public void Configure(DbContextOptionsBuilder options) => options
        .UseSqlite(connectionString)
        .AddInterceptors(new SqlitePragmas())
        // Migrations are written by hand, so there is no snapshot to compare with; a test compares the schema itself.
        .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning));

    public async Task AddToSearchAsync(ChatDb db, IReadOnlyList<SearchEntry> messages, CancellationToken cancellationToken)
    {
        await using var command = CommandOf(db);
        command.CommandText = """
            INSERT INTO message_trigrams (rowid, text) VALUES ($id, $text);
            INSERT INTO message_bigrams (rowid, pairs) VALUES ($id, $pairs);
            """;
        var id = command.Parameters.Add("$id", SqliteType.Integer);
        var text = command.Parameters.Add("$text", SqliteType.Text);
        var pairs = command.Parameters.Add("$pairs", SqliteType.Text);
        foreach (var message in messages)
        {
            var folded = SearchFold.Of(message.Text);
            id.Value = message.Id;
            text.Value = folded;
            pairs.Value = string.Join(' ', Pairs(folded));
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    public async Task RemoveFromSearchAsync(ChatDb db, long message, CancellationToken cancellationToken)
    {
        await using var command = CommandOf(db);
        command.CommandText = "DELETE FROM message_trigrams WHERE rowid = $id; DELETE FROM message_bigrams WHERE rowid = $id;";
        command.Parameters.Add(new SqliteParameter("$id", message));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<long>> SearchAsync(ChatDb db, SearchQuery query, CancellationToken cancellationToken)
    {
        var trigrams = string.Join(" AND ", query.Words.Where(word => RuneCount(word) >= 3).Select(Quote));
        var bigrams = string.Join(" AND ", query.Words.Where(word => RuneCount(word) < 3).Select(ShortTerm));
        var sql = new StringBuilder(
            "SELECT m.Id FROM messages m JOIN members p ON p.ConversationId = m.ConversationId AND p.PersonId = $person WHERE 1");
        if (trigrams.Length > 0) sql.Append(" AND m.Id IN (SELECT rowid FROM message_trigrams WHERE message_trigrams MATCH $trigrams)");
        if (bigrams.Length > 0) sql.Append(" AND m.Id IN (SELECT rowid FROM message_bigrams WHERE message_bigrams MATCH $bigrams)");
        if (query.Conversation is not null) sql.Append(" AND m.ConversationId = $conversation");
        if (query.Before is not null) sql.Append(" AND m.Id < $before");
        sql.Append(" ORDER BY m.Id DESC LIMIT $limit");

        await db.Database.OpenConnectionAsync(cancellationToken);
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql.ToString();
        Add("$person", query.Person);
        if (trigrams.Length > 0) Add("$trigrams", trigrams);
        if (bigrams.Length > 0) Add("$bigrams", bigrams);
        if (query.Conversation is { } conversation) Add("$conversation", conversation);
        if (query.Before is { } before) Add("$before", before);
        Add("$limit", query.Limit);

        List<long> ids = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) ids.Add(reader.GetInt64(0));
        return ids;

        void Add(string name, object value) => command.Parameters.Add(new SqliteParameter(name, value));
    }

    public StorageFailure Explain(Exception exception)
    {
        var sqlite = exception as SqliteException ?? exception.InnerException as SqliteException;
        if (sqlite?.SqliteExtendedErrorCode == CannotGrowSharedMemory) return new StorageFailure(Refusals.StorageFull, IsFatal: false);
        return sqlite?.SqliteErrorCode switch
        {
            DiskFull => new StorageFailure(Refusals.StorageFull, IsFatal: false),
            DiskIoError => new StorageFailure(Refusals.StorageFailed, IsFatal: true),
            Busy or Locked => new StorageFailure(Refusals.ServerBusy, IsFatal: false),
            _ => new StorageFailure(Refusals.Internal, IsFatal: false),
        };
    }

    /// <summary>Removes the file and what SQLite keeps beside it; nobody may have it open.</summary>
    public static void Delete(string path)
    {
        foreach (var file in new[] { path, path + "-wal", path + "-shm", path + "-journal" }) File.Delete(file);
    }

    /// <summary>Closes the pooled connections, the last of which brings the log into the file.</summary>
    public void Dispose()
    {
        using var connection = new SqliteConnection(connectionString);
        SqliteConnection.ClearPool(connection);
    }

    static SqliteCommand CommandOf(ChatDb db)
    {
        var command = ((SqliteConnection)db.Database.GetDbConnection()).CreateCommand();
        command.Transaction = db.Database.CurrentTransaction is { } transaction
            ? (SqliteTransaction)Microsoft.EntityFrameworkCore.Storage.DbContextTransactionExtensions.GetDbTransaction(transaction)
            : null;
        return command;
    }

    // A phrase of FTS5: whatever stands between quotes is text, and a quote is doubled.
    static string Quote(string word) => '"' + word.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';

    static string ShortTerm(string word)
    {
        var runes = word.EnumerateRunes().ToArray();
        return runes.Length == 2 ? Pair(runes[0], runes[1]) : Sign(runes[0]) + "*";
    }

    // The distinct pairs of neighbouring signs, a line break being a space; the last sign of all stands alone, so that one sign is found
    // wherever it is.
    static IEnumerable<string> Pairs(string folded)
    {
        var runes = folded.EnumerateRunes().Select(rune => Rune.IsControl(rune) ? Space : rune).ToArray();
        return runes.Select((rune, i) => i + 1 < runes.Length ? Pair(rune, runes[i + 1]) : Sign(rune)).Distinct(StringComparer.Ordinal);
    }

    static string Pair(Rune first, Rune second) => Sign(first) + Sign(second);

    // Six hexadecimal digits after a letter: one token to the ascii tokenizer whatever the sign is, and seven characters for the prefix
    // index.
    static string Sign(Rune rune) => "u" + rune.Value.ToString("x6", CultureInfo.InvariantCulture);

    static int RuneCount(string word) => word.EnumerateRunes().Count();
}
