using System.Text.RegularExpressions;
using ChatBox.EndToEnd.Tests.Browsers;

namespace ChatBox.EndToEnd.Tests;

/// <summary>Files on their way up: several at once, seen, cancelled, and gone on with after a reload.</summary>
public sealed partial class UploadTests(Chromium chromium) : ChatTest(chromium)
{
    const string Film = "film.bin";
    const string Markup = "<img src=x onerror=alert`1`>";
    const int FilmBytes = 3_000_000;

    /// <summary>Bytes a second: long enough to see it, and to leave in the middle.</summary>
    const int Slow = 400_000;

    static readonly string Long = new string('x', 200) + ".bin";

    [Fact]
    public async Task Several_dropped_on_a_room_are_there_for_everybody_and_only_pictures_and_text_open_in_place()
    {
        var people = await JoinAllAsync("alice", "bob");
        var (alice, bob) = (people[0], people[1]);
        await alice.DropAsync(
            ("notes.txt", "text/plain", "hello"), ("page.html", "text/html", "<script>alert(1)</script>"), (Markup, "image/svg+xml", "<svg/>"),
            ("empty", "", ""), ("<script>alert`1`</script>", "", "x"), (Long, "", "long"));
        await Expect(bob.Messages).ToHaveCountAsync(5);
        foreach (var name in new[] { "notes.txt", "page.html", Markup, "empty" })
        {
            await Expect(bob.InCard(name, "Download")).ToBeVisibleAsync();
            await Expect(alice.Card(name)).Not.ToContainTextAsync("ffer");
        }

        // A name without a place to break makes nothing wider than a phone is.
        await bob.Page.SetViewportSizeAsync(360, 740);
        await Expect(bob.InCard(Long, "Download")).ToBeVisibleAsync();
        await bob.AssertNoSidewaysScrollAsync();
        await bob.Page.SetViewportSizeAsync(1280, 800);

        // A name is no path, and text: letter by letter, its backticks included.
        await Expect(alice.Uploads).ToContainTextAsync("<script>alert`1`</script>");
        await Expect(alice.Uploads).ToContainTextAsync("A file name has no slashes");
        await Expect(bob.Card(Markup).GetByText(Markup, new() { Exact = true })).ToBeVisibleAsync();

        var (saved, text) = await bob.SaveAsync(bob.InCard("page.html", "Download"));
        Assert.Equal(("page.html", "<script>alert(1)</script>"), (saved, System.Text.Encoding.UTF8.GetString(text)));
        await Expect(bob.Card("page.html")).ToContainTextAsync("Saved and verified");
        await bob.SaveAsync(bob.InCard("empty", "Download"));

        // A picture waits for Send, with what is written beside it.
        await alice.PastePictureAsync(400, 300);
        await Expect(alice.Page.GetByRole(AriaRole.Img, new() { Name = "Pasted picture" })).ToBeVisibleAsync();
        await Pictures.KeepAllAsync(alice, "file-pasted");
        Assert.Equal(5, await bob.Messages.CountAsync());
        await alice.SayAsync("the new arm");
        var picture = bob.Card("image.png").GetByRole(AriaRole.Img, new() { Name = "image.png" });
        await Expect(picture).ToBeVisibleAsync();
        await Expect(bob.Messages.Last).ToContainTextAsync("the new arm");
        Assert.True(await picture.EvaluateAsync<bool>("async (picture) => (await picture.decode(), picture.naturalWidth === 400)"));
        await Expect(alice.Page.GetByRole(AriaRole.Img, new() { Name = "Pasted picture" })).ToHaveCountAsync(0);

        var shown = await bob.Card("image.png").GetByRole(AriaRole.Link).GetAttributeAsync("href");
        Assert.Equal("inline", await DispositionAsync(bob, shown!));
        await bob.Page.GetByRole(AriaRole.Tab, new() { Name = "Files" }).ClickAsync();
        var html = await bob.Page.GetByRole(AriaRole.Tabpanel).GetByRole(AriaRole.Link, new() { Name = "page.html" }).GetAttributeAsync("href");
        Assert.Equal("attachment", await DispositionAsync(bob, html!));
    }

    [Fact]
    public async Task A_recording_plays_from_where_one_wants_without_being_fetched_as_a_whole()
    {
        var alice = await JoinAsync("alice");
        var recording = PathOf("talk.wav");
        // Long enough that no browser has fetched all of it by the time it knows how long it is.
        await File.WriteAllBytesAsync(recording, Silence(seconds: 3600));
        await alice.AttachAsync(recording);
        await Expect(alice.InCard("talk.wav", "Play")).ToBeVisibleAsync();
        var ranges = new List<string>();
        alice.Page.Request += (_, request) =>
        {
            if (request.Headers.TryGetValue("range", out var range)) ranges.Add(range);
        };
        await alice.InCard("talk.wav", "Play").ClickAsync();
        var at = await alice.Card("talk.wav").Locator("audio").EvaluateAsync<double>(
            """
            async (audio) => {
              if (audio.readyState < 1) await new Promise((resolve) => audio.addEventListener('loadedmetadata', resolve, { once: true }));
              const sought = new Promise((resolve) => audio.addEventListener('seeked', resolve, { once: true }));
              audio.currentTime = 3500;
              await sought;
              return audio.currentTime;
            }
            """);
        Assert.InRange(at, 3500, 3510);
        Assert.Contains(ranges, range => !range.StartsWith("bytes=0-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_upload_is_seen_goes_on_elsewhere_after_a_reload_and_a_crash_of_the_server_and_can_be_cancelled()
    {
        var path = PathOf(Film);
        var bytes = new byte[FilmBytes];
        new Random(3).NextBytes(bytes);
        await File.WriteAllBytesAsync(path, bytes);
        var people = await JoinAllAsync("alice", "bob");
        var (alice, bob) = (people[0], people[1]);
        await alice.SlowDownAsync(Slow);
        await alice.AttachAsync(path);

        // With speed and time left, and also while one reads elsewhere.
        var bar = Device.Bar(alice.Uploads);
        await Expect(alice.Uploads).ToContainTextAsync(SpeedAndTime());
        await Pictures.KeepAllAsync(alice, "upload-going");
        await alice.SwitchToAsync("bob");
        await Expect(alice.Uploads).ToHaveCountAsync(0);
        await alice.Conversation(Device.Lobby).ClickAsync();
        await Expect(bar).ToBeVisibleAsync();

        // The page is loaded anew: the same file goes on where it was.
        await alice.Page.ReloadAsync();
        await Expect(alice.Uploads).ToContainTextAsync("Choose the same file again, and it goes on where it was.");
        await Pictures.KeepAllAsync(alice, "upload-interrupted");
        var patch = alice.Page.WaitForRequestAsync(request => request.Method == "PATCH");
        var chooser = await alice.Page.RunAndWaitForFileChooserAsync(() => alice.Button("Choose file").ClickAsync());
        await chooser.SetFilesAsync(path);
        Assert.InRange(long.Parse((await (await patch).HeaderValueAsync("upload-offset"))!, null), 1, FilmBytes - 1);

        // The server dies and comes back: nobody does anything.
        foreach (var device in people) device.Watch.ConnectionsMayFail = true;
        await Server.KillAsync();
        await alice.SlowDownAsync(-1);
        await Server.StartAgainAsync();
        Assert.Equal(bytes, (await bob.SaveAsync(bob.InCard(Film, "Download"))).Bytes);
        await Expect(alice.Uploads).ToHaveCountAsync(0);

        // In a direct conversation the other sees it come; who cancels takes it away, and its bytes.
        await alice.SlowDownAsync(Slow);
        await alice.SwitchToAsync("bob");
        await bob.SwitchToAsync("alice");
        await alice.AttachAsync(path);
        await bob.InCard(Film, "Accept").ClickAsync();
        await Expect(Device.Bar(bob.Card(Film))).ToBeVisibleAsync();
        await Expect(Device.Bar(alice.Card(Film))).ToBeVisibleAsync();
        await Expect(bob.Card(Film)).Not.ToContainTextAsync("0 bytes /");
        await Pictures.KeepAllAsync(bob, "file-coming");
        await alice.InCard(Film, "Cancel offer").ClickAsync();
        await Expect(bob.Card(Film)).ToContainTextAsync("alice has withdrawn it");
        await EventuallyAsync(() => Server.BytesIn("uploads").Length == 0);

        await alice.Conversation(Device.Lobby).ClickAsync();
        await alice.AttachAsync(path);
        await Expect(bar).ToBeVisibleAsync();
        await EventuallyAsync(() => Server.BytesIn("uploads").Length > 0);
        await alice.Button($"Cancel {Film}").ClickAsync();
        await Expect(alice.Uploads).ToHaveCountAsync(0);
        await EventuallyAsync(() => Server.BytesIn("uploads").Length == 0);

        // The same where the page does not know yet that the server has made a place for it.
        var (made, known) = (new TaskCompletionSource(), new TaskCompletionSource());
        await alice.Page.RouteAsync("**/api/v1/uploads", async route =>
        {
            var answer = await route.FetchAsync();
            made.SetResult();
            await known.Task;
            await route.FulfillAsync(new() { Response = answer });
        });
        await alice.AttachAsync(path);
        await made.Task;
        Assert.NotEmpty(Server.BytesIn("uploads"));
        await alice.Button($"Cancel {Film}").ClickAsync();
        await Expect(alice.Uploads).ToHaveCountAsync(0);
        known.SetResult();
        await EventuallyAsync(() => Server.BytesIn("uploads").Length == 0);
    }

    static async Task<string> DispositionAsync(Device device, string path)
    {
        var answer = await device.Context.APIRequest.GetAsync(new Uri(new Uri(device.Page.Url), path).ToString());
        Assert.Equal(200, answer.Status);
        return answer.Headers["content-disposition"].Split(';')[0];
    }

    /// <summary>A sound of 8,000 samples of a byte each a second, as a WAV file.</summary>
    static byte[] Silence(int seconds)
    {
        const int rate = 8_000;
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        var size = rate * seconds;
        writer.Write("RIFF"u8);
        writer.Write(36 + size);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(rate);
        writer.Write(rate);
        writer.Write((short)1);
        writer.Write((short)8);
        writer.Write("data"u8);
        writer.Write(size);
        var silence = new byte[size];
        Array.Fill(silence, (byte)128);
        writer.Write(silence);
        return file.ToArray();
    }

    [GeneratedRegex(@"/s, \d+ s left")]
    private static partial Regex SpeedAndTime();
}
