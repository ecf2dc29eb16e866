using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ChatBox.Server.Files.Share;
using ChatBox.Server.Tests.Admin;
using ChatBox.Server.Tests.Support;
using static ChatBox.Server.Tests.Files.Small;

namespace ChatBox.Server.Tests.Files;

/// <summary>The host's share: what is in it, and nothing that is not.</summary>
public sealed class ShareTests : IDisposable
{
    readonly TemporaryDirectory directory = new();

    public ShareTests()
    {
        Put("share/a.txt", "hello");
        Put("share/sub/b.txt", "below");
        Put("share/.hidden", "no");
        Put("share/.git/config", "no");
        Put("share/empty", "");
        Put("secret.txt", "secret");
        Put("share-beside/x.txt", "secret");
    }

    string Share => directory["share"];

    public void Dispose() => directory.Dispose();

    void Put(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(directory[path])!);
        File.WriteAllText(directory[path], text);
    }

    string[] Scan() => [.. ShareScan.Run(RealPaths.Of(Share)!, CancellationToken.None).Files.Select(file => file.Path)];

    Task<TestServer> StartAsync() => TestServer.StartAsync(options => NoFloor(options) with { Share = Share });

    static async Task<string[]> ListAsync(Tus client) =>
        [.. (await client.Http.GetFromJsonAsync<JsonElement>("/api/v1/share")).At("files").EnumerateArray().Select(file => file.Text("path"))];

    [Fact]
    public void What_is_hidden_is_not_shared_and_the_rest_is_by_path() => Assert.Equal(["a.txt", "empty", "sub/b.txt"], Scan());

    [Fact]
    public void Links_are_followed_inside_and_never_out()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights there");
        File.CreateSymbolicLink(directory["share/in.txt"], directory["share/sub/b.txt"]);
        File.CreateSymbolicLink(directory["share/relative.txt"], "sub/../a.txt");
        File.CreateSymbolicLink(directory["share/out.txt"], directory["secret.txt"]);
        File.CreateSymbolicLink(directory["share/up.txt"], "../secret.txt");
        File.CreateSymbolicLink(directory["share/beside.txt"], "../share-beside/x.txt");
        File.CreateSymbolicLink(directory["share/hidden.txt"], ".hidden");
        File.CreateSymbolicLink(directory["share/nowhere.txt"], "nothing");
        Directory.CreateSymbolicLink(directory["share/out"], directory["."]);
        Directory.CreateSymbolicLink(directory["share/loop"], Share);
        Directory.CreateSymbolicLink(directory["share/sub/loop"], "..");
        File.CreateSymbolicLink(directory["share/circle"], "circle");
        // A link that looks inside, by way of one that leads out.
        File.CreateSymbolicLink(directory["share/through.txt"], "out/secret.txt");
        Assert.Equal(["a.txt", "empty", "in.txt", "relative.txt", "sub/b.txt"], Scan());
    }

    [Fact]
    public void A_pipe_is_not_shared()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs mkfifo");
        System.Diagnostics.Process.Start("mkfifo", directory["share/pipe"]).WaitForExit();
        Assert.DoesNotContain("pipe", Scan());
    }

    [Fact]
    public void More_than_ten_thousand_files_are_cut()
    {
        for (var i = 0; i <= ShareScan.MaxFiles; i++) File.WriteAllBytes(directory[$"share/sub/{i}"], []);
        var (files, isCut) = ShareScan.Run(RealPaths.Of(Share)!, CancellationToken.None);
        Assert.Equal((ShareScan.MaxFiles, true), (files.Count, isCut));
    }

    [Fact]
    public async Task Everybody_who_has_joined_lists_and_reads_it_and_changes_are_told()
    {
        await using var server = await StartAsync();
        var who = await server.JoinAsync("alice");
        using var alice = new Tus(who);
        await using var live = await who.ConnectAsync();
        await Eventually.HoldsAsync(() => ListAsync(alice).GetAwaiter().GetResult().Length == 3, "the share is read");
        Assert.Equal(["a.txt", "empty", "sub/b.txt"], await ListAsync(alice));
        using (var got = await alice.GetAsync("/api/v1/share/files/sub/b.txt"))
        {
            Assert.Equal("below", await got.Content.ReadAsStringAsync());
            Assert.Equal(("attachment", "application/octet-stream"), (got.Content.Headers.ContentDisposition!.DispositionType, got.Content.Headers.ContentType!.MediaType));
        }

        using (var empty = await alice.GetAsync("/api/v1/share/files/empty")) Assert.Equal(0, empty.Content.Headers.ContentLength);
        Put("share/new.txt", "new");
        await live.NextAsync("share");
        await Eventually.HoldsAsync(() => ListAsync(alice).GetAwaiter().GetResult().Contains("new.txt"), "the new one is listed");
        File.Delete(directory["share/a.txt"]);
        await Eventually.HoldsAsync(() => !ListAsync(alice).GetAwaiter().GetResult().Contains("a.txt"), "the old one is not");
        Assert.Equal(["empty", "new.txt", "sub/b.txt"], (await live.AskAsync("share")).At("files").EnumerateArray().Select(file => file.Text("path")));
    }

    [Fact]
    public async Task Hashes_become_known_and_who_began_before_goes_on()
    {
        await using var server = await StartAsync();
        using var alice = new Tus(await server.JoinAsync("alice"));
        var bytes = Bytes(100_000);
        await File.WriteAllBytesAsync(directory["share/big.bin"], bytes);
        var before = new ShareEntry("big.bin", directory["share/big.bin"], ChatBox.Server.Files.Native.IdentityOf(new FileInfo(directory["share/big.bin"])), default).ETag;
        JsonElement listed = default;
        await Eventually.HoldsAsync(() => (listed = alice.Http.GetFromJsonAsync<JsonElement>("/api/v1/share").GetAwaiter().GetResult()).At("files").EnumerateArray()
            .Any(file => file.Text("path") == "big.bin" && file.Has("sha256")), "it is hashed");
        Assert.Equal(Tus.Hash(bytes), listed.At("files").EnumerateArray().Single(file => file.Text("path") == "big.bin").Text("sha256"));
        using var now = await alice.GetAsync("/api/v1/share/files/big.bin", "bytes=50000-");
        Assert.Equal($"\"{Tus.Hash(bytes)}\"", now.Headers.ETag!.Tag);
        using var went = await alice.GetAsync("/api/v1/share/files/big.bin", "bytes=50000-", before);
        Assert.Equal((HttpStatusCode.PartialContent, before), (went.StatusCode, went.Headers.ETag!.Tag));
        Assert.Equal(bytes[50_000..], await went.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_folder_comes_as_a_zip()
    {
        await using var server = await StartAsync();
        using var alice = new Tus(await server.JoinAsync("alice"));
        await Eventually.HoldsAsync(() => ListAsync(alice).GetAwaiter().GetResult().Length == 3, "the share is read");
        using (var zip = new ZipArchive(new MemoryStream(await alice.Http.GetByteArrayAsync("/api/v1/share/zip/"))))
            Assert.Equal(["a.txt", "empty", "sub/b.txt"], zip.Entries.Select(entry => entry.FullName));
        using var below = await alice.GetAsync("/api/v1/share/zip/sub");
        Assert.Equal("attachment; filename=\"sub.zip\"; filename*=UTF-8''sub.zip", below.Content.Headers.ContentDisposition!.ToString());
        using (var zip = new ZipArchive(new MemoryStream(await below.Content.ReadAsByteArrayAsync())))
        {
            using var reader = new StreamReader(Assert.Single(zip.Entries).Open());
            Assert.Equal(("sub/b.txt", "below"), (zip.Entries[0].FullName, await reader.ReadToEndAsync()));
        }

        foreach (var none in new[] { "su", "sub/b.txt", "nothing", ".git" })
        {
            using var refused = await alice.GetAsync("/api/v1/share/zip/" + none);
            Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        }
    }

    /// <summary>As they stand in the request line.</summary>
    static readonly string[] Ways =
    [
        "../secret.txt",
        "sub/../../secret.txt",
        "%2e%2e/secret.txt",
        "%2e%2e%2fsecret.txt",
        "..%2fsecret.txt",
        "..%5csecret.txt",
        "..\\secret.txt",
        "%252e%252e%252fsecret.txt",
        "%c0%ae%c0%ae/secret.txt",
        "%c0%ae%c0%ae%c0%afsecret.txt",
        "a.txt%00",
        "%00",
        "/etc/passwd",
        "//etc/passwd",
        "C:%5cWindows%5cwin.ini",
        "a.txt::$DATA",
        "a.txt%3a%3a$DATA",
        "a.txt.",
        "a.txt%20",
        "A.TXT",
        "./a.txt%2f",
        ".hidden",
        ".git/config",
        "sub/.",
        "sub",
        "",
        "out/secret.txt",
        "~/a.txt",
    ];

    [Fact]
    public async Task Nothing_else_is_reached_however_the_path_is_written()
    {
        if (!OperatingSystem.IsWindows()) Directory.CreateSymbolicLink(directory["share/out"], directory["."]);
        await using var server = await StartAsync();
        var who = await server.JoinAsync("alice");
        using var alice = new Tus(who);
        await Eventually.HoldsAsync(() => ListAsync(alice).GetAwaiter().GetResult().Length == 3, "the share is read");
        // By hand: a client of .NET would tidy up the path. These folders there are.
        foreach (var path in Ways.Select(way => "files/" + way).Concat(Ways.Except(["sub", "sub/.", ""]).Select(way => "zip/" + way)))
        {
            using var raw = await RawSocket.ConnectAsync(server.Http);
            await raw.WriteAsync($"GET /api/v1/share/{path} HTTP/1.1\r\nHost: 127.0.0.1:{server.Http.Port}\r\nAuthorization: Bearer {who.Token}\r\nConnection: close\r\n\r\n");
            var answer = await raw.ReadAllAsync();
            // An address that is none of the share's is the page's, or nothing.
            Assert.True(answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal) || answer.Contains("text/html", StringComparison.Ordinal), $"{path}: {answer}");
            Assert.DoesNotContain("secret", answer[answer.IndexOf("\r\n\r\n", StringComparison.Ordinal)..], StringComparison.Ordinal);
            Assert.DoesNotContain("root:", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_file_that_is_exchanged_for_a_link_after_it_was_listed_is_not_followed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the identity of files is told on Linux");
        var (files, _) = ShareScan.Run(RealPaths.Of(Share)!, CancellationToken.None);
        var entry = files.Single(file => file.Path == "a.txt");
        using (var file = ShareFile.TryOpen(entry, RealPaths.Of(Share)!)) Assert.NotNull(file);
        File.Delete(directory["share/a.txt"]);
        File.CreateSymbolicLink(directory["share/a.txt"], directory["secret.txt"]);
        Assert.Null(ShareFile.TryOpen(entry, RealPaths.Of(Share)!));
        // A whole folder on the way is exchanged.
        entry = files.Single(file => file.Path == "sub/b.txt");
        Directory.Move(directory["share/sub"], directory["elsewhere"]);
        Directory.CreateSymbolicLink(directory["share/sub"], directory["elsewhere"]);
        Assert.Null(ShareFile.TryOpen(entry, RealPaths.Of(Share)!));
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Without_a_share_there_is_none()
    {
        await using var server = await TestServer.StartAsync(NoFloor);
        using var alice = new Tus(await server.JoinAsync("alice"));
        Assert.Empty(await ListAsync(alice));
        using var none = await alice.GetAsync("/api/v1/share/files/a.txt");
        Assert.Equal((HttpStatusCode.NotFound, "no_such_file"), (none.StatusCode, await Tus.CodeOf(none)));
    }

    [Fact]
    public async Task The_text_door_lists_it()
    {
        await using var server = await StartAsync();
        using var alice = new Tus(await server.JoinAsync("alice"));
        await Eventually.HoldsAsync(() => ListAsync(alice).GetAwaiter().GetResult().Length == 3, "the share is read");
        using var raw = await RawSocket.ConnectAsync(new Uri($"tcp://127.0.0.1:{server.Running.Ports.Text}"));
        await raw.WriteAsync("<s:nc><t:connect>\n<s:nc><t:get_file>\n<s:nc><t:disconnect>\n");
        Assert.Contains("<m:['a.txt', 'empty', 'sub/b.txt']><s:server:127.0.0.1><r:nc><p:file_list>", await raw.ReadAllAsync(), StringComparison.Ordinal);
    }
}
