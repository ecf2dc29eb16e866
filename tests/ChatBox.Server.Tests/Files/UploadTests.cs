using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using ChatBox.Core.Files;
using ChatBox.Server.Tests.Admin;
using ChatBox.Server.Tests.Support;
using ChatBox.Testing;
using static ChatBox.Server.Tests.Files.Small;

namespace ChatBox.Server.Tests.Files;

/// <summary>Uploads by tus 1.0.0, from the first byte to the proof.</summary>
public sealed class UploadTests
{
    [Fact]
    public async Task A_file_goes_up_in_pieces_is_proven_sent_and_comes_down_the_same()
    {
        await using var server = await TestServer.StartAsync(NoFloor);
        using var alice = new Tus(await server.JoinAsync("alice"));
        using var bob = new Tus(await server.JoinAsync("bob"));
        var bytes = Bytes(1_000_000);
        var at = await alice.CreateAsync(bytes.Length, ("filename", "plan.pdf"), ("filetype", "application/pdf"));
        Assert.StartsWith("/api/v1/uploads/", at, StringComparison.Ordinal);
        foreach (var (from, to) in new[] { (0, 1), (1, 65536), (65536, 700_000), (700_000, 1_000_000) })
        {
            using var patched = await alice.PatchAsync(at, from, bytes[from..to]);
            Assert.Equal((HttpStatusCode.NoContent, to), (patched.StatusCode, Tus.OffsetOf(patched)));
            Assert.Equal(to, await alice.OffsetAsync(at));
        }

        using var finished = await alice.FinishAsync(at, Tus.Hash(bytes));
        var file = await finished.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((true, Tus.Hash(bytes), "application/pdf", 1_000_000L), (file.GetProperty("ready").GetBoolean(), file.Text("sha256"), file.Text("type"), file.Number("size")));

        var message = await alice.SendAsync(file.Text("id"));
        Assert.Equal("there", message.At("file").Text("state"));
        using var got = await bob.GetAsync($"/api/v1/files/{file.Text("id")}");
        Assert.Equal(HttpStatusCode.OK, got.StatusCode);
        Assert.Equal(Tus.Hash(bytes), Tus.Hash(await got.Content.ReadAsByteArrayAsync()));
        Assert.Equal($"\"{Tus.Hash(bytes)}\"", got.Headers.ETag!.Tag);
        Assert.Equal($"sha-256=:{Convert.ToBase64String(SHA256.HashData(bytes))}:", Assert.Single(got.Headers.GetValues("Repr-Digest")));
        Assert.Equal("attachment; filename=\"plan.pdf\"; filename*=UTF-8''plan.pdf", got.Content.Headers.ContentDisposition!.ToString());
    }

    [Fact]
    public async Task OPTIONS_tells_what_the_server_can()
    {
        await using var server = await TestServer.StartAsync(NoFloor);
        using var http = server.NewHttp();
        using var response = await http.SendAsync(new HttpRequestMessage(HttpMethod.Options, "/api/v1/uploads"));
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        string Header(string name) => Assert.Single(response.Headers.GetValues(name));
        Assert.Equal(("1.0.0", "1.0.0", "sha256,sha1"), (Header("Tus-Resumable"), Header("Tus-Version"), Header("Tus-Checksum-Algorithm")));
        Assert.Equal("creation,creation-with-upload,creation-defer-length,checksum,expiration,termination", Header("Tus-Extension"));
        Assert.Equal("53687091200", Header("Tus-Max-Size"));
    }

    [Fact]
    public async Task Another_version_is_refused_and_none_is_taken_for_ours()
    {
        await using var server = await TestServer.StartAsync(NoFloor);
        using var http = (await server.JoinAsync("alice")).NewHttp();
        using var other = new HttpRequestMessage(HttpMethod.Post, "/api/v1/uploads") { Headers = { { "Tus-Resumable", "0.2.2" }, { "Upload-Length", "1" } } };
        using var refused = await http.SendAsync(other);
        Assert.Equal((HttpStatusCode.PreconditionFailed, "1.0.0"), (refused.StatusCode, Assert.Single(refused.Headers.GetValues("Tus-Version"))));
        using var none = new HttpRequestMessage(HttpMethod.Post, "/api/v1/uploads") { Headers = { { "Upload-Length", "1" } } };
        using var taken = await http.SendAsync(none);
        Assert.Equal(HttpStatusCode.Created, taken.StatusCode);
    }

    [Fact]
    public async Task The_first_bytes_may_come_with_the_creation_and_the_length_with_the_last()
    {
        await using var server = await TestServer.StartAsync(NoFloor);
        using var alice = new Tus(await server.JoinAsync("alice"));
        using var created = await alice.PostAsync(null, body: [1, 2, 3]);
        Assert.Equal((HttpStatusCode.Created, 3), (created.StatusCode, Tus.OffsetOf(created)));
        var at = created.Headers.Location!.OriginalString;
        using (var head = await alice.HeadAsync(at))
        {
            Assert.Equal("1", Assert.Single(head.Headers.GetValues("Upload-Defer-Length")));
            Assert.False(head.Headers.Contains("Upload-Length"));
            Assert.True(head.Headers.CacheControl!.NoStore);
        }

        using (var early = await alice.FinishAsync(at, Tus.Hash([1, 2, 3]))) Assert.Equal("upload_unfinished", await Tus.CodeOf(early));
        using (var last = await alice.PatchAsync(at, 3, [4, 5], ("Upload-Length", "5"))) Assert.Equal(5, Tus.OffsetOf(last));
        using var finished = await alice.FinishAsync(at, Tus.Hash([1, 2, 3, 4, 5]));
        Assert.Equal(5, (await finished.Content.ReadFromJsonAsync<JsonElement>()).Number("size"));
    }

    [Fact]
    public async Task An_upload_whose_hash_was_told_before_is_ready_with_its_last_byte()
    {
        await using var server = await TestServer.StartAsync(NoFloor);
        using var alice = new Tus(await server.JoinAsync("alice"));
        var at = await alice.CreateAsync(3, ("sha256", Tus.Hash([1, 2, 3])), ("filename", "a.txt"), ("filetype", "text/plain"));
        using (var last = await alice.PatchAsync(at, 0, [1, 2, 3])) Assert.Equal(HttpStatusCode.NoContent, last.StatusCode);
        Assert.Equal("there", (await alice.SendAsync(Tus.IdOf(at))).At("file").Text("state"));

        at = await alice.CreateAsync(3, ("sha256", Tus.Hash([1, 2, 3])));
        using var wrong = await alice.PatchAsync(at, 0, [1, 2, 4]);
        Assert.Equal((HttpStatusCode.BadRequest, "checksum_mismatch"), (wrong.StatusCode, await Tus.CodeOf(wrong)));
        using var gone = await alice.HeadAsync(at);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Theory]
    [InlineData(4, 1, 409)]
    [InlineData(2, 1, 409)]
    [InlineData(0, 1, 409)]
    [InlineData(9_000_000_000, 1, 409)]
    [InlineData(3, 8, 400)]
    [InlineData(3, 100_000, 400)]
    public async Task Bytes_at_a_wrong_place_or_beyond_the_end_change_nothing(long offset, int count, int status)
    {
        await using var server = await TestServer.StartAsync(NoFloor);
        using var alice = new Tus(await server.JoinAsync("alice"));
        var at = await alice.CreateAsync(10);
        using (await alice.PatchAsync(at, 0, [1, 2, 3]))
        {
        }

        using (var refused = await alice.PatchAsync(at, offset, new byte[count])) Assert.Equal(status, (int)refused.StatusCode);
        Assert.Equal(3, await alice.OffsetAsync(at));
        using (await alice.PatchAsync(at, 3, [4, 5, 6, 7, 8, 9, 10]))
        {
        }

        using var finished = await alice.FinishAsync(at, Tus.Hash([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]));
        Assert.Equal(HttpStatusCode.OK, finished.StatusCode);
    }

    [Fact]
    public async Task A_body_without_a_length_that_is_too_long_changes_nothing()
    {
        await using var server = await TestServer.StartAsync(NoFloor);
        using var alice = new Tus(await server.JoinAsync("alice"));
        var at = await alice.CreateAsync(1000);
        using (var refused = await alice.PatchAsync(at, 0, Tus.Chunked(new byte[1001]))) Assert.Equal("bad_upload", await Tus.CodeOf(refused));
        Assert.Equal(0, await alice.OffsetAsync(at));
        using var fits = await alice.PatchAsync(at, 0, Tus.Chunked(new byte[1000]));
        Assert.Equal(1000, Tus.OffsetOf(fits));
    }

    [Fact]
    public async Task Bytes_whose_own_hash_is_wrong_are_not_kept()
    {
        await using var server = await TestServer.StartAsync(NoFloor);
        using var alice = new Tus(await server.JoinAsync("alice"));
        var bytes = Bytes(300_000);
        var at = await alice.CreateAsync(bytes.Length);
        string Sum(byte[] of) => "sha256 " + Convert.ToBase64String(SHA256.HashData(of));
        using (var first = await alice.PatchAsync(at, 0, bytes[..100_000], ("Upload-Checksum", Sum(bytes[..100_000])))) Assert.Equal(100_000, Tus.OffsetOf(first));
        using (var wrong = await alice.PatchAsync(at, 100_000, bytes[100_000..200_000], ("Upload-Checksum", Sum(bytes[..100_000]))))
            Assert.Equal((460, "checksum_mismatch"), ((int)wrong.StatusCode, await Tus.CodeOf(wrong)));
        Assert.Equal(100_000, await alice.OffsetAsync(at));
        using (var md5 = await alice.PatchAsync(at, 100_000, [1], ("Upload-Checksum", "md5 1B2M2Y8AsgTpgAmY7PhCfg=="))) Assert.Equal(HttpStatusCode.BadRequest, md5.StatusCode);
        using (var rest = await alice.PatchAsync(at, 100_000, bytes[100_000..], ("Upload-Checksum", Sum(bytes[100_000..])))) Assert.Equal(300_000, Tus.OffsetOf(rest));
        using var finished = await alice.FinishAsync(at, Tus.Hash(bytes));
        Assert.Equal(HttpStatusCode.OK, finished.StatusCode);
    }

    [Fact]
    public async Task A_whole_with_another_hash_is_said_and_nothing_of_it_stays()
    {
        await using var server = await TestServer.StartAsync(NoFloor);
        using var alice = new Tus(await server.JoinAsync("alice"));
        var at = await alice.CreateAsync(3);
        using (await alice.PatchAsync(at, 0, [1, 2, 3]))
        {
        }

        using (var refused = await alice.FinishAsync(at, Tus.Hash([3, 2, 1]))) Assert.Equal((HttpStatusCode.BadRequest, "checksum_mismatch"), (refused.StatusCode, await Tus.CodeOf(refused)));
        using (var gone = await alice.HeadAsync(at)) Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        await Eventually.HoldsAsync(() => Lying(server.Running.Data.Root, "uploads").Length == 0, "the bytes go");
        Assert.Empty(Lying(server.Running.Data.Root, "blobs"));
    }

    [Fact]
    public async Task Finishing_again_is_fine_and_the_type_is_told_by_the_bytes()
    {
        await using var server = await TestServer.StartAsync(NoFloor);
        using var alice = new Tus(await server.JoinAsync("alice"));
        var svg = "<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray();
        var at = "/api/v1/uploads/" + await alice.UploadAsync(svg, "x.png", "image/png");
        using var again = await alice.FinishAsync(at, Tus.Hash(svg));
        Assert.Equal("application/octet-stream", (await again.Content.ReadFromJsonAsync<JsonElement>()).Text("type"));
        using var other = await alice.FinishAsync(at, Tus.Hash([1]));
        Assert.Equal("checksum_mismatch", await Tus.CodeOf(other));
        Assert.Equal(svg.Length, await alice.OffsetAsync(at));
        using var more = await alice.PatchAsync(at, svg.Length, [1]);
        Assert.Equal("wrong_offset", await Tus.CodeOf(more));
    }

    [Fact]
    public async Task Of_an_upload_only_its_owner_knows()
    {
        await using var server = await TestServer.StartAsync(NoFloor);
        using var alice = new Tus(await server.JoinAsync("alice"));
        using var eve = new Tus(await server.JoinAsync("eve"));
        var at = await alice.CreateAsync(3);
        var unknown = "/api/v1/uploads/" + new string('7', 26);
        foreach (var (known, none) in new[]
        {
            (await eve.HeadAsync(at), await eve.HeadAsync(unknown)),
            (await eve.PatchAsync(at, 0, [1, 2, 3]), await eve.PatchAsync(unknown, 0, [1, 2, 3])),
            (await eve.Http.DeleteAsync(at), await eve.Http.DeleteAsync(unknown)),
            (await eve.FinishAsync(at, Tus.Hash([1, 2, 3])), await eve.FinishAsync(unknown, Tus.Hash([1, 2, 3]))),
            (await eve.GetAsync("/api/v1/files/" + Tus.IdOf(at)), await eve.GetAsync("/api/v1/files/" + new string('7', 26))),
            (await eve.GetAsync("/api/v1/files/" + Tus.IdOf(at)), await eve.GetAsync("/api/v1/files/1")),
        })
        {
            Assert.Equal(HttpStatusCode.NotFound, known.StatusCode);
            Assert.Equal(await none.Content.ReadAsStringAsync(), await known.Content.ReadAsStringAsync());
        }

        Assert.Equal(0, await alice.OffsetAsync(at));
    }

    [Fact]
    public async Task What_its_owner_gives_up_is_gone_from_the_disk()
    {
        await using var server = await TestServer.StartAsync(NoFloor);
        using var alice = new Tus(await server.JoinAsync("alice"));
        var at = await alice.CreateAsync(3);
        Assert.NotEmpty(Lying(server.Running.Data.Root, "uploads"));
        using (var ended = await alice.Http.DeleteAsync(at)) Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        using (var gone = await alice.HeadAsync(at)) Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        await Eventually.HoldsAsync(() => Lying(server.Running.Data.Root, "uploads").Length == 0, "the bytes go");
    }

    [Fact]
    public async Task The_same_content_lies_there_once_until_the_last_who_has_it_lets_it_go()
    {
        await using var server = await TestServer.StartAsync(NoFloor);
        using var alice = new Tus(await server.JoinAsync("alice"));
        using var bob = new Tus(await server.JoinAsync("bob"));
        var bytes = Bytes(10_000);
        var (first, second) = (await alice.SendAsync(await alice.UploadAsync(bytes, "a")), await bob.SendAsync(await bob.UploadAsync(bytes, "b")));
        var blob = Assert.Single(Lying(server.Running.Data.Root, "blobs"));
        Assert.Equal(Tus.Hash(bytes), Path.GetFileName(blob));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(blob));

        using (var deleted = await alice.Http.DeleteAsync($"/api/v1/conversations/lobby/messages/{first.Number("number")}")) Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        using (var gone = await bob.GetAsync("/api/v1/files/" + first.At("file").Text("id"))) Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        using (var there = await alice.GetAsync("/api/v1/files/" + second.At("file").Text("id"))) Assert.Equal(bytes, await there.Content.ReadAsByteArrayAsync());
        using (var deleted = await bob.Http.DeleteAsync($"/api/v1/conversations/lobby/messages/{second.Number("number")}")) Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        await Eventually.HoldsAsync(() => Lying(server.Running.Data.Root, "blobs").Length == 0, "the content goes");
        await server.RestartAsync();
        Assert.Empty(Lying(server.Running.Data.Root, "uploads"));
    }

    [Fact]
    public async Task Uploads_begun_together_never_pass_the_quota_together()
    {
        await using var server = await TestServer.StartAsync(options => NoFloor(options) with { Files = new() { Floor = 0, Limits = new FileLimits(1000, 5000) } });
        using var alice = new Tus(await server.JoinAsync("alice"));
        var created = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => alice.PostAsync(300)));
        Assert.Equal(3, created.Count(response => response.StatusCode == HttpStatusCode.Created));
        foreach (var refused in created.Where(response => response.StatusCode != HttpStatusCode.Created))
            Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "quota_exceeded"), (refused.StatusCode, await Tus.CodeOf(refused)));
        // Of unknown length, too.
        using var open = await alice.PostAsync(null);
        using (var over = await alice.PatchAsync(open.Headers.Location!.OriginalString, 0, new byte[101])) Assert.Equal("quota_exceeded", await Tus.CodeOf(over));
        using var just = await alice.PatchAsync(open.Headers.Location!.OriginalString, 0, new byte[100]);
        Assert.Equal(100, Tus.OffsetOf(just));
    }

    [Fact]
    public async Task The_twenty_first_unfinished_upload_is_refused()
    {
        await using var server = await TestServer.StartAsync(NoFloor);
        using var alice = new Tus(await server.JoinAsync("alice"));
        for (var i = 0; i < 20; i++) await alice.CreateAsync(5);
        using var refused = await alice.PostAsync(5);
        Assert.Equal((HttpStatusCode.TooManyRequests, "too_many_uploads"), (refused.StatusCode, await Tus.CodeOf(refused)));
    }

    [Fact]
    public async Task Below_the_floor_of_free_disk_nothing_is_taken_and_messages_go_on()
    {
        await using var server = await TestServer.StartAsync(options => options with { Files = new() { Floor = long.MaxValue / 2 } });
        using var alice = new Tus(await server.JoinAsync("alice"));
        using var refused = await alice.PostAsync(5);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "storage_full"), (refused.StatusCode, await Tus.CodeOf(refused)));
        using var said = await alice.Http.PostAsJsonAsync("/api/v1/conversations/lobby/messages", new { clientId = "c", text = "hello" });
        Assert.Equal(HttpStatusCode.Created, said.StatusCode);
    }

    [Fact]
    public async Task After_a_day_without_a_byte_an_upload_is_swept_and_one_that_goes_on_is_not()
    {
        var clock = new ManualTimeProvider();
        using var directory = new TemporaryDirectory();
        await using var server = await TestServer.StartAsync(NoFloor, clock, directory["data"]);
        using var alice = new Tus(await server.JoinAsync("alice"));
        var (old, busy) = (await alice.CreateAsync(5), await alice.CreateAsync(5));
        clock.Advance(TimeSpan.FromHours(23));
        using (await alice.PatchAsync(busy, 0, [1]))
        {
        }

        clock.Advance(TimeSpan.FromHours(1));
        using (var gone = await alice.HeadAsync(old)) Assert.Contains(gone.StatusCode, new[] { HttpStatusCode.Gone, HttpStatusCode.NotFound });
        await Eventually.HoldsAsync(() => Lying(directory["data"], "uploads").All(path => path.Contains(Tus.IdOf(busy), StringComparison.Ordinal)), "the bytes go");
        Assert.Equal(1, await alice.OffsetAsync(busy));
        using var next = await alice.PatchAsync(old, 0, [1]);
        Assert.Equal(HttpStatusCode.NotFound, next.StatusCode);
    }

    [Fact]
    public async Task A_declined_offer_ends_the_upload_under_way_and_frees_its_bytes()
    {
        await using var server = await TestServer.StartAsync(NoFloor);
        var aliceIs = await server.JoinAsync("alice");
        using var alice = new Tus(aliceIs);
        using var bob = new Tus(await server.JoinAsync("bob"));
        using var opened = await alice.Http.PostAsJsonAsync("/api/v1/direct", new { person = (await (await bob.Http.GetAsync("/api/v1/me")).Content.ReadFromJsonAsync<JsonElement>()).Text("id") });
        var conversation = (await opened.Content.ReadFromJsonAsync<JsonElement>()).Text("id");
        var at = await alice.CreateAsync(1_000_000);
        var message = await alice.SendAsync(Tus.IdOf(at), conversation);
        Assert.Equal("offered", message.At("file").Text("state"));
        using var raw = await HangAsync(server, aliceIs, at, 1_000_000, Bytes(100_000));
        using (var declined = await bob.Http.PutAsJsonAsync($"/api/v1/conversations/{conversation}/messages/{message.Number("number")}/file", new { state = "declined" }))
            Assert.Equal(HttpStatusCode.OK, declined.StatusCode);
        Assert.StartsWith("HTTP/1.1 410", await raw.ReadHeadAsync().Soon(), StringComparison.Ordinal);
        await Eventually.HoldsAsync(() => Lying(server.Running.Data.Root, "uploads").Length == 0, "the bytes go");
    }

    [Fact]
    public async Task A_request_that_hangs_gives_way_to_a_newer_one_and_keeps_what_came()
    {
        await using var server = await TestServer.StartAsync(NoFloor);
        var who = await server.JoinAsync("alice");
        using var alice = new Tus(who);
        var bytes = Bytes(500_000);
        var at = await alice.CreateAsync(bytes.Length);
        using var raw = await HangAsync(server, who, at, bytes.Length, bytes[..200_000]);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var offset = await alice.OffsetAsync(at);
        Assert.InRange(offset, 1, 200_000);
        Assert.StartsWith("HTTP/1.1 409", await raw.ReadHeadAsync().Soon(), StringComparison.Ordinal);
        using (var rest = await alice.PatchAsync(at, offset, bytes[(int)offset..]).Soon()) Assert.Equal(bytes.Length, Tus.OffsetOf(rest));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(8));
        using var finished = await alice.FinishAsync(at, Tus.Hash(bytes));
        Assert.Equal(HttpStatusCode.OK, finished.StatusCode);
    }

    /// <summary>A PATCH by hand, up to where its body begins.</summary>
    internal static string RequestHead(IServed server, Somebody who, string at, long offset, long length) =>
        $"PATCH {at} HTTP/1.1\r\nHost: 127.0.0.1:{server.Http.Port}\r\nAuthorization: Bearer {who.Token}\r\nTus-Resumable: 1.0.0\r\n"
        + $"Content-Type: application/offset+octet-stream\r\nUpload-Offset: {offset}\r\nContent-Length: {length}\r\n\r\n";

    /// <summary>A request that brings some bytes and then nothing more, as over a line that is half there.</summary>
    static async Task<RawSocket> HangAsync(TestServer server, Somebody who, string at, long length, byte[] bytes)
    {
        var raw = await RawSocket.ConnectAsync(server.Http);
        await raw.WriteAsync(RequestHead(server, who, at, 0, length));
        await raw.WriteAsync(bytes);
        var part = Path.Combine(server.Running.Data.Root, "files", "uploads", Tus.IdOf(at));
        await Eventually.HoldsAsync(() => new FileInfo(part).Length > 0, "some of it arrives");
        return raw;
    }
}
