using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ChatBox.Tests;

/// <summary>Files by the command, against a real server.</summary>
public sealed class FileCommandsTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    const int Size = 3_000_000;

    static int names;

    readonly string alice = $"alice {Interlocked.Increment(ref names)}f";
    readonly string bob = $"bob {Interlocked.Increment(ref names)}f";
    readonly string directory = server.NewDirectory();
    readonly byte[] bytes = RandomNumberGenerator.GetBytes(Size);

    string InDirectory(string name) => Path.Combine(directory, name);

    string Write(string name)
    {
        File.WriteAllBytes(InDirectory(name), bytes);
        return InDirectory(name);
    }

    Task<(int ExitCode, Shell Shell)> RunAsync(string command, string name, params string[] more) => PipeAsync("", command, name, more);

    Task<(int ExitCode, Shell Shell)> PipeAsync(string input, string command, string name, params string[] more) =>
        Shell.RunAsync(server.Config, input, [command, server.Address, "--as", name, .. more]);

    static JsonElement Json(Shell shell) => JsonDocument.Parse(shell.OutputLines[^1]).RootElement;

    static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    [Fact]
    public async Task What_is_put_into_the_lobby_is_what_everybody_gets()
    {
        var name = $"{Guid.NewGuid():N}.bin";
        var (put, putShell) = await RunAsync("put", alice, Write(name), "--to", "lobby", "--text", "the plan", "--json");
        Assert.True(put == 0, putShell.ToString());
        Assert.Equal((Size, Hash(bytes), "there"), (Json(putShell).GetProperty("bytes").GetInt32(), Json(putShell).GetProperty("sha256").GetString(), Json(putShell).GetProperty("state").GetString()));

        var (get, getShell) = await RunAsync("get", bob, name, "--from", "lobby", "-o", InDirectory("got"), "--json", "--via", "http");
        Assert.True(get == 0, getShell.ToString());
        Assert.Equal(bytes, File.ReadAllBytes(InDirectory("got")));
        var report = Json(getShell);
        Assert.Equal(("http", Size, Hash(bytes), 0, true), (report.GetProperty("via").GetString(), report.GetProperty("bytes").GetInt32(), report.GetProperty("sha256").GetString(), report.GetProperty("resumedAt").GetInt32(), report.GetProperty("verified").GetBoolean()));

        var tail = (await RunAsync("tail", bob, "--no-follow", "-n", "1000")).Shell.OutputLines;
        Assert.Contains(tail, line => line.EndsWith($"{alice}: [file: {name}, 3 MB] the plan", StringComparison.Ordinal));
        Assert.Contains(
            (await RunAsync("files", bob, "--from", "lobby")).Shell.OutputLines,
            line => line.StartsWith($"{name}\t3 MB\t", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_offer_is_accepted_fetched_and_verified_and_who_waits_is_told()
    {
        await RunAsync("people", bob);
        using var putting = new Shell(server.Config);
        var put = putting.RunAsync("put", server.Address, "--as", alice, Write("plan.bin"), "--to", bob, "--wait");
        await putting.Error.WaitForAsync("is offered");
        var (get, getShell) = await RunAsync("get", bob, "plan.bin", "--from", alice, "-o", InDirectory("got"));
        Assert.True(get == 0, getShell.ToString());
        Assert.Contains("verified", getShell.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await put);
        Assert.Contains("verified", putting.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal(bytes, File.ReadAllBytes(InDirectory("got")));
    }

    [Fact]
    public async Task An_offer_that_is_declined_while_it_goes_up_ends_with_4()
    {
        await RunAsync("people", this.bob);
        using var pipe = new System.IO.Pipes.AnonymousPipeServerStream(System.IO.Pipes.PipeDirection.Out);
        using var stdin = new System.IO.Pipes.AnonymousPipeClientStream(System.IO.Pipes.PipeDirection.In, pipe.ClientSafePipeHandle);
        using var putting = new Shell(server.Config, stdin: stdin);
        var put = putting.RunAsync("put", server.Address, "--as", alice, "-", "--name", "endless", "--to", this.bob);
        try
        {
            await putting.Error.WaitForAsync("is offered");
            await using (var bob = await Client.ChatClient.JoinAsync(new()
            {
                Address = Client.ServerAddress.Parse(server.Address),
                Name = this.bob,
                Tokens = new Client.TokenStore(Path.Combine(server.Config, "chatbox")),
            }))
            {
                var direct = (await bob.GetConversationsAsync()).Single(conversation => conversation.Name == alice);
                await bob.SetFileStateAsync(direct.Id, 1, "declined");
            }

            Assert.Equal(4, await put.WaitAsync(TimeSpan.FromMinutes(1)));
        }
        finally
        {
            // Its reader waits for a byte still, and closing the other end of the pipe would wait for the reader.
            await pipe.DisposeAsync();
        }

        Assert.Contains("declined", putting.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal(3, (await RunAsync("get", this.bob, "endless", "--from", alice, "-o", InDirectory("got"))).ExitCode);
    }

    [Fact]
    public async Task What_is_piped_in_comes_out_of_the_other_end()
    {
        var (put, shell) = await PipeAsync("one\ntwo\n", "put", alice, "-", "--name", $"{alice}.txt");
        Assert.True(put == 0, shell.ToString());
        var (get, getShell) = await RunAsync("get", bob, $"{alice}.txt", "--from", "lobby", "-o", "-");
        Assert.True(get == 0, getShell.ToString());
        Assert.Equal("one\ntwo\n", Encoding.UTF8.GetString(getShell.OutputBytes.ToArray()));
    }

    [Fact]
    public async Task A_directory_goes_as_a_zip_and_without_its_links()
    {
        var name = $"d{Guid.NewGuid():N}";
        Directory.CreateDirectory(InDirectory($"{name}/sub"));
        File.WriteAllText(InDirectory($"{name}/sub/a.txt"), "hello");
        File.CreateSymbolicLink(InDirectory($"{name}/passwd"), "/etc/passwd");
        Assert.Equal(2, (await RunAsync("put", alice, InDirectory(name))).ExitCode);
        var (put, shell) = await RunAsync("put", alice, "-r", InDirectory(name));
        Assert.True(put == 0, shell.ToString());
        Assert.Equal(0, (await RunAsync("get", bob, $"{name}.zip", "--from", "lobby", "-o", directory)).ExitCode);
        using var zip = System.IO.Compression.ZipFile.OpenRead(InDirectory($"{name}.zip"));
        Assert.Equal("sub/a.txt", Assert.Single(zip.Entries).FullName);
    }

    [Fact]
    public async Task The_share_is_listed_and_fetched()
    {
        var name = $"{Guid.NewGuid():N}.bin";
        Directory.CreateDirectory(Path.Combine(server.Share, "sub"));
        File.WriteAllBytes(Path.Combine(server.Share, "sub", name), bytes);
        while (!(await RunAsync("files", bob)).Shell.OutputLines.Any(line => line.StartsWith($"sub/{name}\t3 MB", StringComparison.Ordinal))) await Task.Yield();
        var (get, shell) = await RunAsync("get", bob, $"sub/{name}", "-o", directory, "--json", "--via", "http");
        Assert.True(get == 0, shell.ToString());
        Assert.Equal(bytes, File.ReadAllBytes(InDirectory(name)));
        Assert.True(Json(shell).GetProperty("verified").GetBoolean());

        var (zip, zipShell) = await RunAsync("get", bob, "sub", "-r", "-o", InDirectory("sub.zip"));
        Assert.True(zip == 0, zipShell.ToString());
        using var archive = System.IO.Compression.ZipFile.OpenRead(InDirectory("sub.zip"));
        Assert.Contains(archive.Entries, entry => entry.Name == name && entry.Length == Size);
    }

    [Theory]
    [InlineData("nothing.txt")]
    [InlineData("../data/chatbox.db")]
    [InlineData("sub/../../config")]
    [InlineData("/etc/passwd")]
    [InlineData("a%2f..%2fb")]
    public async Task What_the_share_does_not_list_is_not_there(string name)
    {
        var (exitCode, _) = await RunAsync("get", bob, name, "-o", InDirectory("got"));
        Assert.Equal(3, exitCode);
        Assert.Empty(Directory.GetFiles(directory));
    }

    [Theory]
    [InlineData("yes\n", 0)]
    [InlineData("what?\nY\n", 0)]
    [InlineData("no\n", 1)]
    [InlineData("", 1)]
    public async Task At_half_it_asks_and_the_part_is_kept(string answer, int expected)
    {
        var name = $"{Guid.NewGuid():N}.bin";
        await RunAsync("put", alice, Write(name));
        string[] get = [name, "--from", "lobby", "-o", InDirectory("got"), "--confirm-half", "--json"];
        var (exitCode, shell) = await PipeAsync(answer, "get", bob, get);
        Assert.True(exitCode == expected, shell.ToString());
        var paused = JsonDocument.Parse(shell.OutputLines[0]).RootElement;
        Assert.Equal(
            (Size / 2, (int)bytes[(Size / 2) - 1]), (paused.GetProperty("bytes").GetInt32(), paused.GetProperty("lastByte").GetInt32()));
        Assert.Contains("50 %", shell.Error.ToString(), StringComparison.Ordinal);
        if (expected == 0)
        {
            Assert.Equal(bytes, File.ReadAllBytes(InDirectory("got")));
            return;
        }

        Assert.Equal(bytes[..(Size / 2)], File.ReadAllBytes(InDirectory("got.part")));
        var (again, resumed) = await PipeAsync("y\n", "get", bob, get);
        Assert.Equal(0, again);
        Assert.Equal(Size / 2, Json(resumed).GetProperty("resumedAt").GetInt32());
        Assert.Equal(bytes, File.ReadAllBytes(InDirectory("got")));
        Assert.False(File.Exists(InDirectory("got.part")));
    }

    // F4
    [Fact]
    public async Task On_a_full_disk_get_ends_with_7_and_what_is_here_stays_to_go_on_from()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A small disk is made by Linux.");
        var name = $"{Guid.NewGuid():N}.bin";
        Assert.Equal(0, (await RunAsync("put", alice, Write(name))).ExitCode);
        var disk = Directory.CreateDirectory(InDirectory("disk")).FullName;
        Assert.True(Mount("-t", "tmpfs", "-o", "size=1m", "tmpfs", disk), "This test mounts a small disk: run ./test.sh as root, or in a container that may mount.");
        try
        {
            string[] get = [name, "--from", "lobby", "-o", Path.Combine(disk, "got"), "--json"];
            var (full, shell) = await RunAsync("get", bob, get);
            Assert.True(full == 7, shell.ToString());
            Assert.False(File.Exists(Path.Combine(disk, "got")));
            Assert.True(Mount("-o", "remount,size=8m", disk));
            var (done, resumed) = await RunAsync("get", bob, get);
            Assert.True(done == 0, resumed.ToString());
            Assert.InRange(Json(resumed).GetProperty("resumedAt").GetInt32(), 1, Size - 1);
            Assert.Equal(bytes, File.ReadAllBytes(Path.Combine(disk, "got")));
        }
        finally
        {
            Start("umount", disk);
        }

        static bool Mount(params string[] arguments) => Start("mount", arguments);

        static bool Start(string program, params string[] arguments)
        {
            using var process = System.Diagnostics.Process.Start(program, arguments);
            process.WaitForExit();
            return process.ExitCode == 0;
        }
    }

    [Fact]
    public async Task A_file_that_is_there_is_not_replaced_and_an_offer_for_it_stays_one()
    {
        await RunAsync("people", bob);
        await RunAsync("put", alice, Write("plan.bin"), "--to", bob);
        File.WriteAllText(InDirectory("got"), "mine");
        Assert.Equal(1, (await RunAsync("get", bob, "plan.bin", "--from", alice, "-o", InDirectory("got"))).ExitCode);
        Assert.Equal("mine", File.ReadAllText(InDirectory("got")));
        Assert.EndsWith(
            "\toffered", Assert.Single((await RunAsync("files", alice, "--from", bob)).Shell.OutputLines), StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("get", bob, "plan.bin", "--from", alice, "-o", InDirectory("got"), "--force")).ExitCode);
        Assert.Equal(bytes, File.ReadAllBytes(InDirectory("got")));
    }

    [Fact]
    public async Task Tail_tells_what_becomes_of_a_file_and_of_a_message()
    {
        await RunAsync("people", bob);
        await RunAsync("put", alice, Write("plan.bin"), "--to", bob);
        using var shell = new Shell(server.Config);
        var tailing = shell.RunAsync("tail", server.Address, "--as", bob, "--to", alice);
        await shell.Output.WaitForAsync("[file: plan.bin, 3 MB] (offered)");
        await RunAsync("get", bob, "plan.bin", "--from", alice, "-o", InDirectory("got"));
        await shell.Output.WaitForAsync("[file: plan.bin, 3 MB] is verified (message 1)");
        shell.Interrupt();
        Assert.Equal(130, await tailing);
    }
}
