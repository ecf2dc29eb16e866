using System.Text.Json;
using ChatBox.Server.Tests.Support;

namespace ChatBox.Server.Tests.Storage;

/// <summary>What is found by which words, through the door.</summary>
public sealed class SearchTests
{
    static readonly string[] Texts =
    [
        "The quick brown fox jumps over the lazy dog",
        "Meet me at the café in Zürich, naïve façade",
        "明天我们在北京见面",
        "机器人 比赛 很有意思",
        "go to the x-ray room - not the y-ray room",
        "She said \"hello world\" and left",
        "a*b NEAR c AND d OR e NOT f",
        "100% of users_online; DROP TABLE messages;--",
        "emoji 😀 in the middle",
        "one\nab\ntwo",
        "x\ny",
        "Straße und STRASSE",
        "ＦＵＬＬ ｗｉｄｔｈ",
    ];

    public static TheoryData<string, int[]> Queries => new()
    {
        { "quick", [0] },
        { "QUICK fox", [0] },
        { "fox quick", [0] },
        { "uic row", [0] },
        { "quick cat", [] },
        { "cafe", [1] },
        { "CAFÉ zurich", [1] },
        { "naive facade", [1] },
        { "北京", [2] },
        { "京", [2] },
        { "面", [2] },
        { "我们在北京", [2] },
        { "机器 意思", [3] },
        { "go", [4] },
        { "x-ray", [4] },
        { "-", [4, 7] },
        { "\"hello", [5] },
        { "\"", [5] },
        { "world\"", [5] },
        { "\"\"\"", [] },
        { "a*b", [6] },
        { "*", [6] },
        { "NEAR", [6] },
        { "NEAR(c", [] },
        { "a OR zebra", [] },
        { "c AND d", [6] },
        { "%", [7] },
        { "_", [7] },
        { "';--", [] },
        { ";--", [7] },
        { "text:quick", [] },
        { "{quick}", [] },
        { "^the", [] },
        { "😀", [8] },
        { "ab", [7, 9] },
        { "xy", [] },
        { "x", [0, 4, 10] },
        { "y", [0, 4, 10] },
        { "strasse", [11] },
        { "full width", [12] },
        { "the the the the the the the the the the the the the the the the the quick", [0] },
        { "the quick brown fox jumps over lazy dog a b c d e f g h zebra", [0] },
    };

    [Fact]
    public async Task Words_and_parts_of_words_are_found_and_signs_are_just_signs()
    {
        await using var server = await TestServer.StartAsync();
        await using var alice = await server.JoinLiveAsync("alice");
        foreach (var text in Texts) Assert.Equal("ok", (await alice.SayAsync(text)).Type());
        List<string> wrong = [];
        foreach (var (query, expected) in Queries.Select(row => row.Data))
        {
            var answer = await alice.AskAsync("search", ("text", query));
            var found = answer.Type() == "ok" ? Numbers(answer).Order().Select(number => (int)number - 1).ToArray() : [-1];
            if (!found.SequenceEqual(expected)) wrong.Add($"{query}: {string.Join(' ', found)} rather than {string.Join(' ', expected)}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task Results_come_newest_first_page_by_page_and_of_one_conversation_only_when_asked()
    {
        await using var server = await TestServer.StartAsync();
        await using var alice = await server.JoinLiveAsync("alice");
        var room = (await alice.AskAsync("room.create", ("name", "robotics"))).At("conversation").Text("id");
        for (var i = 0; i < 25; i++) await alice.SayAsync($"needle {i}", i % 5 == 0 ? room : "lobby");

        List<string> all = [];
        for (string? next = null; ;)
        {
            var page = next is null
                ? await alice.AskAsync("search", ("text", "needle"), ("limit", 10))
                : await alice.AskAsync("search", ("text", "needle"), ("limit", 10), ("before", next));
            all.AddRange(page.At("results").EnumerateArray().Select(one => one.At("message").Text("text")));
            if (!page.Has("next")) break;
            next = page.Text("next");
        }

        Assert.Equal(Enumerable.Range(0, 25).Reverse().Select(i => $"needle {i}"), all);
        var within = await alice.AskAsync("search", ("text", "needle"), ("conversation", room));
        Assert.Equal(5, Numbers(within).Count);
        Assert.All(within.At("results").EnumerateArray(), one => Assert.Equal("robotics", one.Text("conversationName")));
    }

    [Fact]
    public async Task Only_what_one_may_read_is_found_and_no_more_once_one_has_left()
    {
        await using var server = await TestServer.StartAsync();
        await using var alice = await server.JoinLiveAsync("alice");
        await using var bob = await server.JoinLiveAsync("bob");
        var room = (await alice.AskAsync("room.create", ("name", "robotics"))).At("conversation").Text("id");
        await alice.SayAsync("the needle", room);

        Assert.Empty(Numbers(await bob.AskAsync("search", ("text", "needle"))));
        await bob.AskAsync("room.join", ("conversation", room));
        Assert.Single(Numbers(await bob.AskAsync("search", ("text", "needle"))));
        await bob.AskAsync("room.leave", ("conversation", room));
        Assert.Empty(Numbers(await bob.AskAsync("search", ("text", "needle"))));
    }

    static List<long> Numbers(JsonElement answer) =>
        [.. answer.At("results").EnumerateArray().Select(one => one.At("message").Number("number"))];
}
