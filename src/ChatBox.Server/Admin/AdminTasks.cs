using ChatBox.Core.People;
using ChatBox.Server.Sessions;
using ChatBox.Server.Storage;
using ChatBox.Server.Storage.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace ChatBox.Server.Admin;

/// <summary>
/// What the host does on the machine itself, beside the server or while it is stopped. Whoever may read the data directory may do it.
/// </summary>
public static class AdminTasks
{
    /// <summary>Where the server was last reached, for links made while it is not asked.</summary>
    internal const string AddressSetting = "public_address";

    internal const string PinSetting = "certificate_pin";

    /// <summary>A new one-time link for somebody who has lost every device.</summary>
    /// <returns>0; 1 where nobody holds the name; 3 where there is no data.</returns>
    public static Task<int> ResetUserAsync(
        string dataDirectory, string name, TextWriter output, TextWriter error, CancellationToken cancellationToken) =>
        RunAsync(dataDirectory, error, async databases =>
        {
            await using var db = databases.CreateDbContext();
            var key = PersonName.KeyOf(name);
            var person = key is null
                ? null
                : await db.People.SingleOrDefaultAsync(row => row.HeldNameKey == key && !row.IsGuest, cancellationToken);
            if (person is null)
            {
                await error.WriteLineAsync(
                    $"chatbox: nobody is called {name} here. Names that were logged out for good are free: just join.");
                return ExitCodes.Failed;
            }

            var secret = Token.New();
            db.Add(new LinkRow
            {
                SecretHash = Token.Hash(secret)!,
                PersonId = person.Id,
                ExpiresAt = DateTimeOffset.UtcNow.Add(Admission.LinkLifetime).ToUnixTimeMilliseconds(),
            });
            await db.SaveChangesAsync(cancellationToken);
            await output.WriteLineAsync(await UrlAsync(db, "link", secret, cancellationToken));
            await error.WriteLineAsync(
                $"Opened within {Admission.LinkLifetime.TotalMinutes:0} minutes, it makes one more device {person.Name}'s.");
            return ExitCodes.Stopped;
        });

    /// <summary>Shows the invite link; with <paramref name="renew"/> the old code is void from now on, also at a running server.</summary>
    public static Task<int> InviteAsync(
        string dataDirectory, bool renew, TextWriter output, TextWriter error, CancellationToken cancellationToken) =>
        RunAsync(dataDirectory, error, async databases =>
        {
            if (renew) await DatabaseOpener.SetAsync(databases, ServerIdentity.InviteCodeSetting, Token.NewCode(), cancellationToken);
            await using var db = databases.CreateDbContext();
            var code = await ReadAsync(db, ServerIdentity.InviteCodeSetting, cancellationToken);
            await output.WriteLineAsync(await UrlAsync(db, "join", code, cancellationToken));
            return ExitCodes.Stopped;
        });

    // As the running server makes them, with the pin behind the last dot.
    static async Task<string> UrlAsync(ChatDb db, string path, string? word, CancellationToken cancellationToken)
    {
        var (address, pin) = (await ReadAsync(db, AddressSetting, cancellationToken), await ReadAsync(db, PinSetting, cancellationToken));
        return string.IsNullOrEmpty(pin) ? $"{address}/{path}#{word}" : $"{address}/{path}#{word}.{pin}";
    }

    static async Task<string?> ReadAsync(ChatDb db, string name, CancellationToken cancellationToken) =>
        (await db.Settings.AsNoTracking().SingleOrDefaultAsync(row => row.Name == name, cancellationToken))?.Value;

    static async Task<int> RunAsync(string dataDirectory, TextWriter error, Func<ChatDbFactory, Task<int>> work)
    {
        try
        {
            using var data = DataDirectory.OpenShared(dataDirectory);
            if (!File.Exists(data.Database))
                throw new StartupException(
                    ExitCodes.Data, $"There is no ChatBox data in {dataDirectory}. Name the directory with --data DIR.");
            return await work(new ChatDbFactory(new SqliteDatabase(data.Database)));
        }
        catch (StartupException exception)
        {
            await error.WriteLineAsync($"chatbox: {exception.Message}");
            return exception.ExitCode;
        }
    }
}
