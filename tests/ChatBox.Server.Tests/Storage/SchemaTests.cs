using ChatBox.Server.Storage;
using ChatBox.Server.Storage.Sqlite;
using ChatBox.Server.Tests.Admin;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace ChatBox.Server.Tests.Storage;

/// <summary>The migration is written by hand: what it makes must be what the model says.</summary>
public sealed class SchemaTests
{
    static readonly string[] SearchTables = ["message_trigrams", "message_bigrams"];

    [Fact]
    public async Task The_tables_of_the_migration_are_those_of_the_model()
    {
        using var directory = new TemporaryDirectory();
        await using var db = await OpenAsync(directory["chat.db"]);
        var model = db.Model.GetEntityTypes().Select(type => type.GetTableName()!).Order().ToList();

        var made = Query(db, "SELECT name FROM sqlite_schema WHERE type = 'table'", row => row.GetString(0))
            .Where(name => !name.StartsWith("sqlite_", StringComparison.Ordinal) && !name.StartsWith("__EF", StringComparison.Ordinal)
                && !SearchTables.Any(search => name.StartsWith(search, StringComparison.Ordinal)))
            .Order().ToList();

        Assert.Equal(model, made);
    }

    [Fact]
    public async Task The_columns_of_the_migration_are_those_of_the_model()
    {
        using var directory = new TemporaryDirectory();
        await using var db = await OpenAsync(directory["chat.db"]);
        foreach (var type in db.Model.GetEntityTypes())
        {
            var table = StoreObjectIdentifier.Table(type.GetTableName()!);
            var model = type.GetProperties()
                .Select(property => (property.GetColumnName(table)!, property.GetColumnType(), IsRequired: !property.IsColumnNullable(table), KeyPlace(type, property)))
                .Order().ToList();

            var made = Query(db, $"SELECT name, type, \"notnull\", pk FROM pragma_table_info('{table.Name}')",
                row => (row.GetString(0), row.GetString(1), IsRequired: row.GetBoolean(2), row.GetInt32(3))).Order().ToList();

            Assert.Equal(model, made);
        }
    }

    [Fact]
    public async Task The_indexes_of_the_migration_are_those_of_the_model()
    {
        using var directory = new TemporaryDirectory();
        await using var db = await OpenAsync(directory["chat.db"]);
        foreach (var type in db.Model.GetEntityTypes())
        {
            var table = StoreObjectIdentifier.Table(type.GetTableName()!);
            var model = type.GetIndexes()
                .Select(index => (index.GetDatabaseName()!, index.IsUnique, string.Join(' ', index.Properties.Select(property => property.GetColumnName(table)))))
                .Order().ToList();

            var made = Query(
                db, $"SELECT name, \"unique\" FROM pragma_index_list('{table.Name}') WHERE origin = 'c'",
                row => (Name: row.GetString(0), Unique: row.GetBoolean(1)))
                .Select(index => (index.Name, index.Unique, string.Join(' ', Query(db, $"SELECT name FROM pragma_index_info('{index.Name}') ORDER BY seqno", row => row.GetString(0)))))
                .Order().ToList();

            Assert.Equal(model, made);
        }
    }

    [Fact]
    public async Task What_the_model_generates_the_database_generates()
    {
        using var directory = new TemporaryDirectory();
        await using var db = await OpenAsync(directory["chat.db"]);
        foreach (var type in db.Model.GetEntityTypes())
        {
            var sql = Query(db, $"SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = '{type.GetTableName()}'", row => row.GetString(0)).Single();
            var isGenerated = type.FindPrimaryKey()!.Properties is [{ ValueGenerated: ValueGenerated.OnAdd }];
            Assert.Equal(isGenerated, sql.Contains("AUTOINCREMENT", StringComparison.Ordinal));
            Assert.Contains("STRICT", sql, StringComparison.Ordinal);
        }
    }

    internal static async Task<ChatDb> OpenAsync(string path)
    {
        var databases = new ChatDbFactory(new SqliteDatabase(path));
        await DatabaseOpener.MigrateAsync(databases, path, CancellationToken.None);
        return databases.CreateDbContext();
    }

    static int KeyPlace(IReadOnlyEntityType type, IReadOnlyProperty property) =>
        type.FindPrimaryKey()!.Properties.ToList().IndexOf((IReadOnlyProperty)property) + 1;

    static List<T> Query<T>(ChatDb db, string sql, Func<SqliteDataReader, T> read)
    {
        db.Database.OpenConnection();
        using var command = ((SqliteConnection)db.Database.GetDbConnection()).CreateCommand();
#pragma warning disable CA2100 // The names are those of our own model.
        command.CommandText = sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        List<T> rows = [];
        while (reader.Read()) rows.Add(read(reader));
        return rows;
    }
}
