using System.Globalization;
using Microsoft.Data.Sqlite;

namespace ChatBox.EndToEnd.Tests.Hosting;

/// <summary>
/// Thousands of members and messages, written into the database of a server that is down. Each is a copy of one that the server has
/// written, so nothing here knows more of the tables than what differs from one row to the next.
/// </summary>
static class Multitude
{
    /// <summary>Names that must be unique are told by these columns.</summary>
    static readonly string[] UniqueNames = ["Key", "Look"];

    /// <summary>
    /// Fills the only room that is not the lobby: members "member 1"... beside its maker, and messages "Message 1"..., the first of which
    /// is there.
    /// </summary>
    public static void Fill(string database, int members, int messages)
    {
        using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = database, Pooling = false }.ToString());
        connection.Open();
        using var transaction = connection.BeginTransaction();
        const string room = "(SELECT max(Id) FROM conversations)";
        const string maker = $"(SELECT MakerId FROM conversations WHERE Id = {room})";

        Copy(connection, "messages", $"ConversationId = {room}", messages - 1, column => column switch
        {
            "Number" => "n + 1",
            "ClientId" => "ClientId || n",
            "Text" => "'Message ' || (n + 1)",
            _ => null,
        });
        Copy(
            connection, "members", $"ConversationId = {room} AND PersonId = {maker}", members - 1,
            column => column == "PersonId" ? "PersonId + n" : null);
        Copy(connection, "people", $"Id = {maker}", members - 1, column => column switch
        {
            "Id" => "Id + n",
            "Name" => "'member ' || n",
            _ => UniqueNames.Any(end => column.EndsWith(end, StringComparison.Ordinal)) ? $"{column} || n" : null,
        });
        Run(connection, string.Create(CultureInfo.InvariantCulture, $"UPDATE conversations SET LastNumber = {messages} WHERE Id = {room}"));
        transaction.Commit();
    }

    static void Copy(SqliteConnection connection, string table, string template, int count, Func<string, string?> change)
    {
        var columns = Columns(connection, table).Where(column => change(column) is not null || column != "Id").ToList();
        Run(connection, string.Create(CultureInfo.InvariantCulture, $"""
            WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count})
            INSERT INTO {table} ({string.Join(", ", columns)})
            SELECT {string.Join(", ", columns.Select(column => change(column) ?? column))}
            FROM (SELECT * FROM {table} WHERE {template} LIMIT 1) CROSS JOIN numbers
            """));
    }

    static List<string> Columns(SqliteConnection connection, string table)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT name FROM pragma_table_info($table)";
        command.Parameters.AddWithValue("$table", table);
        using var reader = command.ExecuteReader();
        var columns = new List<string>();
        while (reader.Read()) columns.Add(reader.GetString(0));
        return columns;
    }

    static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Put together from the names above, of a database of the test's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
