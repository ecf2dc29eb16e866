using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using ChatBox.Rdt;
using ChatBox.Server.Tests.Admin;
using ChatBox.Server.Tests.Doors.Text;
using ChatBox.Server.Tests.Files;
using ChatBox.Server.Tests.Support;
using static ChatBox.Server.Tests.Files.Small;

namespace ChatBox.Server.Tests.Doors.Rdt;

/// <summary>Files by RDT from a whole server: who gets them, who does not, and what ends it.</summary>
public sealed class RdtDoorTests : IAsyncDisposable
{
    const int Size = 3_000_000;

    readonly TemporaryDirectory directory = new();
    readonly byte[] bytes = Bytes(Size);
    TestServer server = null!;

    string Share => directory["share"];

    string Shared => Path.Combine(Share, "sub", "big.bin");

    public async ValueTask DisposeAsync()
    {
        if (server is not null) await server.DisposeAsync();
        directory.Dispose();
    }

    async Task<LiveClient> StartAsync(string name = "alice")
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Shared)!);
        await File.WriteAllBytesAsync(Shared, bytes);
        server = await TestServer.StartAsync(options => NoFloor(options) with { Share = Share });
        var client = await server.JoinLiveAsync(name);
        await ListedAsync(client);
        return client;
    }

    static Task ListedAsync(LiveClient client) => Eventually.HoldsAsync(
        () => client.AskAsync("share").Result.At("files").GetArrayLength() > 0, "the share is read");

    static Task<JsonElement> OpenAsync(LiveClient client, string path = "sub/big.bin") => client.AskAsync("transfer", ("path", path));

    Task<SocketPeer> OpenTextAsync() => SocketPeer.OpenAsync(new IPEndPoint(IPAddress.Loopback, server.Running.Ports.Text), "single", "\n", 0);

    [Fact]
    public async Task A_shared_file_comes_by_its_ticket()
    {
        await using var alice = await StartAsync();
        var answer = await OpenAsync(alice);
        Assert.Equal((server.Running.Ports.Transfers, Size, Tus.Hash(bytes)), (answer.At("transfer").At("port").GetInt32(), answer.At("transfer").At("size").GetInt32(), answer.At("transfer").Text("sha256")));
        using var fetch = Fetch.By(answer);
        await fetch.EndAsync();
        Assert.True(fetch.IsRight, $"{fetch.EndReason} {fetch.EndCode}");
        Assert.Equal(bytes, fetch.Bytes);
    }

    [Fact]
    public async Task A_ticket_works_once_and_for_its_file_only()
    {
        await using var alice = await StartAsync();
        var answer = await OpenAsync(alice);
        using var first = Fetch.By(answer, pauseAt: 1);
        await first.Paused.Task.Soon();
        using var second = Fetch.By(answer);
        await second.EndAsync();
        Assert.Equal((EndReason.ClosedByPeer, CloseCode.GrantRefused, 0), (second.EndReason, second.EndCode, second.Bytes.Length));
        using var other = Fetch.By(await OpenAsync(alice), change: options => options with { File = "sub/big.bin" });
        await other.EndAsync();
        Assert.Equal((EndReason.ClosedByPeer, CloseCode.GrantRefused, 0), (other.EndReason, other.EndCode, other.Bytes.Length));
    }

    [Theory]
    [InlineData("nothing.bin")]
    [InlineData("../secret")]
    [InlineData("sub")]
    [InlineData("/etc/passwd")]
    public async Task What_is_not_shared_is_no_file(string path)
    {
        await using var alice = await StartAsync();
        Assert.Equal("no_such_file", (await OpenAsync(alice, path)).Text("code"));
    }

    [Fact]
    public async Task Eight_tickets_of_a_person_wait_and_the_ninth_is_refused()
    {
        await using var alice = await StartAsync();
        for (var i = 0; i < 8; i++) Assert.Equal("ok", (await OpenAsync(alice)).Text("type"));
        Assert.Equal("rate_limited", (await OpenAsync(alice)).Text("code"));
        await using var bob = await server.JoinLiveAsync("bob");
        Assert.Equal("ok", (await OpenAsync(bob)).Text("type"));
    }

    [Fact]
    public async Task F27_a_file_that_changes_on_the_disk_ends_and_no_byte_of_the_other_comes()
    {
        await using var alice = await StartAsync();
        using var fetch = Fetch.By(await OpenAsync(alice), pauseAt: Size / 2);
        await fetch.Paused.Task.Soon();
        await File.WriteAllBytesAsync(Shared, Bytes(Size, seed: 2));
        fetch.Proceed();
        await fetch.EndAsync();
        Assert.Equal((EndReason.ClosedByPeer, CloseCode.FileChanged, false), (fetch.EndReason, fetch.EndCode, fetch.IsRight));
        Assert.Equal(bytes.AsSpan(0, Size / 2), fetch.Bytes.AsSpan(0, Size / 2));
        // What was read before the change may still come; nothing that was read after it.
        var beyond = fetch.Bytes.AsSpan(Size / 2);
        for (var i = 0; i < beyond.Length; i++) Assert.True(beyond[i] == 0 || beyond[i] == bytes[(Size / 2) + i], $"byte {i} beyond half");
    }

    [Fact]
    public async Task Who_logs_out_gets_no_more_of_it()
    {
        await using var alice = await StartAsync();
        using var fetch = Fetch.By(await OpenAsync(alice), pauseAt: Size / 2);
        var waiting = await OpenAsync(alice);
        await fetch.Paused.Task.Soon();
        await alice.Who.LogOutAsync();
        await fetch.EndAsync();
        Assert.Equal((EndReason.ClosedByPeer, CloseCode.GrantRefused), (fetch.EndReason, fetch.EndCode));
        using var late = Fetch.By(waiting);
        await late.EndAsync();
        Assert.Equal((EndReason.ClosedByPeer, CloseCode.NoFile, 0), (late.EndReason, late.EndCode, late.Bytes.Length));
    }

    [Fact]
    public async Task A_file_of_a_message_is_for_its_readers_while_they_are()
    {
        await using var alice = await StartAsync();
        await using var bob = await server.JoinLiveAsync("bob");
        await using var eve = await server.JoinLiveAsync("eve");
        using var tus = new Tus(alice.Who);
        var upload = await tus.CreateAsync(Size, ("filename", "plan:1.bin"));
        (await tus.PatchAsync(upload, 0, bytes)).Dispose();
        using (var done = await tus.Http.PostAsJsonAsync(upload + "/finish", new { sha256 = Tus.Hash(bytes) })) Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        var direct = (await alice.AskAsync("direct.open", ("person", bob.Id))).At("conversation").Text("id");
        var id = upload[(upload.LastIndexOf('/') + 1)..];
        var sent = await alice.AskAsync("send", ("conversation", direct), ("clientId", "1"), ("upload", id));
        Assert.Equal("ok", sent.Text("type"));

        Assert.Equal("no_such_file", (await eve.AskAsync("transfer", ("file", id))).Text("code"));
        using var whole = Fetch.By(await bob.AskAsync("transfer", ("file", id)));
        await whole.EndAsync();
        Assert.Equal(bytes, whole.Bytes);

        using var cut = Fetch.By(await bob.AskAsync("transfer", ("file", id)), pauseAt: Size / 2);
        await cut.Paused.Task.Soon();
        await alice.AskAsync("delete", ("conversation", direct), ("number", sent.At("message").At("number").GetInt64()));
        await cut.EndAsync();
        Assert.Equal((EndReason.ClosedByPeer, CloseCode.GrantRefused), (cut.EndReason, cut.EndCode));
        Assert.Equal("no_such_file", (await bob.AskAsync("transfer", ("file", id))).Text("code"));
    }

    [Fact]
    public async Task The_text_door_answers_a_port_and_the_file_comes_to_that_address_and_name()
    {
        await using var alice = await StartAsync();
        using var carol = await OpenTextAsync();
        await carol.SendAsync("<s:carol><t:connect>");
        await carol.ExpectAsync("<m:True><s:server:127.0.0.1><r:carol><p:connect_response>");
        await carol.ExpectAsync("<m:carol has joined the chat><s:Server><r:carol><p:message_received>");
        await carol.SendAsync("<s:carol><t:download><m:sub/big.bin><q:1>");
        await carol.ExpectAsync($"<m:{server.Running.Ports.Transfers}><s:server:127.0.0.1><r:carol><p:download_response><q:1>");

        using (var stranger = Fetch.By(server.Running.Ports.Transfers, "alice", "sub/big.bin"))
        {
            await stranger.EndAsync();
            Assert.Equal((EndReason.ClosedByPeer, CloseCode.GrantRefused, 0), (stranger.EndReason, stranger.EndCode, stranger.Bytes.Length));
        }

        using (var other = Fetch.By(server.Running.Ports.Transfers, "carol", "sub/other.bin"))
        {
            await other.EndAsync();
            Assert.Equal(CloseCode.GrantRefused, other.EndCode);
        }

        using var fetch = Fetch.By(server.Running.Ports.Transfers, "carol", "sub/big.bin");
        await fetch.EndAsync();
        Assert.True(fetch.IsRight, $"{fetch.EndReason} {fetch.EndCode}");
        Assert.Equal(bytes, fetch.Bytes);
        await carol.SendAsync("<s:carol><t:download><m:../secret>");
        await carol.ExpectAsync("<m:ERR><s:server:127.0.0.1><r:carol><p:download_response>");
    }

    [Fact]
    public async Task U14_four_clients_get_their_files_whole_through_a_storm_of_junk()
    {
        await using var alice = await StartAsync();
        using var stop = new CancellationTokenSource();
        var storm = Task.Run(() => Storm(server.Running.Ports.Transfers, stop.Token));
        var fetches = new List<Fetch>();
        for (var i = 0; i < 4; i++) fetches.Add(Fetch.By(await OpenAsync(alice)));
        foreach (var fetch in fetches)
        {
            await fetch.EndAsync();
            Assert.True(fetch.IsRight, $"{fetch.EndReason} {fetch.EndCode}");
            Assert.Equal(bytes, fetch.Bytes);
            fetch.Dispose();
        }

        await stop.CancelAsync();
        Assert.True(await storm > 100, "the storm was none");
        Assert.Equal("ok", (await alice.AskAsync("ping")).Text("type"));
    }

    [Fact]
    public async Task A_server_that_stops_tells_its_transfers_and_closes_the_port()
    {
        await using var alice = await StartAsync();
        using var fetch = Fetch.By(await OpenAsync(alice), pauseAt: 1);
        await fetch.Paused.Task.Soon();
        var port = server.Running.Ports.Transfers;
        await server.Running.DisposeAsync();
        await fetch.EndAsync();
        Assert.Equal((EndReason.ClosedByPeer, CloseCode.GoingAway), (fetch.EndReason, fetch.EndCode));
        using var free = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        free.Bind(new IPEndPoint(IPAddress.Loopback, port));
    }

    [Fact]
    public async Task The_key_of_resets_is_the_servers_alone_and_stays()
    {
        await using var alice = await StartAsync();
        var path = Path.Combine(server.Running.Data.Root, "rdt.key");
        var key = await File.ReadAllBytesAsync(path);
        Assert.Equal(32, key.Length);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        await server.RestartAsync();
        Assert.Equal(key, await File.ReadAllBytesAsync(path));
    }

    // Everything that could be the beginning of something, and nothing that is.
    static long Storm(int port, CancellationToken stop)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Connect(IPAddress.Loopback, port);
        socket.Blocking = false;
        byte[] first = [0xD0, 0xD2, 0xD8, 0xD9, 0xDA, 0x00, 0xFF];
        var datagram = new byte[1_200];
        long sent = 0;
        while (!stop.IsCancellationRequested)
        {
            RandomNumberGenerator.Fill(datagram);
            datagram[0] = first[sent % first.Length];
            datagram[1] = 1;
            try
            {
                socket.Send(datagram.AsSpan(0, sent % 3 == 0 ? 40 : 1_200));
            }
            catch (SocketException)
            {
                // No room, or nobody there any more.
            }

            if (++sent % 64 == 0) Thread.Yield();
        }

        return sent;
    }
}
