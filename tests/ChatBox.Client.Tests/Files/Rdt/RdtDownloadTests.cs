using System.Net;
using System.Security.Cryptography;
using ChatBox.Client.Files;
using ChatBox.Client.Files.Rdt;
using ChatBox.Client.Tests.Fakes;
using ChatBox.Protocol.Json;
using ChatBox.Rdt;

namespace ChatBox.Client.Tests.Files.Rdt;

/// <summary>
/// Downloads by RDT over real sockets, to a disk that is real, from servers that keep their promises and servers that do not.
/// </summary>
public sealed class RdtDownloadTests : IDisposable
{
    const int Size = 6_000_000;

    readonly byte[] bytes = RandomNumberGenerator.GetBytes(Size);
    readonly TemporaryDirectory directory = new();
    readonly List<string> notices = [];
    readonly RdtHouse house;

    public RdtDownloadTests() => house = new RdtHouse(bytes).Open();

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    string Target => Path.Combine(directory.Path, "saved.bin");

    string Part => Target + ".part";

    public void Dispose()
    {
        house.Dispose();
        directory.Dispose();
    }

    Task<DownloadResult?> RunAsync(DownloadOptions? options = null, bool fallsBack = false, CancellationToken? stop = null) =>
        RunAsync(house, options ?? new DownloadOptions(), fallsBack, stop ?? Stop);

    async Task<DownloadResult?> RunAsync(ITransferGrants grants, DownloadOptions options, bool fallsBack, CancellationToken stop)
    {
        await using var part = PartFile.Open(Target, "server file", overwrites: false, Note);
        var persistence = new Persistence(options.Patience, TimeProvider.System, new Random(7), Note);
        var downloader = new RdtDownloader("file.bin", grants, part, options, persistence, TimeProvider.System, Note) { FallsBack = fallsBack };
        return await downloader.RunAsync(stop).WaitAsync(TimeSpan.FromMinutes(1), Stop);
    }

    void Note(string text)
    {
        lock (notices) notices.Add(text);
    }

    void AssertSaved(byte[]? expected = null)
    {
        Assert.Equal(expected ?? bytes, File.ReadAllBytes(Target));
        Assert.Equal([Target], Directory.GetFiles(directory.Path));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_saved_is_what_was_there_and_nothing_is_left_beside_it(bool byAddress)
    {
        house.IsByAddress = byAddress;
        var result = await RunAsync();
        Assert.Equal(("rdt", Size, Convert.ToHexStringLower(SHA256.HashData(bytes)), true, 0), (result!.Via, result.Bytes, result.Sha256, result.IsVerified, result.ResumedAt));
        Assert.True(result.Elapsed > TimeSpan.Zero);
        Assert.NotNull(result.Retransmitted);
        AssertSaved();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_empty_file_arrives(bool byAddress)
    {
        (house.Bytes, house.Promised, house.IsByAddress) = ([], RdtHouse.InfoOf([]), byAddress);
        Assert.Equal(0, (await RunAsync())!.Bytes);
        AssertSaved([]);
    }

    [Fact]
    public async Task F24_a_server_that_is_killed_in_the_middle_is_waited_for_and_the_file_goes_on()
    {
        var killed = 0;
        house.OnRead = offset =>
        {
            if (offset > Size / 3 && Interlocked.Exchange(ref killed, 1) == 0) Task.Run(house.Kill, Stop);
            return true;
        };
        house.OnAsk = asked =>
        {
            if (asked == 2) throw new ConnectionException("The server is not there yet.");
        };
        var running = RunAsync();
        while (Volatile.Read(ref killed) == 0) await Task.Delay(1, Stop);
        await Task.Delay(50, Stop);
        house.Open();
        var result = await running;
        Assert.Equal(Size, result!.Bytes);
        Assert.True(house.Asked >= 3, $"{house.Asked} grants");
        AssertSaved();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_stopped_goes_on_where_it_stopped_and_is_checked_as_a_whole(bool byAddress)
    {
        house.IsByAddress = byAddress;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var options = new DownloadOptions
        {
            Progress = progress =>
            {
                if (progress.Bytes > Size / 3) stop.Cancel();
            },
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(options, stop: stop.Token));
        Assert.True(File.Exists(Part));
        Assert.False(File.Exists(Target));

        long lowest = Size;
        house.OnRead = offset =>
        {
            lowest = Math.Min(lowest, offset);
            return true;
        };
        var result = await RunAsync();
        Assert.InRange(result!.ResumedAt, Size / 3, Size);
        Assert.Equal(result.ResumedAt, lowest);
        AssertSaved();
    }

    [Fact]
    public async Task A_part_that_was_harmed_meanwhile_is_noticed_and_the_file_begins_anew()
    {
        await StopAtHalfAsync();
        using (var part = File.OpenWrite(Part)) part.Write([(byte)(bytes[0] ^ 1)]);
        var result = await RunAsync();
        Assert.Equal(0, result!.ResumedAt);
        Assert.Contains(notices, notice => notice.Contains("damaged", StringComparison.Ordinal));
        AssertSaved();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_that_is_another_by_now_begins_anew(bool byAddress)
    {
        house.IsByAddress = byAddress;
        await StopAtHalfAsync();
        var other = RandomNumberGenerator.GetBytes(Size / 3);
        (house.Bytes, house.Promised) = (other, RdtHouse.InfoOf(other));
        var result = await RunAsync();
        Assert.Equal((other.Length, 0), (result!.Bytes, result.ResumedAt));
        Assert.Contains(notices, notice => notice.Contains("changed on the server", StringComparison.Ordinal));
        AssertSaved(other);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_pause_at_half_tells_the_last_byte_and_nothing_comes_until_the_answer(bool byAddress)
    {
        house.IsByAddress = byAddress;
        long highest = 0;
        house.OnRead = offset =>
        {
            highest = Math.Max(highest, offset);
            return true;
        };
        HalfTime? told = null;
        var options = new DownloadOptions
        {
            AtHalf = async (half, token) =>
            {
                told = half;
                // Who is killed now, while nobody answers, goes on from here.
                Assert.Equal($"{Size / 2}", File.ReadAllLines(Part + ".json")[^1]);
                await Task.Delay(200, token);
                Assert.True(highest < Size / 2, $"{highest} was read during the pause");
            },
        };
        await RunAsync(options);
        Assert.Equal(new HalfTime(Size / 2, Size, bytes[(Size / 2) - 1]), told);
        Assert.Equal(1, house.Asked);
        AssertSaved();
    }

    [Fact]
    public async Task A_pause_that_the_server_has_given_up_goes_on_unseen()
    {
        var options = new DownloadOptions
        {
            AtHalf = async (_, token) =>
            {
                house.Close(CloseCode.PauseExpired);
                await Task.Delay(200, token);
            },
        };
        await RunAsync(options);
        Assert.Equal(2, house.Asked);
        Assert.Empty(notices);
        AssertSaved();
    }

    [Fact]
    public async Task A_no_at_half_keeps_the_part()
    {
        await StopAtHalfAsync();
        Assert.Equal(Size / 2, new System.IO.FileInfo(Part).Length);
        Assert.False(File.Exists(Target));
    }

    [Fact]
    public async Task Without_an_answer_over_UDP_there_is_another_way_or_an_error()
    {
        house.Kill();
        Assert.Null(await RunAsync(fallsBack: true));
        Assert.Equal(1, house.Asked);
        Assert.Empty(Directory.GetFiles(directory.Path));
    }

    [Fact]
    public async Task Where_UDP_ends_behind_the_half_the_rest_comes_over_HTTP_and_nobody_is_asked_again()
    {
        var server = new MemoryServer { Peer = (IPAddress.Loopback, TimeSpan.FromMilliseconds(1)), Ticket = house.Ticket };
        server.Files.Shared["file.bin"] = bytes;
        var asked = 0;
        var options = new DownloadOptions
        {
            Way = DownloadWay.Auto,
            AtHalf = (_, _) =>
            {
                asked++;
                // The transfer ends, and from then on nothing answers.
                house.Close(CloseCode.GoingAway);
                house.OnAsk = _ => house.Kill();
                return Task.CompletedTask;
            },
        };
        await using var client = await ChatClient.JoinAsync(server.Options("alice", TimeProvider.System) with { Notice = Note });
        var result = await client.DownloadAsync(RemoteFile.Of(new SharedFileObject("file.bin", Size, default)), Target, options, Stop);
        // Half of it came in this run too, though not this way.
        Assert.Equal(("http", Size, 0, 1), (result.Via, result.Bytes, result.ResumedAt, asked));
        Assert.Contains(notices, notice => notice.Contains("UDP is blocked", StringComparison.Ordinal));
        AssertSaved();
    }

    [Fact]
    public async Task A_disk_that_does_not_keep_up_is_tried_again_and_is_no_fault_of_the_server()
    {
        // It takes nothing until the client has given the transfer up: that passes, and the next one goes on.
        await using var part = PartFile.Open(Target, "server file", overwrites: false, Note);
        var stuck = new StuckTarget(part, house.Forgotten.Task);
        var persistence = new Persistence(Timeout.InfiniteTimeSpan, TimeProvider.System, new Random(7), Note);
        var downloader = new RdtDownloader("file.bin", house, stuck, new DownloadOptions(), persistence, TimeProvider.System, Note)
        {
            DiskPatience = TimeSpan.FromMilliseconds(20),
        };
        await downloader.RunAsync(Stop).WaitAsync(TimeSpan.FromMinutes(1), Stop);
        Assert.True(house.Asked > 1);
        Assert.Contains(notices, notice => notice.Contains("disk", StringComparison.Ordinal));
        Assert.Equal(bytes, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task What_has_come_by_RDT_goes_on_over_HTTP()
    {
        await StopAtHalfAsync();
        await using var part = PartFile.Open(Target, "server file", overwrites: false, Note);
        Assert.Equal((Size / 2, $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))}\""), (part.Received, part.Version));
    }

    [Theory]
    [InlineData(CloseCode.NoFile, "no_such_file")]
    [InlineData(CloseCode.GrantRefused, "not_allowed")]
    public async Task A_refusal_has_its_code(CloseCode refusal, string code)
    {
        house.Refusal = refusal;
        Assert.Equal(code, (await Assert.ThrowsAsync<RefusedException>(() => RunAsync())).Code);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_grant_that_was_used_up_by_answers_that_were_lost_is_followed_by_another(bool byAddress)
    {
        (house.UsesUpTheFirst, house.IsByAddress) = (true, byAddress);
        Assert.Equal(Size, (await RunAsync())!.Bytes);
        Assert.Equal(2, house.Asked);
        AssertSaved();
    }

    // U20: a server that means no good.
    [Fact]
    public async Task U20_bytes_that_are_not_those_of_the_hash_leave_no_file()
    {
        house.Bytes = RandomNumberGenerator.GetBytes(Size);
        await Assert.ThrowsAsync<DamagedFileException>(() => RunAsync());
        Assert.Empty(Directory.GetFiles(directory.Path));
    }

    [Theory]
    [InlineData("length")]
    [InlineData("hash")]
    [InlineData("name")]
    [InlineData("parent")]
    public async Task U20_another_file_than_was_promised_is_left(string what)
    {
        var promised = house.Promised;
        house.Said = what switch
        {
            "length" => promised with { Length = Size + 1 },
            "hash" => promised with { Sha256 = new byte[32] },
            "parent" => promised with { Name = ".." },
            _ => promised with { Name = "../../evil" },
        };
        await Assert.ThrowsAsync<DamagedFileException>(() => RunAsync());
        Assert.False(File.Exists(Target));
        Assert.All(Directory.GetFiles(directory.Path), path => Assert.StartsWith(Target, path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task F27_a_file_that_changes_while_it_comes_is_asked_for_again_and_never_mixed()
    {
        var other = RandomNumberGenerator.GetBytes(Size);
        house.OnRead = offset => offset < Size / 2;
        house.OnAsk = asked =>
        {
            if (asked == 1) return;
            (house.Bytes, house.Promised, house.OnRead) = (other, RdtHouse.InfoOf(other), null);
        };
        var result = await RunAsync();
        Assert.Equal(0, result!.ResumedAt);
        AssertSaved(other);
    }

    async Task StopAtHalfAsync()
    {
        var options = new DownloadOptions { AtHalf = (_, _) => throw new OfferEndedException("cancelled", "no") };
        await Assert.ThrowsAsync<OfferEndedException>(() => RunAsync(options));
        house.OnRead = null;
    }
}
