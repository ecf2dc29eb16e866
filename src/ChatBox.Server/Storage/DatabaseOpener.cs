using ChatBox.Server.Admin;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace ChatBox.Server.Storage;

/// <summary>Opens the data at the start: brings the schema up to date, or says in one line why it cannot be used.</summary>
static class DatabaseOpener
{
    const int Damaged = 11;
    const int NotADatabase = 26;

    public static async Task MigrateAsync(IDbContextFactory<ChatDb> databases, string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var known = db.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
            var applied = await db.Database.GetAppliedMigrationsAsync(cancellationToken);
            if (applied.FirstOrDefault(migration => !known.Contains(migration)) is { } unknown)
                throw new StartupException(
                    ExitCodes.Data, $"The data {path} was written by a newer ChatBox ({unknown}). Start that version.");
            // A process that was killed while it migrated leaves its lock behind, and the next would wait for it without end. Nobody else
            // migrates now: the data directory is ours.
            await db.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancellationToken);
            await db.Database.MigrateAsync(cancellationToken);
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode is Damaged or NotADatabase)
        {
            throw new StartupException(
                ExitCodes.Data,
                $"The database {path} is damaged and was left as it is. Put a backup in its place, or start with another --data DIR.",
                exception);
        }
        catch (SqliteException exception)
        {
            throw new StartupException(ExitCodes.Data, $"The database {path} cannot be opened: {exception.Message}", exception);
        }
    }

    /// <summary>The value of a setting; where there is none yet, <paramref name="make"/> gives it and it is kept.</summary>
    public static async Task<string> SettingAsync(
        IDbContextFactory<ChatDb> databases, string name, Func<string> make, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.Settings.SingleOrDefaultAsync(row => row.Name == name, cancellationToken) is { } known) return known.Value;
        var made = new SettingRow { Name = name, Value = make() };
        db.Add(made);
        await db.SaveChangesAsync(cancellationToken);
        return made.Value;
    }

    public static async Task SetAsync(IDbContextFactory<ChatDb> databases, string name, string value, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.Settings.SingleOrDefaultAsync(row => row.Name == name, cancellationToken) is { } known) known.Value = value;
        else db.Add(new SettingRow { Name = name, Value = value });
        await db.SaveChangesAsync(cancellationToken);
    }
}
