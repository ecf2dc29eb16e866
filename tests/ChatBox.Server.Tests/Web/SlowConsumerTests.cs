using System.Diagnostics;
using System.Text;
using System.Text.Json;
using ChatBox.Server.Tests.Support;

namespace ChatBox.Server.Tests.Web;

[Collection(nameof(Undisturbed))]
public sealed class SlowConsumerTests
{
    static readonly string Long = string.Concat(Enumerable.Repeat("漢", 8000));

    [Fact]
    public async Task Who_does_not_read_is_closed_with_slow_consumer_while_others_talk_on()
    {
        await using var server = await TestServer.StartAsync();
        List<RawSocket> frozen = [];
        for (var i = 0; i < 8; i++) frozen.Add(await RawSocket.UpgradeAsync(await server.JoinAsync($"frozen{i}"), receiveBuffer: 4096));
        await using var bob = await server.JoinLiveAsync("bob");
        var senders = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => server.JoinLiveAsync($"sender{i}")));
        Assert.Equal(13, server.Running.SessionCount);

        List<double> waits = [];
        var flood = Task.WhenAll(senders.Select(async sender =>
        {
            for (var i = 0; i < 90; i++) Assert.Equal("ok", (await sender.SayAsync(Long)).Type());
        }));
        while (!flood.IsCompleted)
        {
            var watch = Stopwatch.StartNew();
            await bob.SettleAsync();
            waits.Add(watch.Elapsed.TotalMilliseconds);
        }

        await flood;
        await Eventually.HoldsAsync(() => server.Running.SessionCount == 5, "the frozen ones to be closed");
        // Bob reads on: he has everything, in order.
        await bob.NextAsync("message", frame => frame.At("message").Number("number") == 360);
        Assert.Equal(Enumerable.Range(1, 360).Select(i => (long)i), Numbers(bob));
        waits.Sort();
        Assert.InRange(waits[(int)(waits.Count * 0.99)], 0, 1000);

        // One of the frozen wakes up and reads what lies in its socket: the goodbye is the last of it, or the connection is cut.
        var (texts, _) = await frozen[0].ReadToEndAsync();
        Assert.True(texts.Count < 360);
        foreach (var one in frozen) one.Dispose();
        foreach (var sender in senders) await sender.DisposeAsync();
    }

    [Fact]
    public async Task Who_reads_too_slowly_reads_the_goodbye_in_the_end()
    {
        await using var server = await TestServer.StartAsync();
        using var slow = await RawSocket.UpgradeAsync(await server.JoinAsync("slow"), receiveBuffer: 4096);
        var senders = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => server.JoinLiveAsync($"sender{i}")));
        var sent = 0;
        for (; server.Running.SessionCount > senders.Length && sent < 590; sent++) await senders[sent % senders.Length].SayAsync(Long);
        Assert.Equal(senders.Length, server.Running.SessionCount);

        var (texts, close) = await slow.ReadToEndAsync();

        var goodbye = JsonSerializer.Deserialize<JsonElement>(texts[^1]);
        Assert.Equal(("goodbye", "slow_consumer"), (goodbye.Type(), goodbye.Code()));
        Assert.Equal(1008, close);
        Assert.InRange(texts.Count(text => text.Contains(Long, StringComparison.Ordinal)), 1, sent - 1);
        foreach (var sender in senders) await sender.DisposeAsync();
    }

    [Fact]
    public async Task A_burst_of_many_at_once_costs_nobody_who_reads_the_connection()
    {
        await using var server = await TestServer.StartAsync();
        var all = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => server.JoinLiveAsync($"sender{i}")));
        await using var reader = await server.JoinLiveAsync("reader");

        await Task.WhenAll(all.Select(async sender =>
        {
            List<Task<JsonElement>> answers = [];
            for (var i = 0; i < 100; i++)
                answers.Add(
                    await sender.BeginAsync(
                        $"{i}", "send", ("conversation", "lobby"), ("clientId", $"c{i}"), ("text", new string('x', 1000))));
            Assert.All(await Task.WhenAll(answers), answer => Assert.Equal("ok", answer.Type()));
        }));

        await reader.NextAsync("message", frame => frame.At("message").Number("number") == 1000);
        Assert.Equal(Enumerable.Range(1, 1000).Select(i => (long)i), Numbers(reader));
        Assert.DoesNotContain(all.SelectMany(one => one.Events), frame => frame.Type() == "goodbye");
        foreach (var one in all) await one.DisposeAsync();
    }

    [Fact]
    public async Task Catching_up_by_pages_never_fills_the_outbox()
    {
        await using var server = await TestServer.StartAsync();
        await using var alice = await server.JoinLiveAsync("alice");
        for (var i = 0; i < 95; i++) await alice.SayAsync(Long);
        await using var back = await server.JoinLiveAsync("back");

        long known = 0;
        while (known < 95)
        {
            // Many pages asked for at once, as a hasty client would.
            var pages = new List<Task<JsonElement>>();
            for (var i = 0; i < 20; i++)
                pages.Add(await back.BeginAsync($"p{known}-{i}", "history", ("conversation", "lobby"), ("after", known), ("limit", 200)));
            foreach (var page in await Task.WhenAll(pages)) known = page.At("messages").EnumerateArray().Last().Number("number");
        }

        Assert.DoesNotContain(back.Events, frame => frame.Type() == "goodbye");
        Assert.Equal("ok", (await back.SayAsync("here I am")).Type());
    }

    [Fact]
    public async Task Who_asks_for_ever_and_reads_nothing_costs_bounded_memory()
    {
        await using var server = await TestServer.StartAsync();
        await using var alice = await server.JoinLiveAsync("alice");
        for (var i = 0; i < 4; i++) await alice.SayAsync(Long);
        using var greedy = await RawSocket.UpgradeAsync(await server.JoinAsync("greedy"), receiveBuffer: 4096);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        // 4,000 answers of nearly 50 KiB each, if they were all made.
        var request = RawSocket.Frame(1, Encoding.UTF8.GetBytes("{\"type\":\"history\",\"id\":\"1\",\"conversation\":\"lobby\"}"));
        var many = Enumerable.Repeat(request, 4000).SelectMany(frame => frame).ToArray();
        var writing = greedy.WriteAsync(many);
        for (var i = 0; i < 40; i++)
        {
            var watch = Stopwatch.StartNew();
            Assert.Equal("ok", (await alice.SettleAsync()).Type());
            await Task.WhenAny(writing, Task.Delay(TimeSpan.FromMilliseconds(50)));
            Assert.InRange(watch.Elapsed.TotalSeconds, 0, 5);
        }

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 40_000_000);
        greedy.Dispose();
        await Task.WhenAny(writing);
        await Eventually.HoldsAsync(() => server.Running.SessionCount == 1, "the greedy one to be gone");
    }

    static IEnumerable<long> Numbers(LiveClient client) =>
        client.Events.Where(frame => frame.Type() == "message").Select(frame => frame.At("message").Number("number"));
}
