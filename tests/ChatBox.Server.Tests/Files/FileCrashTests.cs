using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using ChatBox.Server.Tests.Admin;
using ChatBox.Server.Tests.Support;
using static ChatBox.Server.Tests.Files.Small;

namespace ChatBox.Server.Tests.Files;

/// <summary>Uploads and a server that dies, a disk that lies, a disk that is full, and files larger than memory.</summary>
[Collection(nameof(Undisturbed))]
public sealed class FileCrashTests(ITestOutputHelper output)
{
    [Fact]
    public async Task After_each_kill_what_was_said_to_be_there_is_there_and_the_end_is_right()
    {
        using var directory = new TemporaryDirectory();
        var bytes = Bytes(24 * 1024 * 1024, seed: 9);
        var random = new Random(9);
        var (said, at) = (0L, "");
        Somebody? alice = null;
        for (var kill = 0; kill < 6; kill++)
        {
            using var server = await ServerProcess.StartAsync(directory["data"]);
            alice = alice is null ? await server.JoinAsync("alice") : alice with { Server = server };
            using var client = new Tus(alice);
            if (at.Length == 0) at = await client.CreateAsync(bytes.Length);
            var offset = await client.OffsetAsync(at);
            Assert.True(offset >= said, $"{said} was said, {offset} is there");
            Assert.Equal(bytes[..(int)offset], (await File.ReadAllBytesAsync(Path.Combine(directory["data"], "files", "uploads", Tus.IdOf(at))))[..(int)offset]);
            // One piece is acknowledged, the next is under way when the server dies.
            var piece = Math.Min(bytes.Length - (int)offset, random.Next(1, 3_000_000));
            using (var patched = await client.PatchAsync(at, offset, bytes[(int)offset..((int)offset + piece)])) said = Tus.OffsetOf(patched);
            Assert.Equal(offset + piece, said);
            var dying = SendAsync(server, alice, at, said, bytes);
            await Task.Delay(random.Next(0, 60));
            await server.KillAsync();
            await dying;
        }

        using var last = await ServerProcess.StartAsync(directory["data"]);
        using var again = new Tus(alice! with { Server = last });
        var rest = await again.OffsetAsync(at);
        using (var patched = await again.PatchAsync(at, rest, bytes[(int)rest..])) Assert.Equal(bytes.Length, Tus.OffsetOf(patched));
        using var finished = await again.FinishAsync(at, Tus.Hash(bytes));
        Assert.Equal(HttpStatusCode.OK, finished.StatusCode);
        Assert.Equal(Tus.Hash(bytes), Tus.Hash(await again.Http.GetByteArrayAsync("/api/v1/files/" + Tus.IdOf(at))));
    }

    [Theory]
    [InlineData("part")]
    [InlineData("record")]
    [InlineData("cut")]
    [InlineData("blob")]
    public async Task Garbage_on_the_disk_is_noticed_and_never_sent_on(string what)
    {
        using var directory = new TemporaryDirectory();
        var bytes = Bytes(300_000);
        await using var server = await TestServer.StartAsync(NoFloor, data: directory["data"]);
        var who = await server.JoinAsync("alice");
        string at;
        using (var client = new Tus(who))
        {
            at = await client.CreateAsync(bytes.Length);
            using (await client.PatchAsync(at, 0, bytes[..200_000]))
            {
            }
        }

        var part = Path.Combine(directory["data"], "files", "uploads", Tus.IdOf(at));
        await server.StopForAsync(() =>
        {
            using var file = File.OpenWrite(what == "record" ? part + ".offset" : part);
            if (what == "cut") file.SetLength(1000);
            else if (what != "blob") file.Write(new byte[2000]);
            // Content that nobody knows, as a crash leaves it.
            if (what == "blob")
            {
                Directory.CreateDirectory(Path.Combine(directory["data"], "files", "blobs", "ab"));
                File.WriteAllText(Path.Combine(directory["data"], "files", "blobs", "ab", "ab" + new string('0', 62)), "x");
                File.WriteAllText(Path.Combine(directory["data"], "files", "uploads", new string('7', 26)), "x");
            }
        });
        if (what == "blob")
        {
            Assert.Empty(Lying(directory["data"], "blobs"));
            Assert.All(Lying(directory["data"], "uploads"), path => Assert.Contains(Tus.IdOf(at), path, StringComparison.Ordinal));
        }

        using var alice = new Tus(who);
        var offset = await alice.OffsetAsync(at);
        Assert.Equal(what is "part" or "blob" ? 200_000 : 0, offset);
        using (var rest = await alice.PatchAsync(at, offset, bytes[(int)offset..]))
        {
            using var finished = await alice.FinishAsync(at, Tus.Hash(bytes));
            if (what != "part")
            {
                Assert.Equal(HttpStatusCode.OK, finished.StatusCode);
                return;
            }

            // It is found at the latest when the whole is to be hashed, and begins anew.
            Assert.Contains(HttpStatusCode.Conflict, new[] { rest.StatusCode, finished.StatusCode });
        }

        Assert.Equal(0, await alice.OffsetAsync(at));
        using (var all = await alice.PatchAsync(at, 0, bytes)) Assert.Equal(bytes.Length, Tus.OffsetOf(all));
        using var ready = await alice.FinishAsync(at, Tus.Hash(bytes));
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
    }

    [Fact]
    public async Task A_crash_between_the_row_and_the_name_of_the_content_is_made_up_for()
    {
        using var directory = new TemporaryDirectory();
        await using var server = await TestServer.StartAsync(NoFloor, data: directory["data"]);
        var who = await server.JoinAsync("alice");
        using var before = new Tus(who);
        var bytes = Bytes(10_000);
        var id = await before.UploadAsync(bytes);
        await server.StopForAsync(() => File.Move(Assert.Single(Lying(directory["data"], "blobs")), Path.Combine(directory["data"], "files", "uploads", id)));
        using var alice = new Tus(who);
        Assert.Equal(bytes, await alice.Http.GetByteArrayAsync("/api/v1/files/" + id));
        Assert.Empty(Lying(directory["data"], "uploads"));
    }

    [Fact]
    public async Task On_a_full_disk_uploads_are_refused_what_came_is_kept_and_they_go_on_when_there_is_room()
    {
        using var directory = new TemporaryDirectory();
        using var disk = SmallDisk.Mount(directory["disk"], megabytes: 48);
        await using var server = await TestServer.StartAsync(NoFloor, data: Path.Combine(disk.Path, "data"));
        var who = await server.JoinAsync("alice");
        using var alice = new Tus(who);
        await using var bob = await server.JoinLiveAsync("bob");
        var bytes = Bytes(16 * 1024 * 1024);
        using (var tooLarge = await alice.PostAsync(100_000_000)) Assert.Equal("storage_full", await Tus.CodeOf(tooLarge));

        // A body without a length shows only on the way that it does not fit.
        var at = await alice.CreateAsync(bytes.Length);
        var ballast = Path.Combine(disk.Path, "ballast");
        var free = new DriveInfo(disk.Path).AvailableFreeSpace;
        await File.WriteAllBytesAsync(ballast, new byte[free - 6 * 1024 * 1024]);
        using (var full = await alice.PatchAsync(at, 0, Tus.Chunked(bytes))) Assert.Equal((HttpStatusCode.ServiceUnavailable, "storage_full"), (full.StatusCode, await Tus.CodeOf(full)));
        Assert.Equal("ok", (await bob.AskAsync("history", ("conversation", "lobby"))).Type());

        File.Delete(ballast);
        var offset = await alice.OffsetAsync(at);
        Assert.InRange(offset, 1, 6 * 1024 * 1024);
        Assert.Equal("ok", (await bob.SayAsync("room again")).Type());
        using (var rest = await alice.PatchAsync(at, offset, bytes[(int)offset..])) Assert.Equal(bytes.Length, Tus.OffsetOf(rest));
        using var finished = await alice.FinishAsync(at, Tus.Hash(bytes));
        Assert.Equal(HttpStatusCode.OK, finished.StatusCode);
    }

    [Fact]
    public async Task Two_gigabytes_up_and_down_take_less_than_64_MiB_of_memory()
    {
        // CHATBOX_LARGE_FILE_GB=20 for a large one.
        var size = long.Parse(Environment.GetEnvironmentVariable("CHATBOX_LARGE_FILE_GB") ?? "2", CultureInfo.InvariantCulture) * 1_000_000_000;
        using var directory = new TemporaryDirectory();
        Assert.True(new DriveInfo(directory.Root).AvailableFreeSpace > size * 3 / 2, $"This test needs {size / 1_000_000_000 * 3 / 2} GB of disk in {directory.Root}.");
        using var server = await ServerProcess.StartAsync(directory["data"]);
        var who = await server.JoinAsync("alice");
        using var alice = new Tus(who);
        alice.Http.Timeout = Timeout.InfiniteTimeSpan;
        // Once before, so that what is loaded and compiled once is not counted.
        await RoundAsync(alice, 64 * 1024 * 1024);
        var before = server.MemoryBytes;
        server.ForgetPeak();
        var watch = Stopwatch.StartNew();
        await RoundAsync(alice, size);
        var most = server.PeakMemoryBytes;
        output.WriteLine($"{size / 1_000_000} MB up and down in {watch.Elapsed.TotalSeconds:0.0} s; memory {before >> 20} MiB before, {most >> 20} MiB at most");
        Assert.InRange(most - before, long.MinValue, 64 * 1024 * 1024);
    }

    static async Task RoundAsync(Tus alice, long size)
    {
        var at = await alice.CreateAsync(size);
        var content = new PatternContent(size);
        using (var patched = await alice.PatchAsync(at, 0, content)) Assert.Equal(size, Tus.OffsetOf(patched));
        using (var finished = await alice.FinishAsync(at, Convert.ToHexStringLower(content.Hash.GetCurrentHash()))) Assert.Equal(HttpStatusCode.OK, finished.StatusCode);
        using var got = await alice.GetAsync("/api/v1/files/" + Tus.IdOf(at));
        await using var body = await got.Content.ReadAsStreamAsync();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        var total = 0L;
        for (int read; (read = await body.ReadAsync(buffer)) > 0; total += read) hash.AppendData(buffer, 0, read);

        Assert.Equal((size, Convert.ToHexStringLower(content.Hash.GetCurrentHash())), (total, Convert.ToHexStringLower(hash.GetCurrentHash())));
        using var deleted = await alice.Http.DeleteAsync(at);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
    }

    // Until the server dies.
    static async Task SendAsync(ServerProcess server, Somebody who, string at, long offset, byte[] bytes)
    {
        try
        {
            using var tcp = new TcpClient();
            await tcp.ConnectAsync("127.0.0.1", server.Http.Port);
            await using var stream = tcp.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(UploadTests.RequestHead(server, who, at, offset, bytes.Length - offset)));
            await stream.WriteAsync(bytes.AsMemory((int)offset));
            await stream.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            // It died.
        }
    }

    /// <summary>Bytes that are never twice the same, made and hashed while they are sent.</summary>
    sealed class PatternContent(long size) : HttpContent
    {
        public IncrementalHash Hash { get; } = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var block = Bytes(1 << 20);
            for (var (left, number) = (size, 0L); left > 0; number++)
            {
                BitConverter.TryWriteBytes(block, number);
                var count = (int)Math.Min(left, block.Length);
                Hash.AppendData(block, 0, count);
                await stream.WriteAsync(block.AsMemory(0, count));
                left -= count;
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = size;
            return true;
        }
    }
}
