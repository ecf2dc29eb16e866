using System.Diagnostics;
using ChatBox.Server.Admin;
using ChatBox.Server.Tests.Admin;
using ChatBox.Server.Tests.Support;

namespace ChatBox.Server.Tests.Serving;

/// <summary>G2: a data directory that cannot be used. Exit code 3, one line that names it, and nothing half made.</summary>
[Collection(nameof(Undisturbed))]
public sealed class UnusableDataTests
{
    [Fact]
    public async Task A_directory_that_may_only_be_read()
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory["data"]);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(directory["data"], UnixFileMode.UserRead | UnixFileMode.UserExecute);

        await AssertRefusedAsync(directory["data"], []);
    }

    [Fact]
    public async Task A_directory_that_belongs_to_somebody_else()
    {
        Assert.True(Environment.UserName == "root", "To give a directory to somebody else this test needs root.");
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory["data"]);
        await File.WriteAllTextAsync(Path.Combine(directory["data"], "theirs"), "kept");
        Run("chown", "-R", "65534:65534", directory["data"]);
        Run("chmod", "700", directory["data"]);

        await AssertRefusedAsync(directory["data"], ["theirs"]);
    }

    [Fact]
    public async Task A_disk_without_room()
    {
        Assert.True(Environment.UserName == "root", "To mount a small disk this test needs root.");
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory["disk"]);
        Run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", directory["disk"]);
        try
        {
            Directory.CreateDirectory(directory["disk/data"]);
            // Room for the smallest files, and none for a database.
            await File.WriteAllBytesAsync(directory["disk/ballast"], new byte[48 * 1024]);

            // The lock stays, as after every start: who removed it could remove another's.
            await AssertRefusedAsync(directory["disk/data"], ["chatbox.lock"]);
        }
        finally
        {
            Run("umount", directory["disk"]);
        }
    }

    [Fact]
    public async Task Data_of_another_server_that_runs()
    {
        using var directory = new TemporaryDirectory();
        using var first = await ServerProcess.StartAsync(directory["data"]);
        var before = Files(directory["data"]);

        await AssertRefusedAsync(directory["data"], before);

        await first.JoinAsync("alice");
    }

    static async Task AssertRefusedAsync(string data, string[] files)
    {
        // Root may write anywhere, unless it gives that up.
        var (exitCode, error) = await ServerProcess.RunAsync(data, start =>
        {
            if (Environment.UserName == "root")
                ServerProcess.Prefix(start, "setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner");
        });

        Assert.True(exitCode == ExitCodes.Data, $"{exitCode}: {error}");
        var line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        Assert.StartsWith("chatbox: ", line, StringComparison.Ordinal);
        Assert.Contains(data, line, StringComparison.Ordinal);
        Assert.Equal(files, Files(data));
    }

    // SQLite's own come and go with the server that runs.
    static string[] Files(string data) =>
        [.. Directory.GetFileSystemEntries(data).Select(entry => Path.GetFileName(entry)!).Where(name => !name.EndsWith("-wal", StringComparison.Ordinal) && !name.EndsWith("-shm", StringComparison.Ordinal)).Order()];

    static void Run(string command, params string[] arguments)
    {
        using var process = Process.Start(command, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
