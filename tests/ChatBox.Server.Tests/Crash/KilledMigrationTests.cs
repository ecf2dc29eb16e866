using System.Globalization;
using ChatBox.Server.Tests.Admin;
using ChatBox.Server.Tests.Support;
using Microsoft.Data.Sqlite;

namespace ChatBox.Server.Tests.Crash;

/// <summary>
/// G6: the first start, which makes every table, is killed at one of its writes to a file (and with that in the middle of a migration,
/// between two, or before the first); the next start finishes what is missing. strace counts the writes.
/// </summary>
public sealed class KilledMigrationTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_first_start_that_is_killed_at_any_write_is_finished_by_the_next()
    {
        Assert.True(OperatingSystem.IsLinux() && File.Exists("/usr/bin/strace"), "strace is missing; ./test.sh installs it.");
        using var clean = new TemporaryDirectory();
        using (await ServerProcess.StartAsync(clean["data"]))
        {
        }

        var expected = Schema(clean["data"]);
        Assert.NotEmpty(expected);
        var (killed, partly) = (0, 0);
        // The writes of a first start are some sixty; beyond the last it simply starts.
        var writes = Enumerable.Range(0, 12).Select(i => 1 + (5 * i));
        await Parallel.ForEachAsync(writes, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (write, _) =>
        {
            using var directory = new TemporaryDirectory();
            if (!await StartAndKillAsync(directory["data"], write))
            {
                output.WriteLine($"write {write} did not come");
                return;
            }

            Interlocked.Increment(ref killed);
            var left = File.Exists(Database(directory["data"])) ? Schema(directory["data"]) : [];
            if (left.Length > 0 && left.Length < expected.Length) Interlocked.Increment(ref partly);
            output.WriteLine($"write {write}: {left.Length} of {expected.Length} tables and indexes");

            using var next = await ServerProcess.StartAsync(directory["data"]);
            Assert.Equal(expected, Schema(directory["data"]));
            await using var alice = await next.JoinLiveAsync("alice");
            Assert.Equal(1, (await alice.SayAsync("hello")).At("message").Number("number"));
        });

        Assert.True(killed >= 5, $"killed {killed} times only");
        Assert.True(partly >= 1, "never in the middle");
    }

    /// <returns>False where there was no such write: the server has started.</returns>
    static async Task<bool> StartAndKillAsync(string data, int write)
    {
        try
        {
            using var started = await ServerProcess.StartAsync(data, start => ServerProcess.Prefix(
                start, "strace", "-f", "-o", "/dev/null", "-e", "trace=pwrite64",
                "-e", string.Create(CultureInfo.InvariantCulture, $"inject=pwrite64:signal=KILL:when={write}")));
            return false;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }

    static string Database(string data) => Path.Combine(data, "chatbox.db");

    static string[] Schema(string data)
    {
        using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = Database(data), Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema WHERE name <> '__EFMigrationsLock' ORDER BY 1";
        using var reader = command.ExecuteReader();
        List<string> rows = [];
        while (reader.Read()) rows.Add(reader.GetString(0));
        return [.. rows];
    }
}
