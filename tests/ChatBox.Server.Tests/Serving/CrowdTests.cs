using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using ChatBox.Server.Admin;
using ChatBox.Server.Tests.Admin;
using ChatBox.Server.Tests.Crash;
using ChatBox.Server.Tests.Support;

namespace ChatBox.Server.Tests.Serving;

/// <summary>Many at once, against a server that is a process of its own.</summary>
[Collection(nameof(Undisturbed))]
public sealed class CrowdTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_thousand_senders_are_told_that_the_server_goes_and_nothing_that_was_acknowledged_is_lost()
    {
        // A hundred people with ten devices each: a thousand who come one by one are a million pieces of news about who is here.
        const int people = 100;
        const int devices = 10;
        const int count = people * devices;
        using var directory = new TemporaryDirectory();
        using var server = await ServerProcess.StartAsync(directory["data"]);
        var senders = new ConcurrentBag<(Somebody Who, string Room, Sender Sender)>();
        // A room each: a thousand who all write to all would measure the fan-out, and not the end.
        await Parallel.ForEachAsync(Enumerable.Range(0, people), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
        {
            var who = await server.JoinAsync($"sender{i}");
            using var http = who.NewHttp();
            for (var device = 0; device < devices; device++)
            {
                var room = new Dictionary<string, object> { ["name"] = $"room {i} {device}", ["private"] = true };
                using var made = await http.PostAsJsonAsync("/api/v1/conversations", room, CancellationToken.None);
                var id = (await made.Content.ReadFromJsonAsync<JsonElement>(CancellationToken.None)).Text("id");
                senders.Add((who, id, new Sender(who, [id])));
            }
        });
        using var never = new CancellationTokenSource();
        var acknowledged = 0;
        var busy = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = new ConcurrentDictionary<string, bool>();
        var sending = Task.WhenAll(senders.Select(sender => Task.Run(() => sender.Sender.RunAsync(server, () =>
        {
            // All of them are at it, and not for the first time.
            started.TryAdd(sender.Room, true);
            if (Interlocked.Increment(ref acknowledged) >= 3 * count && started.Count == count) busy.TrySetResult();
        }, never.Token))));
        // A sender that fails, or comes to an end, ends the test.
        await Task.WhenAny(busy.Task, sending).WaitAsync(TimeSpan.FromMinutes(2));
        Assert.True(busy.Task.IsCompleted, $"{started.Count} of {count} have begun; {sending.Exception ?? senders.First().Sender.Broken}");

        var watch = Stopwatch.StartNew();
        server.Signal("TERM");
        var exitCode = await server.ExitAsync(TimeSpan.FromSeconds(30));
        var took = watch.Elapsed;
        await sending.WaitAsync(TimeSpan.FromSeconds(60));

        output.WriteLine($"{acknowledged} acknowledged; the end took {took}");
        Assert.Equal(ExitCodes.Stopped, exitCode);
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.All(senders, sender => Assert.Equal("going_away", sender.Sender.Goodbye?.Code()));
        Assert.All(senders, sender => Assert.InRange(sender.Sender.Goodbye!.Value.Number("retryAfter"), 1, 60));
        using var again = await ServerProcess.StartAsync(directory["data"]);
        await Parallel.ForEachAsync(senders, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (sender, _) =>
        {
            using var http = (sender.Who with { Server = again }).NewHttp();
            var stored = new HashSet<Seen>();
            for (long known = 0, last = 1; known < last;)
            {
                var page = await http.GetFromJsonAsync<JsonElement>(
                    $"/api/v1/conversations/{sender.Room}/messages?after={known}&limit=200", CancellationToken.None);
                foreach (var message in page.At("messages").EnumerateArray()) stored.Add(Sender.Read(message));
                (known, last) = (stored.Max(message => message.Number), page.Number("last"));
            }

            Assert.All(sender.Sender.Acknowledged, message => Assert.Contains(message, stored));
        });
    }

    [Fact]
    public async Task A_thousand_who_do_not_read_are_closed_and_neither_memory_nor_the_others_suffer()
    {
        const int people = 20;
        const int devices = 50;
        using var directory = new TemporaryDirectory();
        using var server = await ServerProcess.StartAsync(directory["data"]);
        // Several, so that none of them is slowed for saying much.
        var talkers = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => server.JoinLiveAsync($"talker {i}")));
        await using var other = await server.JoinLiveAsync("other");
        var frozen = new List<(string Name, RawSocket Socket)>();
        foreach (var i in Enumerable.Range(0, people))
        {
            var who = await server.JoinAsync($"frozen {i}");
            var sockets = await Task.WhenAll(Enumerable.Range(0, devices).Select(_ => RawSocket.UpgradeAsync(who, receiveBuffer: 4096)));
            frozen.AddRange(sockets.Select(socket => (who.Name, socket)));
        }

        var before = server.MemoryBytes;
        var peak = before;
        var watch = Stopwatch.StartNew();
        using var talking = new CancellationTokenSource();
        // Until all are gone: some megabytes lie in the sockets' own buffers before a single one waits in an outbox.
        var talk = Task.WhenAll(talkers.Select(async talker =>
        {
            while (!talking.IsCancellationRequested) await talker.SayAsync(new string('漢', 8000));
        }));
        List<TimeSpan> answers = [];
        var last = "";
        while (await HereAsync(other, "frozen") is { Count: > 0 } here)
        {
            last = here[0];
            var asked = Stopwatch.StartNew();
            await other.SettleAsync();
            answers.Add(asked.Elapsed);
            peak = Math.Max(peak, server.MemoryBytes);
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), "some that do not read are still here");
        }

        var closedAfter = watch.Elapsed;
        // That was the reason, and not that they answer no ping: a ping needs 20 s. Where the machine is so slow that it might have been
        // one, who wakes up now reads the reason at the end of what lies in the socket.
        if (closedAfter > TimeSpan.FromSeconds(20))
            Assert.Equal("slow_consumer", await ReasonAsync(frozen.First(one => one.Name == last).Socket));
        await talking.CancelAsync();
        await talk.Soon();
        answers.Sort();
        var slowest = answers[answers.Count * 99 / 100];
        output.WriteLine($"all closed after {closedAfter}; memory grew by {(peak - before) / 1024 / 1024} MiB; 99 of {answers.Count} answers in a hundred within {slowest}");
        Assert.InRange(peak - before, long.MinValue, 300L * 1024 * 1024);
        // 200 ms is the aim, on a machine that does nothing else.
        Assert.InRange(slowest, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Assert.Equal("ok", (await other.SayAsync("still here")).Type());
        foreach (var (_, socket) in frozen) socket.Dispose();
        foreach (var talker in talkers) await talker.DisposeAsync();
    }

    [Fact]
    public async Task A_thousand_that_come_and_go_leave_nothing_open()
    {
        using var directory = new TemporaryDirectory();
        using var server = await ServerProcess.StartAsync(directory["data"]);
        var who = await server.JoinAsync("eve");
        await using var bob = await server.JoinLiveAsync("bob");
        var idle = server.OpenDescriptors;
        // The first round is not counted: it opens what stays, the database once for each who reads it at the same time.
        await ComeAndGoAsync(who);
        await UntilGoneAsync(bob, "eve");
        var before = server.OpenDescriptors;

        for (var round = 0; round < 20; round++) await ComeAndGoAsync(who);

        await UntilGoneAsync(bob, "eve");
        await Eventually.HoldsAsync(() => server.OpenDescriptors < before + 30, $"descriptors to be back at {before}");
        output.WriteLine($"{idle} descriptors, {before} after the first round, {server.OpenDescriptors} after twenty more");
        Assert.Equal("ok", (await bob.SayAsync("still here")).Type());
    }

    /// <summary>Fifty at once: a third asks and goes, a third says goodbye, a third just goes.</summary>
    static async Task ComeAndGoAsync(Somebody who)
    {
        var sockets = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => RawSocket.UpgradeAsync(who)));
        for (var i = 0; i < sockets.Length; i++)
        {
            if (i % 3 == 0) await sockets[i].WriteAsync(RawSocket.Frame(1, "{\"type\":\"people\",\"id\":\"1\"}"u8));
            if (i % 3 == 1) await sockets[i].WriteAsync(RawSocket.Frame(8, [3, 232]));
            sockets[i].Dispose();
        }
    }

    static async Task<string?> ReasonAsync(RawSocket socket)
    {
        var (texts, _) = await socket.ReadToEndAsync();
        return JsonSerializer.Deserialize<JsonElement>(texts[^1]) is var end && end.Type() == "goodbye" ? end.Code() : texts[^1];
    }

    static async Task UntilGoneAsync(LiveClient asking, string name)
    {
        var watch = Stopwatch.StartNew();
        while ((await HereAsync(asking, name)).Count > 0) Assert.True(watch.Elapsed < Eventually.Limit, $"{name} is still here");
    }

    static async Task<List<string>> HereAsync(LiveClient asking, string name) =>
    [
        .. (await asking.AskAsync("people", ("limit", 200))).At("people").EnumerateArray().Select(person => person.Text("name"))
            .Where(here => here.StartsWith(name, StringComparison.Ordinal)),
    ];
}
