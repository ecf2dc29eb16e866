using System.Security.Cryptography;
using ChatBox.Client.Files;
using ChatBox.Client.Tests.Fakes;
using ChatBox.Protocol.Json;

namespace ChatBox.Client.Tests.Files;

/// <summary>Downloads over a network that breaks, to a disk that is real.</summary>
public sealed class DownloadTests : IDisposable
{
    const int Size = 10_000_000;

    static readonly RemoteFile Notes = RemoteFile.Of(new SharedFileObject("sub/notes.bin", Size, default));

    readonly HurriedTime clock = new();
    readonly MemoryServer server = new();
    readonly TemporaryDirectory directory = new();
    readonly List<string> notices = [];
    int runs;
    readonly byte[] bytes = new byte[Size];

    public DownloadTests()
    {
        new Random(7).NextBytes(bytes);
        server.Files.Shared["sub/notes.bin"] = bytes;
    }

    string Target => Path.Combine(directory.Path, "saved.bin");

    string Part => Target + ".part";

    public void Dispose() => directory.Dispose();

    Task<ChatClient> JoinAsync() => ChatClient.JoinAsync(server.Options($"alice {++runs}", clock) with { Notice = Note });

    void Note(string text)
    {
        lock (notices) notices.Add(text);
    }

    async Task<DownloadResult> DownloadAsync(DownloadOptions? options = null, RemoteFile? file = null)
    {
        await using var client = await JoinAsync();
        return await client.DownloadAsync(file ?? Notes, Target, options);
    }

    [Fact]
    public async Task What_is_saved_is_what_was_there_and_nothing_is_left_beside_it()
    {
        var result = await DownloadAsync();
        Assert.Equal(new DownloadResult("http", Size, Convert.ToHexStringLower(SHA256.HashData(bytes)), true, 0), result);
        Assert.Equal(bytes, File.ReadAllBytes(Target));
        Assert.Equal([Target], Directory.GetFiles(directory.Path));
        Assert.Equal("GET api/v1/share/files/sub/notes.bin", Assert.Single(server.Files.Requests));
    }

    [Fact]
    public async Task An_empty_file_arrives()
    {
        server.Files.Shared["sub/notes.bin"] = [];
        Assert.Equal(0, (await DownloadAsync()).Bytes);
        Assert.Empty(File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task Two_hundred_cuts_at_random_bytes_do_no_harm()
    {
        var seed = Random.Shared.Next();
        var chance = new Random(seed);
        for (var i = 0; i < 200; i++) server.Files.Cuts.Enqueue(chance.Next(Size / 201));
        var result = await DownloadAsync();
        Assert.True(bytes.AsSpan().SequenceEqual(File.ReadAllBytes(Target)), $"seed {seed}");
        Assert.True(result is { IsVerified: true, ResumedAt: 0 }, $"seed {seed}");
        Assert.Equal(201, server.Files.Requests.Count);
    }

    [Fact]
    public async Task Each_connection_asks_for_what_is_missing_and_no_byte_comes_twice()
    {
        foreach (var cut in new[] { 1, 65_536, 0, 5_000_000 }) server.Files.Cuts.Enqueue(cut);
        await DownloadAsync();
        Assert.Equal(
            ["", "bytes=1-", "bytes=65537-", "bytes=65537-", "bytes=5065537-"],
            server.Files.Requests.Select(request => request.Split(' ').ElementAtOrDefault(2) ?? ""));
    }

    [Fact]
    public async Task A_later_run_goes_on_where_an_earlier_one_stopped()
    {
        server.Files.Cuts.Enqueue(6_000_000);
        await Assert.ThrowsAsync<ConnectionException>(() => DownloadAsync(new DownloadOptions { Patience = TimeSpan.Zero }));
        Assert.Equal(6_000_000, new FileInfo(Part).Length);
        Assert.False(File.Exists(Target));
        var result = await DownloadAsync();
        Assert.Equal((6_000_000, Size, true), (result.ResumedAt, result.Bytes, result.IsVerified));
        Assert.Equal(bytes, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task After_a_crash_it_goes_on_from_the_last_number_that_was_recorded()
    {
        server.Files.Cuts.Enqueue(9_000_000);
        await Assert.ThrowsAsync<ConnectionException>(() => DownloadAsync(new DownloadOptions { Patience = TimeSpan.Zero }));
        // A crash: the last line of the record was cut, and what stands behind the last whole number is blank.
        var record = File.ReadAllLines(Part + ".json");
        File.WriteAllText(Part + ".json", string.Join('\n', record.SkipLast(1)) + "\n90000");
        var durable = long.Parse(record[^2], System.Globalization.CultureInfo.InvariantCulture);
        // None at all where the disk was as quick as the network, and the end was recorded twice.
        Assert.InRange(9_000_000 - durable, 0, PartFile.RecordedEvery + 200_000);
        using (var part = File.OpenWrite(Part))
        {
            part.Position = durable;
            part.Write(new byte[9_000_000 - durable]);
        }

        Assert.Equal(durable, (await DownloadAsync()).ResumedAt);
        Assert.Equal(bytes, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task A_file_that_has_changed_meanwhile_begins_anew_and_that_is_said()
    {
        server.Files.Cuts.Enqueue(1_000_000);
        await Assert.ThrowsAsync<ConnectionException>(() => DownloadAsync(new DownloadOptions { Patience = TimeSpan.Zero }));
        server.Files.Shared["sub/notes.bin"] = bytes[..5_000_000];
        bytes[3]++;
        var now = server.Files.Shared["sub/notes.bin"] = bytes[..5_000_000];
        var result = await DownloadAsync();
        Assert.Equal((0, 5_000_000, true), (result.ResumedAt, result.Bytes, result.IsVerified));
        Assert.Equal(now, File.ReadAllBytes(Target));
        Assert.Contains(notices, notice => notice.Contains("has changed on the server. It begins anew", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_part_that_was_harmed_while_it_lay_there_costs_time_and_not_the_file()
    {
        server.Files.Cuts.Enqueue(6_000_000);
        await Assert.ThrowsAsync<ConnectionException>(() => DownloadAsync(new DownloadOptions { Patience = TimeSpan.Zero }));
        using (var part = File.OpenWrite(Part)) part.WriteByte((byte)~bytes[0]);
        Assert.Equal((0, true), ((await DownloadAsync()) is var result ? result.ResumedAt : -1, result.IsVerified));
        Assert.Equal(bytes, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task Wrong_bytes_are_an_error_and_nothing_is_left_of_them()
    {
        var promised = RemoteFile.Of(new SharedFileObject("sub/notes.bin", Size, default, new string('a', 64)));
        server.Files.KnowsHashes = false;
        await Assert.ThrowsAsync<DamagedFileException>(() => DownloadAsync(file: promised));
        Assert.Empty(Directory.GetFiles(directory.Path));
    }

    [Fact]
    public async Task Another_file_than_promised_is_refused_before_it_comes()
    {
        var promised = RemoteFile.Of(new SharedFileObject("sub/notes.bin", Size, default, new string('a', 64)));
        await Assert.ThrowsAsync<DamagedFileException>(() => DownloadAsync(file: promised));
    }

    [Fact]
    public async Task Without_a_hash_to_compare_with_nothing_is_called_verified()
    {
        server.Files.KnowsHashes = false;
        Assert.False((await DownloadAsync()).IsVerified);
    }

    [Fact]
    public async Task A_hash_that_the_server_knows_a_little_later_is_waited_for()
    {
        (server.Files.KnowsHashes, server.Files.KnowsHashesAfter) = (false, 4);
        Assert.True((await DownloadAsync()).IsVerified);
        Assert.Equal("GET api/v1/share/files/sub/notes.bin bytes=0-0", server.Files.Requests[^1]);
    }

    [Fact]
    public async Task At_half_it_waits_with_exactly_half_and_goes_on_without_fetching_it_again()
    {
        HalfTime? half = null;
        var options = new DownloadOptions
        {
            AtHalf = (now, _) =>
            {
                half = now;
                Assert.Equal(Size / 2, new FileInfo(Part).Length);
                return Task.CompletedTask;
            },
        };
        await DownloadAsync(options);
        Assert.Equal(new HalfTime(Size / 2, Size, bytes[(Size / 2) - 1]), half);
        Assert.EndsWith("bytes=5000000-", server.Files.Requests[1], StringComparison.Ordinal);
        Assert.Equal(bytes, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task What_is_thrown_at_half_ends_it_and_the_part_stays_to_go_on_from()
    {
        var options = new DownloadOptions { AtHalf = (_, _) => throw new LocalFileException("no") };
        await Assert.ThrowsAsync<LocalFileException>(() => DownloadAsync(options));
        Assert.Equal(Size / 2, new FileInfo(Part).Length);

        // It was stopped exactly there, and nobody has said yes: it is asked again.
        HalfTime? half = null;
        var again = await DownloadAsync(new DownloadOptions
        {
            AtHalf = (now, _) =>
            {
                half = now;
                return Task.CompletedTask;
            },
        });
        Assert.Equal(new HalfTime(Size / 2, Size, bytes[(Size / 2) - 1]), half);
        Assert.Equal(Size / 2, again.ResumedAt);
    }

    [Fact]
    public async Task A_server_that_sends_another_part_than_was_asked_for_is_not_believed()
    {
        server.Files.Cuts.Enqueue(1000);
        server.Files.Instead = request =>
        {
            if (request.Headers.Range is null) return null;
            var answer = new HttpResponseMessage(System.Net.HttpStatusCode.PartialContent) { Content = new ByteArrayContent(bytes) };
            answer.Content.Headers.ContentRange = new(0, Size - 1, Size);
            return answer;
        };
        await Assert.ThrowsAsync<ProtocolViolationException>(() => DownloadAsync());
    }

    [Fact]
    public async Task A_stream_gets_the_bytes_once_and_in_order_over_any_number_of_cuts()
    {
        foreach (var cut in new[] { 1, 70_000, 0, 5_000_000 }) server.Files.Cuts.Enqueue(cut);
        using var stream = new MemoryStream();
        await using var client = await JoinAsync();
        var result = await client.DownloadAsync(Notes, stream);
        Assert.True(result.IsVerified);
        Assert.Equal(bytes, stream.ToArray());
    }

    [Fact]
    public async Task Patience_ends_when_nothing_comes_for_so_long()
    {
        server.Files.Instead = _ => throw new ConnectionException("away");
        var start = clock.GetTimestamp();
        await Assert.ThrowsAsync<ConnectionException>(() => DownloadAsync(new DownloadOptions { Patience = TimeSpan.FromMinutes(3) }));
        Assert.InRange(clock.GetElapsedTime(start), TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(4));
    }

    [Fact]
    public async Task What_the_server_refuses_is_not_asked_again()
    {
        await Assert.ThrowsAsync<RefusedException>(() => DownloadAsync(file: RemoteFile.Of(new SharedFileObject("nothing", 1, default))));
        Assert.Single(server.Files.Requests);
    }
}
