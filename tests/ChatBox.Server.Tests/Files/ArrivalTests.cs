using System.Net.Http.Json;
using System.Text.Json;
using ChatBox.Server.Tests.Support;
using static ChatBox.Server.Tests.Files.Small;

namespace ChatBox.Server.Tests.Files;

/// <summary>An offered file that goes straight to a disk has arrived when its last byte went out: no program there says so.</summary>
public sealed class ArrivalTests : IAsyncLifetime
{
    const int Size = 300_000;

    readonly byte[] bytes = Bytes(Size);
    TestServer server = null!;
    Tus alice = null!;
    Tus bob = null!;
    string direct = null!;
    JsonElement offer;

    string Address => "/api/v1/files/" + offer.At("file").Text("id");

    public async ValueTask InitializeAsync()
    {
        server = await TestServer.StartAsync(NoFloor);
        alice = new Tus(await server.JoinAsync("alice"));
        var bobIs = await server.JoinAsync("bob");
        bob = new Tus(bobIs);
        using var opened = await alice.Http.PostAsJsonAsync("/api/v1/direct", new { person = bobIs.Id });
        direct = (await opened.Content.ReadFromJsonAsync<JsonElement>()).Text("id");
        offer = await alice.SendAsync(await alice.UploadAsync(bytes), direct);
    }

    public async ValueTask DisposeAsync()
    {
        alice.Dispose();
        bob.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task It_is_told_when_the_last_byte_of_an_accepted_file_went_out_and_not_before()
    {
        await FetchAsync(bob);
        Assert.Equal("offered", await StateAsync());
        await SetAsync("accepted");
        await FetchAsync(alice);
        await FetchAsync(bob, "bytes=0-200000");
        Assert.Equal("accepted", await StateAsync());
        await FetchAsync(bob, "bytes=100000-");
        Assert.Equal("arrived", await StateAsync());

        // Who checks it nevertheless says what came of it.
        await SetAsync("verified");
        await FetchAsync(bob);
        Assert.Equal("verified", await StateAsync());
    }

    [Fact]
    public async Task What_has_a_gap_or_is_only_looked_at_has_not_arrived()
    {
        await SetAsync("accepted");
        await FetchAsync(bob, "bytes=0-99999");
        await FetchAsync(bob, "bytes=100001-");
        await FetchAsync(bob, path: "/view");
        using (var head = await bob.GetAsync(Address, method: HttpMethod.Head)) Assert.True(head.IsSuccessStatusCode);
        Assert.Equal("accepted", await StateAsync());
        await FetchAsync(bob, "bytes=100000-");
        Assert.Equal("arrived", await StateAsync());
    }

    [Fact]
    public async Task Who_wants_the_digest_compares_it_and_says_so_itself()
    {
        await SetAsync("accepted");
        bob.Http.DefaultRequestHeaders.Add("Want-Repr-Digest", "sha-256=10");
        await FetchAsync(bob);
        Assert.Equal("accepted", await StateAsync());
    }

    // What the server does behind the last byte is done before the next request of the connection is read.
    async Task FetchAsync(Tus who, string? range = null, string path = "")
    {
        using var got = await who.GetAsync(Address + path, range);
        Assert.True(got.IsSuccessStatusCode);
        await got.Content.CopyToAsync(Stream.Null);
    }

    async Task SetAsync(string state)
    {
        using var set = await bob.Http.PutAsJsonAsync($"/api/v1/conversations/{direct}/messages/1/file", new { state });
        Assert.True(set.IsSuccessStatusCode, await set.Content.ReadAsStringAsync());
    }

    async Task<string> StateAsync()
    {
        var page = await bob.Http.GetFromJsonAsync<JsonElement>($"/api/v1/conversations/{direct}/messages");
        return page.At("messages")[0].At("file").Text("state");
    }
}
