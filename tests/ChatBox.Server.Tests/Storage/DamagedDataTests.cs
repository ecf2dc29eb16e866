using System.Security.Cryptography;
using ChatBox.Server.Admin;
using ChatBox.Server.Tests.Admin;
using ChatBox.Server.Tests.Support;
using Microsoft.Data.Sqlite;

namespace ChatBox.Server.Tests.Storage;

public sealed class DamagedDataTests
{
    [Fact]
    public async Task Data_of_a_newer_version_is_refused_and_left_as_it_is()
    {
        using var directory = new TemporaryDirectory();
        await using (await StartAsync(directory))
        {
        }

        await ExecuteAsync(Database(directory), "INSERT INTO \"__EFMigrationsHistory\" VALUES ('20991231000000_FromTheFuture', '99.0')");

        var refused = await Assert.ThrowsAsync<StartupException>(() => StartAsync(directory));

        Assert.Equal(ExitCodes.Data, refused.ExitCode);
        Assert.Contains("newer", refused.Message, StringComparison.Ordinal);
        Assert.Contains("20991231000000_FromTheFuture", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(0, 4096)]
    [InlineData(16, 2)]
    public async Task A_database_with_garbage_for_a_header_is_refused_and_not_touched(int offset, int length)
    {
        using var directory = new TemporaryDirectory();
        await using (await StartAsync(directory))
        {
        }

        var file = Database(directory);
        var bytes = await File.ReadAllBytesAsync(file);
        new Random(offset + length).NextBytes(bytes.AsSpan(offset, length));
        await File.WriteAllBytesAsync(file, bytes);
        var before = SHA256.HashData(bytes);

        var refused = await Assert.ThrowsAsync<StartupException>(() => StartAsync(directory));

        Assert.Equal(ExitCodes.Data, refused.ExitCode);
        Assert.Contains(file, refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, SHA256.HashData(await File.ReadAllBytesAsync(file)));
    }

    [Fact]
    public async Task Some_other_file_in_the_databases_place_is_refused()
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory["data"]);
        await File.WriteAllTextAsync(Database(directory), string.Concat(Enumerable.Repeat("Dear diary, today I met a database. ", 500)));

        Assert.Equal(ExitCodes.Data, (await Assert.ThrowsAsync<StartupException>(() => StartAsync(directory))).ExitCode);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(24 + 4096)]
    [InlineData(100_000)]
    public async Task Garbage_at_the_end_of_the_log_costs_no_older_commit(int garbage)
    {
        using var directory = new TemporaryDirectory();
        string[] acknowledged;
        Somebody alice;
        // A copy of the files while the server runs: as if it were killed now.
        using var crashed = new TemporaryDirectory();
        await using (var server = await StartAsync(directory))
        {
            alice = await server.JoinAsync("alice");
            await using var live = await alice.ConnectAsync();
            for (var i = 0; i < 20; i++) await live.SayAsync($"text {i}");
            acknowledged = [.. Enumerable.Range(0, 20).Select(i => $"text {i}")];
            Directory.CreateDirectory(crashed["data"]);
            File.Copy(Database(directory), Database(crashed));
            File.Copy(Database(directory) + "-wal", Database(crashed) + "-wal");
        }

        Assert.True(new FileInfo(Database(crashed) + "-wal").Length > 0);
        await using (var log = new FileStream(Database(crashed) + "-wal", FileMode.Append))
        {
            var bytes = new byte[garbage];
            new Random(garbage).NextBytes(bytes);
            await log.WriteAsync(bytes);
        }

        await using var restarted = await StartAsync(crashed);
        await using var back = await (alice with { Server = restarted }).ConnectAsync();

        var history = await back.AskAsync("history", ("conversation", "lobby"));
        Assert.Equal(acknowledged, history.At("messages").EnumerateArray().Select(message => message.Text("text")));
        Assert.Equal(21, (await back.SayAsync("on")).At("message").Number("number"));
    }

    [Fact]
    public async Task A_backup_without_a_log_is_opened()
    {
        using var directory = new TemporaryDirectory();
        using var restored = new TemporaryDirectory();
        Directory.CreateDirectory(restored["data"]);
        await using (var server = await StartAsync(directory))
        {
            await using var live = await server.JoinLiveAsync("alice");
            await live.SayAsync("before the backup");
            await ExecuteAsync(Database(directory), $"VACUUM INTO '{Database(restored)}'");
        }

        await using var restarted = await StartAsync(restored);
        await using var bob = await restarted.JoinLiveAsync("bob");
        Assert.Equal(2, (await bob.SayAsync("after it")).At("message").Number("number"));
    }

    [Fact]
    public async Task When_the_server_has_stopped_all_is_in_the_one_file()
    {
        using var directory = new TemporaryDirectory();
        await using (var server = await StartAsync(directory)) await server.JoinAsync("alice");

        Assert.Equal([Database(directory)], Directory.GetFiles(directory["data"], "chatbox.db*"));
    }

    [Fact]
    public async Task A_migration_that_was_killed_leaves_no_lock_that_the_next_start_waits_for()
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory["data"]);
        await ExecuteAsync(Database(directory), """
            CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY, "Timestamp" TEXT NOT NULL);
            INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-11-22 00:00:00');
            """);

        await using var server = await StartAsync(directory).Soon();

        await server.JoinAsync("alice");
    }

    static Task<TestServer> StartAsync(TemporaryDirectory directory) => TestServer.StartAsync(data: directory["data"]);

    static string Database(TemporaryDirectory directory) => Path.Combine(directory["data"], "chatbox.db");

    static async Task ExecuteAsync(string path, string sql)
    {
        await using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Written above.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
