using ChatBox.EndToEnd.Tests.Browsers;

namespace ChatBox.EndToEnd.Tests;

/// <summary>The host's share in the page, with the old program's own scene: saved under a name of one's choice, with a pause at half.</summary>
public sealed class ServerFileTests(Chromium chromium) : ChatTest(chromium)
{
    const string Slides = "week 3/slides.pdf";
    const int Size = 3_000_001;

    readonly byte[] bytes = new byte[Size];

    private protected override string[] ServerFlags => ["--local", "--share", PathOf("share")];

    public override async ValueTask InitializeAsync()
    {
        new Random(8).NextBytes(bytes);
        Directory.CreateDirectory(PathOf("share/week 3"));
        await File.WriteAllBytesAsync(PathOf($"share/{Slides}"), bytes);
        await File.WriteAllTextAsync(PathOf("share/page.html"), "<script>alert(1)</script>");
        await base.InitializeAsync();
    }

    [Fact]
    public async Task A_server_file_is_saved_under_another_name_with_a_pause_at_half_that_waits_for_Proceed()
    {
        var alice = await JoinAsync("alice");
        await alice.Button("Server files").ClickAsync();
        var link = alice.ServerFiles.GetByRole(AriaRole.Link, new() { Name = Slides });
        await Expect(link).ToBeVisibleAsync();

        // The links always download, whatever it is.
        var (name, html) = await alice.SaveAsync(alice.ServerFiles.GetByRole(AriaRole.Link, new() { Name = "page.html" }));
        Assert.Equal(("page.html", "<script>alert(1)</script>"), (name, System.Text.Encoding.UTF8.GetString(html)));

        await alice.Button($"Save {Slides} as").ClickAsync();
        var box = alice.ServerFiles.GetByRole(AriaRole.Textbox, new() { Name = "File name" });
        await Expect(box).ToHaveValueAsync("slides.pdf");
        await box.FillAsync("mine.pdf");
        await alice.ServerFiles.GetByRole(AriaRole.Checkbox, new() { Name = "Pause at 50 %" }).CheckAsync();
        await alice.Button("Save").ClickAsync();
        await Expect(alice.ServerFiles.GetByRole(AriaRole.Status)).ToContainTextAsync("Paused at 50 %. The last byte that arrived is byte 1,500,001.");
        await Expect(Device.Bar(alice.ServerFiles)).ToHaveAttributeAsync("value", "50");
        await Pictures.KeepAllAsync(alice, "server-files-half", () => alice.Button("Server files").ClickAsync());

        var saved = await alice.SaveAsync(alice.Button("Proceed"));
        Assert.Equal("mine.pdf", saved.Name);
        Assert.Equal(bytes, saved.Bytes);
        await Expect(alice.ServerFiles.GetByRole(AriaRole.Status)).ToContainTextAsync("Saved and verified");

        // What the host puts there or takes away is seen without asking.
        await File.WriteAllTextAsync(PathOf("share/new.txt"), "new");
        await Expect(alice.ServerFiles.GetByRole(AriaRole.Link, new() { Name = "new.txt" })).ToBeVisibleAsync();
        File.Delete(PathOf("share/new.txt"));
        await Expect(alice.ServerFiles.GetByRole(AriaRole.Link, new() { Name = "new.txt" })).ToHaveCountAsync(0);
    }
}
