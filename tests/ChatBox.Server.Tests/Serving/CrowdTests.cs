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
[Collection(Processes.Name)]
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
                var page = await http.GetFromJsonAsync<JsonElement>($"/api/v1/conversations/{sender.Room}/messages?after={known}&limit=200", CancellationToken.None);
                foreach (var message in page.At("messages").EnumerateArray()) stored.Add(Sender.Read(message));
                (known, last) = (stored.Max(message => message.Number), page.Number("last"));
            }

            Assert.All(sender.Sender.Acknowledged, message => Assert.Contains(message, stored));
        });
    }

    [Fact]
    public async Task Five_hundred_who_do_not_read_are_closed_and_neither_memory_nor_the_others_suffer()
    {
        const int people = 10;
        const int devices = 50;
        using var directory = new TemporaryDirectory();
        using var server = await ServerProcess.StartAsync(directory["data"]);
        await using var talker = await server.JoinLiveAsync("talker");
        await using var other = await server.JoinLiveAsync("other");
        var frozen = new ConcurrentBag<RawSocket>();
        foreach (var i in Enumerable.Range(0, people))
        {
            var who = await server.JoinAsync($"frozen {i}");
            foreach (var socket in await Task.WhenAll(Enumerable.Range(0, devices).Select(_ => RawSocket.UpgradeAsync(who, receiveBuffer: 4096)))) frozen.Add(socket);
        }

        var before = server.MemoryBytes;
        var watch = Stopwatch.StartNew();
        using var talking = new CancellationTokenSource();
        var talk = Task.Run(async () =>
        {
            // Twice what an outbox takes, and what the sockets' buffers take beside it.
            for (var i = 0; i < 100 && !talking.IsCancellationRequested; i++) await talker.SayAsync(new string('x', 8000));
        });
        List<TimeSpan> answers = [];
        while (await StillHereAsync(other) > 0)
        {
            var asked = Stopwatch.StartNew();
            await other.SettleAsync();
            answers.Add(asked.Elapsed);
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(45), "some that do not read are still here");
        }

        await talk.Soon();
        answers.Sort();
        var (grown, slowest) = (server.MemoryBytes - before, answers[answers.Count * 99 / 100]);
        output.WriteLine($"all closed after {watch.Elapsed}; memory grew by {grown / 1024 / 1024} MiB; 99 of 100 answers within {slowest}");
        Assert.InRange(grown, long.MinValue, 300L * 1024 * 1024);
        // 200 ms is the aim, on a machine that does nothing else.
        Assert.InRange(slowest, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Assert.Equal("ok", (await other.SayAsync("still here")).Type());
        foreach (var socket in frozen) socket.Dispose();
    }

    static async Task<int> StillHereAsync(LiveClient asking) => (await asking.AskAsync("people", ("limit", 200))).At("people")
        .EnumerateArray().Count(person => person.Text("name").StartsWith("frozen", StringComparison.Ordinal));
}
