using System.Security.Cryptography;
using ChatBox.Client.Files;
using ChatBox.Client.Tests.Fakes;
using ChatBox.Protocol.Json;

namespace ChatBox.Client.Tests.Files;

/// <summary>Uploads over a network that breaks, from a disk that is real.</summary>
public sealed class UploadTests : IDisposable
{
    const int Size = 20_000_000;

    readonly HurriedTime clock = new();
    readonly MemoryServer server = new();
    readonly TemporaryDirectory directory = new();
    readonly List<string> notices = [];
    readonly byte[] bytes = new byte[Size];

    public UploadTests()
    {
        new Random(11).NextBytes(bytes);
        File.WriteAllBytes(Source, bytes);
    }

    string Source => Path.Combine(directory.Path, "plan.bin");

    UploadStore Store => new(Path.Combine(directory.Path, "config"), Note);

    public void Dispose() => directory.Dispose();

    async Task<ChatClient> JoinAsync() => await ChatClient.JoinAsync(server.Options("alice", clock) with
    {
        Notice = Note,
        Tokens = new TokenStore(Path.Combine(directory.Path, "config")),
    });

    void Note(string text)
    {
        lock (notices) notices.Add(text);
    }

    async Task<SentFile> SendAsync(SendFileOptions? options = null, UploadSource? source = null)
    {
        await using var client = await JoinAsync();
        var lobby = await client.GetConversationAsync(ChatClient.Lobby);
        return await client.SendFileAsync(lobby, source ?? UploadSource.OfFile(Source), options ?? new SendFileOptions { Uploads = Store });
    }

    byte[] Uploaded(SentFile sent) => server.Files.BytesOf(sent.Message.File!.Id);

    [Fact]
    public async Task What_is_sent_is_what_arrives_in_one_request_and_one_message()
    {
        var sent = await SendAsync(new SendFileOptions { Text = "the plan" });
        Assert.Equal(bytes, Uploaded(sent));
        Assert.Equal((Convert.ToHexStringLower(SHA256.HashData(bytes)), Size, 0L), (sent.Sha256, sent.Bytes, sent.ResumedAt));
        Assert.Equal(("plan.bin", "the plan"), (sent.Message.File!.Name, sent.Message.Text));
        Assert.Equal(["POST", "PATCH", "POST"], server.Files.Requests.Select(request => request.Split(' ')[0]));
        Assert.Single(server.Stored());
    }

    [Fact]
    public async Task An_empty_file_is_a_file()
    {
        File.WriteAllBytes(Source, []);
        Assert.Equal(0, (await SendAsync()).Bytes);
        Assert.Empty(Uploaded(await SendAsync(source: UploadSource.OfStream(new MemoryStream(), "empty"))));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(65_536)]
    public async Task Two_hundred_cuts_at_random_bytes_do_no_harm(int durable)
    {
        var seed = Random.Shared.Next();
        var chance = new Random(seed);
        server.Files.DurableBytes = durable;
        for (var i = 0; i < 200; i++) server.Files.Cuts.Enqueue(chance.Next(Size / 201));
        var sent = await SendAsync();
        Assert.True(bytes.AsSpan().SequenceEqual(Uploaded(sent)), $"seed {seed}");
        Assert.Single(server.Stored());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Cuts_at_the_edges_of_blocks_do_no_harm(int beside)
    {
        for (var i = 1; i <= 32; i++) server.Files.Cuts.Enqueue(65_536 + beside);
        Assert.Equal(bytes, Uploaded(await SendAsync()));
    }

    [Fact]
    public async Task A_stream_that_cannot_be_read_twice_survives_cuts()
    {
        foreach (var cut in new[] { 0, 1, 100_000, 8_000_000, 3, 4_000_000, 0 }) server.Files.Cuts.Enqueue(cut);
        await using var stream = new CutStream(bytes, int.MaxValue);
        var sent = await SendAsync(source: UploadSource.OfStream(stream, "stream.bin"));
        Assert.Equal(bytes, Uploaded(sent));
        Assert.Equal((Size, "stream.bin"), (sent.Message.File!.Size, sent.Message.File.Name));
    }

    [Theory]
    [InlineData(StreamBody.PieceBytes - 1)]
    [InlineData(StreamBody.PieceBytes)]
    [InlineData(StreamBody.PieceBytes + 1)]
    public async Task A_stream_may_end_at_the_edge_of_a_piece(int size)
    {
        await using var stream = new CutStream(bytes.AsMemory(0, size), int.MaxValue);
        Assert.Equal(bytes[..size], Uploaded(await SendAsync(source: UploadSource.OfStream(stream, "stream.bin"))));
    }

    [Fact]
    public async Task A_later_run_goes_on_where_an_earlier_one_stopped()
    {
        server.Files.Cuts.Enqueue(7_000_000);
        await Assert.ThrowsAsync<ConnectionException>(() => SendAsync(new SendFileOptions { Uploads = Store, Patience = TimeSpan.Zero }));
        var sent = await SendAsync();
        Assert.Equal((7_000_000, Size), (sent.ResumedAt, sent.Bytes));
        Assert.Equal(bytes, Uploaded(sent));
        Assert.Single(server.Files.Ids);
        Assert.Single(server.Stored());
    }

    [Fact]
    public async Task A_run_that_ended_before_it_knew_of_its_message_sends_no_second_one()
    {
        using var stop = new CancellationTokenSource();
        server.AfterRequest = type =>
        {
            if (type == RequestWords.Send) stop.Cancel();
        };
        await using (var client = await JoinAsync())
        {
            var lobby = await client.GetConversationAsync(ChatClient.Lobby);
            var options = new SendFileOptions { Uploads = Store };
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => client.SendFileAsync(lobby, UploadSource.OfFile(Source), options, stop.Token));
        }

        Assert.Equal(Size, (await SendAsync()).Bytes);
        Assert.Single(server.Stored());
        Assert.Equal(2, (await SendAsync()).Message.Number);
    }

    [Fact]
    public async Task A_file_that_changed_between_the_runs_is_another_upload()
    {
        server.Files.Cuts.Enqueue(7_000_000);
        await Assert.ThrowsAsync<ConnectionException>(() => SendAsync(new SendFileOptions { Uploads = Store, Patience = TimeSpan.Zero }));
        bytes[0]++;
        File.WriteAllBytes(Source, bytes);
        var sent = await SendAsync();
        Assert.Equal(0, sent.ResumedAt);
        Assert.Equal(bytes, Uploaded(sent));
    }

    [Fact]
    public async Task A_file_that_changes_unseen_is_an_error_and_sends_no_message()
    {
        var modified = File.GetLastWriteTimeUtc(Source);
        server.Files.Cuts.Enqueue(7_000_000);
        await Assert.ThrowsAsync<ConnectionException>(() => SendAsync(new SendFileOptions { Uploads = Store, Patience = TimeSpan.Zero }));
        bytes[0]++;
        File.WriteAllBytes(Source, bytes);
        File.SetLastWriteTimeUtc(Source, modified);
        await Assert.ThrowsAsync<DamagedFileException>(() => SendAsync());
        Assert.Empty(server.Stored());
        Assert.Equal(0, (await SendAsync()).ResumedAt);
    }

    [Fact]
    public async Task An_upload_that_the_server_has_swept_begins_anew()
    {
        server.Files.Cuts.Enqueue(7_000_000);
        await Assert.ThrowsAsync<ConnectionException>(() => SendAsync(new SendFileOptions { Uploads = Store, Patience = TimeSpan.Zero }));
        server.Files.Forget();
        var sent = await SendAsync();
        Assert.Equal(bytes, Uploaded(sent));
        Assert.Contains(notices, notice => notice.Contains("begins anew", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_record_that_is_damaged_is_kept_aside_and_costs_time_only()
    {
        server.Files.Cuts.Enqueue(7_000_000);
        await Assert.ThrowsAsync<ConnectionException>(() => SendAsync(new SendFileOptions { Uploads = Store, Patience = TimeSpan.Zero }));
        var record = Assert.Single(Directory.GetFiles(Path.Combine(directory.Path, "config", "uploads"), "*.json"));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(record));
        File.WriteAllText(record, "{ \"version\":");
        Assert.Equal(0, (await SendAsync()).ResumedAt);
        Assert.True(File.Exists(record + ".bad"));
        Assert.Single(server.Stored());
    }

    [Fact]
    public async Task Two_programs_do_not_send_the_same_file_at_once()
    {
        await using var client = await JoinAsync();
        var lobby = await client.GetConversationAsync(ChatClient.Lobby);
        using var held = Store.TryOpen(
            $"{client.Server.Id}\n{client.Me.Id}\n{lobby.Id}\n{UploadSource.OfFile(Source).Identity}\nplan.bin\n");
        await Assert.ThrowsAsync<LocalFileException>(
            () => client.SendFileAsync(lobby, UploadSource.OfFile(Source), new SendFileOptions { Uploads = Store }));
    }

    [Fact]
    public async Task When_it_is_done_nothing_is_kept_of_it()
    {
        await SendAsync();
        Assert.Empty(Directory.GetFiles(Path.Combine(directory.Path, "config", "uploads")));
    }
}
