using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ChatBox.Server.Storage.Sqlite;

/// <summary>What every connection needs before its first statement.</summary>
sealed class SqlitePragmas : DbConnectionInterceptor
{
    // synchronous=FULL: in WAL mode, NORMAL loses acknowledged commits at a power cut, FULL loses none. busy_timeout is for the admin
    // commands, which open the database beside the running server.
    const string Pragmas = """
        PRAGMA synchronous = FULL;
        PRAGMA foreign_keys = ON;
        PRAGMA busy_timeout = 5000;
        PRAGMA temp_store = MEMORY;
        PRAGMA cache_size = -16000;
        """;

    // Kept in the file itself. A connection that may only read cannot set it, and EF opens one to see whether there is a database: one that
    // is there without a log, such as a backup, must not fail at that.
    const string WriteAheadLog = "PRAGMA journal_mode = WAL;";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = PragmasOf(connection);
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = PragmasOf(connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    static string PragmasOf(DbConnection connection) =>
        new SqliteConnectionStringBuilder(connection.ConnectionString).Mode == SqliteOpenMode.ReadOnly ? Pragmas : WriteAheadLog + Pragmas;
}
