using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using ChatBox.Server.Tests.Support;
using ChatBox.Testing;
using static ChatBox.Server.Tests.Files.Small;

namespace ChatBox.Server.Tests.Files;

/// <summary>Downloads: in parts, safely, and only for who may.</summary>
public sealed class DownloadTests
{
    [Fact]
    public async Task A_download_that_broke_off_goes_on_where_it_was()
    {
        await using var server = await TestServer.StartAsync(NoFloor);
        using var alice = new Tus(await server.JoinAsync("alice"));
        var bytes = Bytes(100_000);
        var path = "/api/v1/files/" + await alice.UploadAsync(bytes);
        var etag = $"\"{Tus.Hash(bytes)}\"";

        using (var part = await alice.GetAsync(path, "bytes=40000-", etag))
        {
            Assert.Equal((HttpStatusCode.PartialContent, "bytes 40000-99999/100000"), (part.StatusCode, part.Content.Headers.ContentRange!.ToString()));
            Assert.Equal(bytes[40_000..], await part.Content.ReadAsByteArrayAsync());
            Assert.Equal("bytes", Assert.Single(part.Headers.AcceptRanges));
        }

        using (var changed = await alice.GetAsync(path, "bytes=40000-", "\"other\"")) Assert.Equal((HttpStatusCode.OK, 100_000), (changed.StatusCode, changed.Content.Headers.ContentLength));
        using (var beyond = await alice.GetAsync(path, "bytes=100000-")) Assert.Equal((HttpStatusCode.RequestedRangeNotSatisfiable, "bytes */100000"), (beyond.StatusCode, beyond.Content.Headers.ContentRange!.ToString()));
        using (var several = await alice.GetAsync(path, "bytes=0-0,0-0")) Assert.Equal(HttpStatusCode.OK, several.StatusCode);
        using var head = await alice.GetAsync(path, "bytes=0-9", method: HttpMethod.Head);
        Assert.Equal((HttpStatusCode.OK, 100_000, etag), (head.StatusCode, head.Content.Headers.ContentLength, head.Headers.ETag!.Tag));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("89504E470D0A1A0A00", "image/png", "inline", "image/png")]
    [InlineData("68656C6C6F", "text/plain", "inline", "text/plain; charset=utf-8")]
    [InlineData("3C68746D6C3E", "text/html", "inline", "text/plain; charset=utf-8")]
    [InlineData("3C737667202F3E", "image/svg+xml", "attachment", "application/octet-stream")]
    [InlineData("255044462D", "application/pdf", "attachment", "application/pdf")]
    [InlineData("3C68746D6C3E", "application/xhtml+xml", "attachment", "application/octet-stream")]
    public async Task Only_pictures_and_plain_text_are_ever_shown_and_nothing_runs(string hex, string said, string disposition, string type)
    {
        await using var server = await TestServer.StartAsync(NoFloor);
        using var alice = new Tus(await server.JoinAsync("alice"));
        var id = await alice.UploadAsync(Convert.FromHexString(hex), "x.svg", said);
        foreach (var (path, expected) in new[] { ($"/api/v1/files/{id}/view", disposition), ($"/api/v1/files/{id}", "attachment") })
        {
            using var response = await alice.GetAsync(path);
            Assert.Equal((expected, type), (response.Content.Headers.ContentDisposition!.DispositionType, response.Content.Headers.ContentType!.ToString()));
            Assert.Equal("sandbox; default-src 'none'", Assert.Single(response.Headers.GetValues("Content-Security-Policy")));
            Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
            Assert.True(response.Headers.CacheControl!.NoStore && response.Headers.CacheControl.Private);
        }
    }

    [Fact]
    public async Task A_thumbnail_is_a_small_picture_and_nothing_else()
    {
        await using var server = await TestServer.StartAsync(NoFloor);
        using var alice = new Tus(await server.JoinAsync("alice"));
        var id = await alice.UploadAsync([1, 2, 3]);
        var picture = new byte[65_536];
        PictureSizeTests.Png(1024, 1024).CopyTo(picture, 0);
        async Task<HttpStatusCode> PutAsync(byte[] bytes) => (await alice.Http.PutAsync($"/api/v1/uploads/{id}/thumbnail", new ByteArrayContent(bytes))).StatusCode;
        using (var none = await alice.GetAsync($"/api/v1/files/{id}/thumbnail")) Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, await PutAsync(picture));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PutAsync([.. picture, 0]));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await PutAsync("<svg/>"u8.ToArray()));
        // H6: a few bytes that claim four billion pixels.
        Assert.Equal(HttpStatusCode.BadRequest, await PutAsync(PictureSizeTests.Png(65_535, 65_535)));
        Assert.Equal(HttpStatusCode.BadRequest, await PutAsync(PictureSizeTests.Png(1024, 1025)));
        Assert.Equal(HttpStatusCode.BadRequest, await PutAsync(Convert.FromHexString("89504E470D0A1A0A")));
        using var got = await alice.GetAsync($"/api/v1/files/{id}/thumbnail");
        Assert.Equal(("image/png", 65_536), (got.Content.Headers.ContentType!.MediaType, (await got.Content.ReadAsByteArrayAsync()).Length));
    }

    [Fact]
    public async Task Both_hashes_can_be_asked_for()
    {
        await using var server = await TestServer.StartAsync(NoFloor);
        using var alice = new Tus(await server.JoinAsync("alice"));
        var bytes = Bytes(70_000);
        var id = await alice.UploadAsync(bytes);
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        md5.AppendData(bytes);
        var expected = Convert.ToHexStringLower(md5.GetHashAndReset());
        for (var again = 0; again < 2; again++)
        {
            var digests = await alice.Http.GetFromJsonAsync<JsonElement>($"/api/v1/files/{id}/digests");
            Assert.Equal((Tus.Hash(bytes), expected), (digests.Text("sha256"), digests.Text("md5")));
        }
    }

    [Fact]
    public async Task Who_is_not_in_the_conversation_is_answered_as_if_there_were_no_file()
    {
        await using var server = await TestServer.StartAsync(NoFloor);
        using var alice = new Tus(await server.JoinAsync("alice"));
        using var eve = new Tus(await server.JoinAsync("eve"));
        var id = await SendPrivatelyAsync(alice);
        foreach (var rest in new[] { "", "/view", "/thumbnail", "/digests" })
        {
            using var known = await eve.GetAsync($"/api/v1/files/{id}{rest}");
            using var unknown = await eve.GetAsync($"/api/v1/files/{new string('7', 26)}{rest}");
            var answer = await known.Content.ReadAsStringAsync();
            Assert.Equal(HttpStatusCode.NotFound, known.StatusCode);
            Assert.Contains("no_such_file", answer, StringComparison.Ordinal);
            Assert.Equal(await unknown.Content.ReadAsStringAsync(), answer);
        }

        using var anybody = server.NewHttp();
        using var nobody = await anybody.GetAsync($"/api/v1/files/{id}");
        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
    }

    // H3: each is asked in turn, so that whatever else the machine does meets both alike..
    [Fact]
    public async Task Nor_does_the_time_of_the_answer_tell_that_there_is_a_file()
    {
        const int Rounds = 151;
        await using var server = await TestServer.StartAsync(NoFloor);
        using var alice = new Tus(await server.JoinAsync("alice"));
        using var eve = new Tus(await server.JoinAsync("eve"));
        var id = await SendPrivatelyAsync(alice);
        var unknown = new string('7', 26);
        await TimeAsync(id);
        await TimeAsync(unknown);
        var (known, none) = (new List<TimeSpan>(), new List<TimeSpan>());
        for (var i = 0; i < Rounds; i++)
        {
            known.Add(await TimeAsync(id));
            none.Add(await TimeAsync(unknown));
        }

        Assert.InRange(Median(known) / Median(none), 0.5, 2);

        async Task<TimeSpan> TimeAsync(string file)
        {
            var watch = Stopwatch.StartNew();
            using var answer = await eve.GetAsync($"/api/v1/files/{file}");
            return watch.Elapsed;
        }

        static TimeSpan Median(List<TimeSpan> times) => times.Order().ElementAt(Rounds / 2);
    }

    static async Task<string> SendPrivatelyAsync(Tus sender)
    {
        var room = new Dictionary<string, object> { ["name"] = "plans", ["private"] = true };
        using var made = await sender.Http.PostAsJsonAsync("/api/v1/conversations", room);
        var id = await sender.UploadAsync(Bytes(1000));
        await sender.SendAsync(id, (await made.Content.ReadFromJsonAsync<JsonElement>()).Text("id"));
        return id;
    }

    [Fact]
    public async Task Who_is_removed_while_reading_gets_no_more_after_two_seconds()
    {
        var clock = new ManualTimeProvider();
        await using var server = await TestServer.StartAsync(NoFloor, clock);
        using var alice = new Tus(await server.JoinAsync("alice"));
        var bobIs = await server.JoinAsync("bob");
        using var bob = new Tus(bobIs);
        using var made = await alice.Http.PostAsJsonAsync("/api/v1/conversations", new { name = "plans" });
        var room = (await made.Content.ReadFromJsonAsync<JsonElement>()).Text("id");
        using (await bob.Http.PostAsync($"/api/v1/conversations/{room}/join", null))
        {
        }

        var id = await alice.UploadAsync(new byte[64 * 1024 * 1024]);
        await alice.SendAsync(id, room);
        using var reading = await bob.GetAsync($"/api/v1/files/{id}");
        await using var body = await reading.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[100_000]);
        using (var removed = await alice.Http.DeleteAsync($"/api/v1/conversations/{room}/members/{bobIs.Id}")) Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        clock.Advance(TimeSpan.FromSeconds(2));
        // What was on its way is some hundred kilobytes; the rest never comes. (All of it would take a minute.)
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            var part = new byte[10_000];
            while (await body.ReadAsync(part).AsTask().Soon() > 0) await Task.Delay(10);
        });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_that_is_changed_or_cut_while_it_is_read_is_never_sent_as_if_it_were_whole(bool isCut)
    {
        await using var server = await TestServer.StartAsync(NoFloor);
        using var alice = new Tus(await server.JoinAsync("alice"));
        var bytes = new byte[64 * 1024 * 1024];
        var id = await alice.UploadAsync(bytes);
        var blob = Assert.Single(Lying(server.Running.Data.Root, "blobs"));
        using var reading = await alice.GetAsync($"/api/v1/files/{id}");
        await using var body = await reading.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[100_000]);
        using (var file = new FileStream(blob, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            if (isCut) file.SetLength(bytes.Length - 1);
            else
            {
                file.Position = bytes.Length - 10;
                file.WriteByte(1);
            }
        }

        var got = new CountingStream();
        await Assert.ThrowsAnyAsync<IOException>(() => body.CopyToAsync(got).Soon());
        Assert.True(got.AllZero);
        using var after = await alice.GetAsync($"/api/v1/files/{id}");
        if (isCut) Assert.Equal("storage_failed", await Tus.CodeOf(after));
    }

    [Fact]
    public async Task A_file_that_is_freed_while_it_is_read_is_gone_for_who_comes_next()
    {
        await using var server = await TestServer.StartAsync(NoFloor);
        using var alice = new Tus(await server.JoinAsync("alice"));
        var id = await alice.UploadAsync(Bytes(10_000));
        var message = await alice.SendAsync(id);
        using (await alice.Http.DeleteAsync($"/api/v1/conversations/lobby/messages/{message.Number("number")}"))
        {
        }

        using var gone = await alice.GetAsync($"/api/v1/files/{id}");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task Names_from_anywhere_are_one_header_line()
    {
        await using var server = await TestServer.StartAsync(NoFloor);
        var who = await server.JoinAsync("alice");
        using var alice = new Tus(who);
        foreach (var name in new[] { "\u202Egpj.exe", "a\"b;c.txt", "名前 🎉.txt", ".htaccess", "con", "-rf" })
        {
            var id = await alice.UploadAsync([1], name);
            using var raw = await RawSocket.ConnectAsync(server.Http);
            await raw.WriteAsync($"HEAD /api/v1/files/{id} HTTP/1.1\r\nHost: 127.0.0.1:{server.Http.Port}\r\nAuthorization: Bearer {who.Token}\r\nConnection: close\r\n\r\n");
            var head = await raw.ReadAllAsync();
            var line = Assert.Single(head.Split("\r\n"), one => one.StartsWith("Content-Disposition:", StringComparison.OrdinalIgnoreCase));
            Assert.All(line, sign => Assert.InRange(sign, ' ', '~'));
        }

        foreach (var name in new[] { "../../etc/passwd", "a\0b", "a\r\nX: y", "a\\b", new string('x', 300), "" })
        {
            using var refused = await alice.PostAsync(1, Tus.Metadata(("filename", name)));
            Assert.Equal((HttpStatusCode.BadRequest, "bad_file_name"), (refused.StatusCode, await Tus.CodeOf(refused)));
        }
    }

    /// <summary>Takes bytes and notices whether each was zero.</summary>
    sealed class CountingStream : MemoryStream
    {
        public bool AllZero { get; private set; } = true;

        public override void Write(ReadOnlySpan<byte> buffer) => AllZero &= !buffer.ContainsAnyExcept((byte)0);

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Write(buffer.Span);
            return ValueTask.CompletedTask;
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            Write(buffer, offset, count);
            return Task.CompletedTask;
        }
    }
}
