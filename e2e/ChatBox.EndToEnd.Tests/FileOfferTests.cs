using System.Security.Cryptography;
using ChatBox.EndToEnd.Tests.Browsers;
using ChatBox.EndToEnd.Tests.Hosting;

namespace ChatBox.EndToEnd.Tests;

/// <summary>A file from one person to another, as the old program had it: offered, answered, and proven.</summary>
public sealed class FileOfferTests(Chromium chromium) : ChatTest(chromium)
{
    const string Plan = "plan.pdf";

    /// <summary>What the page fetches and checks itself, and what goes straight to the disk.</summary>
    const int MostChecked = 256 * 1024 * 1024;

    readonly byte[] bytes = RandomNumberGenerator.GetBytes(1_234_567);

    string PlanPath => PathOf(Plan);

    public override async ValueTask InitializeAsync()
    {
        await File.WriteAllBytesAsync(PlanPath, bytes);
        await base.InitializeAsync();
    }

    [Fact]
    public async Task A_file_is_offered_declined_offered_again_accepted_and_verified()
    {
        var (alice, bob) = await InConversationAsync();
        await alice.AttachAsync(PlanPath);
        await Expect(alice.Card(Plan)).ToContainTextAsync("Offered to bob");
        var offered = bob.Card(Plan);
        await Expect(offered).ToContainTextAsync("1.2 MB · PDF · alice offers it");
        await Expect(bob.InCard(Plan, "Download")).ToHaveCountAsync(0);
        await EventuallyAsync(() => Server.BytesIn("blobs").Length == 1);
        await Pictures.KeepAllAsync(bob, "file-offered");

        await bob.InCard(Plan, "Decline").ClickAsync();
        await Expect(alice.Toasts).ToContainTextAsync($"bob has declined {Plan}");
        await Expect(alice.Card(Plan)).ToContainTextAsync("bob has declined it");
        await Expect(bob.InCard(Plan, "Accept")).ToHaveCountAsync(0);
        await EventuallyAsync(() => Server.BytesIn("blobs").Length == 0);
        await Pictures.KeepAllAsync(alice, "file-declined");

        await alice.AttachAsync(PlanPath);
        await Expect(bob.Messages).ToHaveCountAsync(2);
        var saved = await bob.SaveAsync(bob.InCard(Plan, "Accept"));
        Assert.Equal(Plan, saved.Name);
        Assert.Equal(bytes, saved.Bytes);
        await Expect(bob.Card(Plan)).ToContainTextAsync("You have it, verified");
        await Expect(bob.Toasts).ToContainTextAsync("verified");
        await Expect(alice.Card(Plan)).ToContainTextAsync("bob has it, verified");
        await Expect(alice.Toasts).ToContainTextAsync($"{Plan} has arrived at bob, verified");

        await bob.Card(Plan).GetByText("Details").ClickAsync();
        await Expect(bob.Card(Plan)).ToContainTextAsync(Convert.ToHexStringLower(SHA256.HashData(bytes)));
        await Expect(bob.Card(Plan)).ToContainTextAsync(Md5());
        await Pictures.KeepAllAsync(bob, "file-verified");

        // Deleting asks, and takes the bytes along.
        await alice.Messages.Last.HoverAsync();
        await alice.Messages.Last.GetByRole(AriaRole.Button, new() { Name = "Delete message" }).ClickAsync();
        await alice.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete message" }).ClickAsync();
        await Expect(bob.Messages.Last).ToContainTextAsync("Message deleted");
        await Expect(bob.Messages.Last).Not.ToContainTextAsync(Plan);
        await EventuallyAsync(() => Server.BytesIn("blobs").Length == 0);
    }

    [Fact]
    public async Task What_arrives_damaged_is_said_loudly_and_saved_by_nobody()
    {
        var (alice, bob) = await InConversationAsync();
        // Somewhere between the server and the page a bit is turned.
        await bob.Page.RouteAsync("**/api/v1/files/*", async route =>
        {
            var answer = await route.FetchAsync();
            var body = await answer.BodyAsync();
            body[^1] ^= 1;
            await route.FulfillAsync(new() { Response = answer, BodyBytes = body });
        });
        var isSaved = false;
        bob.Page.Download += (_, _) => isSaved = true;
        await alice.AttachAsync(PlanPath);
        await bob.InCard(Plan, "Accept").ClickAsync();
        await Expect(bob.Card(Plan).GetByRole(AriaRole.Alert)).ToContainTextAsync("What arrived is damaged and was not saved");
        await Expect(bob.Toasts).ToContainTextAsync("arrived damaged");
        await Expect(alice.Card(Plan)).ToContainTextAsync("It arrived damaged");
        Assert.False(isSaved);
        await Pictures.KeepAllAsync(bob, "file-damaged");

        await bob.Page.UnrouteAllAsync();
        Assert.Equal(bytes, (await bob.SaveAsync(bob.InCard(Plan, "Download again"))).Bytes);
        await Expect(alice.Card(Plan)).ToContainTextAsync("bob has it, verified");
        await Expect(bob.Card(Plan).GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_is_too_large_for_the_page_goes_to_the_disk_and_is_checked_there_on_request()
    {
        const string film = "film.mkv";
        var bob = await JoinAsync("bob");
        using var alice = await ApiPerson.JoinAsync(Server, "alice");
        var number = await alice.OfferAsync("bob", film, MostChecked + 1);
        await bob.SwitchToAsync("alice");
        await Expect(bob.Card(film)).ToContainTextAsync("268 MB · video · alice offers it");

        var download = await bob.Page.RunAndWaitForDownloadAsync(() => bob.InCard(film, "Accept").ClickAsync());
        var path = await download.PathAsync();
        Assert.Equal(MostChecked + 1, new FileInfo(path).Length);
        await Expect(bob.Card(film)).ToContainTextAsync("You have it, not checked");
        await Expect(bob.Card(film)).ToContainTextAsync("Sent whole, not checked here.");
        await Expect(bob.Card(film)).Not.ToContainTextAsync("verified");
        Assert.Equal("arrived", await alice.StateOfFileAsync("bob", number));

        // Only a hash of one's own bytes makes it verified, and another file is not taken for it.
        await bob.Card(film).GetByText("Details").ClickAsync();
        await CheckCopyAsync(PlanPath);
        await Expect(bob.Card(film)).ToContainTextAsync("Your copy is not what was sent");
        // The page tells it after it has shown it.
        await EventuallyAsync(async () => await alice.StateOfFileAsync("bob", number) == "damaged");
        await CheckCopyAsync(path);
        await Expect(bob.Card(film)).ToContainTextAsync("Your copy is right: its SHA-256 was verified", new() { Timeout = 30_000 });
        await Expect(bob.Card(film)).ToContainTextAsync("You have it, verified");
        Assert.Equal("verified", await alice.StateOfFileAsync("bob", number));

        async Task CheckCopyAsync(string copy)
        {
            var chooser = await bob.Page.RunAndWaitForFileChooserAsync(() => bob.InCard(film, "Check my copy").ClickAsync());
            await chooser.SetFilesAsync(copy);
        }
    }

    async Task<(Device Alice, Device Bob)> InConversationAsync()
    {
        var people = await JoinAllAsync("alice", "bob");
        await people[0].SwitchToAsync("bob");
        await people[1].SwitchToAsync("alice");
        return (people[0], people[1]);
    }

    string Md5()
    {
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        md5.AppendData(bytes);
        return Convert.ToHexStringLower(md5.GetHashAndReset());
    }
}
