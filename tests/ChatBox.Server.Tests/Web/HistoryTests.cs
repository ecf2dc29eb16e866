using System.Text;
using System.Text.Json;
using ChatBox.Server.Tests.Support;

namespace ChatBox.Server.Tests.Web;

public sealed class HistoryTests
{
    /// <summary>What docs/protocol.md promises of a page.</summary>
    const int MaxPage = 64 * 1024;

    [Fact]
    public async Task Pages_go_back_to_the_first_and_forward_to_the_last_without_a_gap()
    {
        await using var server = await TestServer.StartAsync();
        await using var alice = await server.JoinLiveAsync("alice");
        for (var i = 1; i <= 95; i++) await alice.SayAsync($"text {i}");

        List<long> back = [];
        for (long? before = null; before != 1;)
        {
            var page = before is null
                ? await alice.AskAsync("history", ("conversation", "lobby"), ("limit", 10))
                : await alice.AskAsync("history", ("conversation", "lobby"), ("limit", 10), ("before", before));
            back.InsertRange(0, Numbers(page));
            before = back[0];
        }

        Assert.Equal(Enumerable.Range(1, 95).Select(i => (long)i), back);
        Assert.Equal(back, await CatchUpAsync(alice, limit: 7));
        Assert.Equal(
            [45, 46, 47, 48, 49, 50, 51, 52, 53, 54],
            Numbers(await alice.AskAsync("history", ("conversation", "lobby"), ("around", 50), ("limit", 10))));
        Assert.Equal([50], Numbers(await alice.AskAsync("history", ("conversation", "lobby"), ("around", 50), ("limit", 1))));
        Assert.Empty(Numbers(await alice.AskAsync("history", ("conversation", "lobby"), ("after", 95))));
        Assert.Empty(Numbers(await alice.AskAsync("history", ("conversation", "lobby"), ("before", 1))));
    }

    [Fact]
    public async Task A_page_that_is_read_while_messages_come_holds_all_up_to_the_number_it_names()
    {
        await using var server = await TestServer.StartAsync();
        await using var alice = await server.JoinLiveAsync("alice");
        await using var bob = await server.JoinLiveAsync("bob");
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 90; i++) Assert.Equal("ok", (await alice.SayAsync($"text {i}")).Type());
        });

        for (long have = 0; have < 90;)
        {
            var page = await bob.AskAsync("history", ("conversation", "lobby"), ("after", have), ("limit", 200));
            var numbers = Numbers(page);
            var last = page.Number("last");
            Assert.Equal(Enumerable.Range((int)have + 1, (int)(last - have)).Select(i => (long)i), numbers);
            have = last;
            if (writing.IsFaulted) await writing;
        }

        await writing;
    }

    [Theory]
    [InlineData("long lines", "x", 8000, 40)]
    [InlineData("Chinese", "漢", 8000, 12)]
    [InlineData("many short ones", "ab", 120, 100)]
    [InlineData("what JSON escapes", "\u0001", 3000, 40)]
    [InlineData("quotes", "\"", 4000, 40)]
    [InlineData("emoji", "😀", 2000, 30)]
    public async Task A_page_stays_within_64_KiB_whatever_the_texts_hold(string what, string sign, int times, int count)
    {
        await using var server = await TestServer.StartAsync();
        await using var alice = await server.JoinLiveAsync("龍龍龍龍龍龍龍龍龍龍龍龍龍龍龍龍");
        for (var i = 0; i < count; i++)
            Assert.Equal("ok", (await alice.SayAsync("s" + string.Concat(Enumerable.Repeat(sign, times - 1)))).Type());
        if (what == "many short ones")
        {
            await using var bob = await server.JoinLiveAsync("bob");
            for (var i = 0; i < count; i++) await bob.SayAsync("s" + string.Concat(Enumerable.Repeat(sign, times)));
        }

        var numbers = await CatchUpAsync(alice, limit: 200);
        var backwards = await alice.AskAsync("history", ("conversation", "lobby"), ("limit", 200));

        Assert.Equal(Enumerable.Range(1, numbers.Count).Select(i => (long)i), numbers);
        Assert.InRange(SizeOf(backwards), 1, MaxPage);
        Assert.Equal(numbers[^1], Numbers(backwards)[^1]);

        var found = await SearchAllAsync(alice, "s");
        Assert.Equal(numbers.Count, found.Count);
        Assert.Equal(found.OrderDescending(), found);
    }

    [Theory]
    [InlineData("{\"type\":\"history\",\"id\":\"x\",\"conversation\":\"lobby\",\"after\":-1}")]
    [InlineData("{\"type\":\"history\",\"id\":\"x\",\"conversation\":\"lobby\",\"before\":0}")]
    [InlineData("{\"type\":\"history\",\"id\":\"x\",\"conversation\":\"lobby\",\"limit\":0}")]
    [InlineData("{\"type\":\"history\",\"id\":\"x\",\"conversation\":\"lobby\",\"limit\":201}")]
    [InlineData("{\"type\":\"history\",\"id\":\"x\",\"conversation\":\"lobby\",\"limit\":1000000000}")]
    [InlineData("{\"type\":\"history\",\"id\":\"x\",\"conversation\":\"lobby\",\"after\":1,\"before\":5}")]
    [InlineData("{\"type\":\"history\",\"id\":\"x\",\"conversation\":\"lobby\",\"after\":9223372036854775808}")]
    public async Task A_range_that_is_none_is_refused(string request)
    {
        await using var server = await TestServer.StartAsync();
        await using var alice = await server.JoinLiveAsync("alice");

        var refused = await alice.RefusedAsync(request);

        Assert.Contains(refused.Code(), new[] { "bad_range", "bad_frame" });
        Assert.Equal("ok", (await alice.AskAsync("history", ("conversation", "lobby"), ("after", long.MaxValue))).Type());
    }

    static async Task<List<long>> CatchUpAsync(LiveClient client, int limit)
    {
        List<long> numbers = [0];
        while (true)
        {
            var page = await client.AskAsync("history", ("conversation", "lobby"), ("after", numbers[^1]), ("limit", limit));
            Assert.InRange(SizeOf(page), 1, MaxPage);
            numbers.AddRange(Numbers(page));
            if (numbers[^1] == page.Number("last")) return numbers[1..];
        }
    }

    static async Task<List<long>> SearchAllAsync(LiveClient client, string text)
    {
        List<long> numbers = [];
        string? next = null;
        do
        {
            var page = next is null
                ? await client.AskAsync("search", ("text", text), ("limit", 200))
                : await client.AskAsync("search", ("text", text), ("limit", 200), ("before", next));
            Assert.InRange(SizeOf(page), 1, MaxPage);
            numbers.AddRange(page.At("results").EnumerateArray().Select(one => one.At("message").Number("number")));
            next = page.Has("next") ? page.Text("next") : null;
        }
        while (next is not null);
        return numbers;
    }

    static List<long> Numbers(JsonElement page) => [.. page.At("messages").EnumerateArray().Select(message => message.Number("number"))];

    static int SizeOf(JsonElement page) => Encoding.UTF8.GetByteCount(page.GetRawText());
}
