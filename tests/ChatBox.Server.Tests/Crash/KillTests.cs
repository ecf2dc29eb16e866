using System.Globalization;
using ChatBox.Server.Tests.Admin;
using ChatBox.Server.Tests.Support;

namespace ChatBox.Server.Tests.Crash;

/// <summary>F1: the server is killed in the middle of writing, again and again on the same data.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    /// <summary>
    /// Servers side by side, each with data of its own: much of a kill is the start of a process, which keeps one core busy.
    /// </summary>
    const int Servers = 2;

    const int KillsOfEach = 25;
    const int Senders = 8;

    [Fact]
    public async Task What_was_acknowledged_is_there_once_and_in_order_after_fifty_kills()
    {
        var seed = Environment.GetEnvironmentVariable("CHATBOX_SEED") is { } given
            ? int.Parse(given, CultureInfo.InvariantCulture)
            : Environment.TickCount;
        output.WriteLine($"CHATBOX_SEED={seed}");
        await Task.WhenAll(Enumerable.Range(0, Servers).Select(i => Task.Run(() => KillAgainAndAgainAsync(new Random(seed + i)))));
    }

    async Task KillAgainAndAgainAsync(Random random)
    {
        using var directory = new TemporaryDirectory();
        // The first is killed, too, where a test ends before its time.
        using var first = await ServerProcess.StartAsync(directory["data"]);
        var (senders, conversations) = await MakeSendersAsync(first);
        for (var kill = 0; kill < KillsOfEach; kill++)
        {
            using var next = kill == 0 ? null : await ServerProcess.StartAsync(directory["data"]);
            await SendUntilKilledAsync(next ?? first, senders, TimeSpan.FromMilliseconds(random.Next(5, 500)));
        }

        using var last = await ServerProcess.StartAsync(directory["data"]);
        using (var end = new CancellationTokenSource())
        {
            await end.CancelAsync();
            await Task.WhenAll(senders.Select(sender => sender.RunAsync(last, () => { }, end.Token)));
        }

        var histories = await Task.WhenAll(ReadAsync(last, "reader one", conversations), ReadAsync(last, "reader two", conversations));
        output.WriteLine($"{histories[0].Count} messages, {senders.Sum(sender => sender.Acknowledged.Count)} acknowledged");
        Assert.Equal(histories[0], histories[1]);
        Check(histories[0], senders, conversations);
    }

    static async Task<(Sender[] Senders, string[] Conversations)> MakeSendersAsync(ServerProcess server)
    {
        var people = await Task.WhenAll(Enumerable.Range(0, Senders).Select(i => server.JoinAsync($"sender{i}")));
        await using var maker = await people[0].ConnectAsync();
        var open = (await maker.AskAsync("room.create", ("name", "robotics"))).At("conversation").Text("id");
        var other = (await maker.AskAsync("room.create", ("name", "plans"))).At("conversation").Text("id");
        foreach (var room in new[] { open, other })
            foreach (var person in people[1..])
                Assert.Equal("ok", (await maker.AskAsync("room.invite", ("conversation", room), ("person", person.Id))).Type());
        string[] conversations = ["lobby", open, other];
        return ([.. people.Select(person => new Sender(person, conversations))], conversations);
    }

    static async Task SendUntilKilledAsync(ServerProcess server, Sender[] senders, TimeSpan afterFirst)
    {
        using var never = new CancellationTokenSource();
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var sending = Task.WhenAll(
            senders.Select(sender => Task.Run(() => sender.RunAsync(server, () => first.TrySetResult(), never.Token))));
        await first.Task.Soon();
        // Not a wait for something: the moment of the kill is what the seed chooses.
        await Task.Delay(afterFirst);
        await server.KillAsync();
        await sending.Soon();
    }

    static void Check(List<Seen> history, Sender[] senders, string[] conversations)
    {
        var byPlace = history.ToDictionary(message => (message.Conversation, message.Number));
        foreach (var conversation in conversations)
        {
            var numbers = history.Where(message => message.Conversation == conversation).Select(message => message.Number).ToList();
            Assert.Equal(Enumerable.Range(1, numbers.Count).Select(i => (long)i), numbers);
        }

        // Everything was sent again until it was acknowledged: exactly what was sent is there, and each once.
        Assert.Equal(senders.Sum(sender => sender.Sent), history.Count);
        Assert.Equal(history.Count, history.Select(message => (message.Author, message.ClientId)).Distinct().Count());
        foreach (var sender in senders)
        {
            Assert.All(sender.Acknowledged, message => Assert.Equal(message, byPlace[(message.Conversation, message.Number)]));
            // Nothing was shown that is not there, or that stands elsewhere now.
            Assert.All(sender.Pushed, message => Assert.Equal(message, byPlace[(message.Conversation, message.Number)]));
        }

        foreach (var own in history.GroupBy(message => (message.Conversation, message.Author)))
        {
            var order = own.Select(message => int.Parse(message.Text, CultureInfo.InvariantCulture)).ToList();
            Assert.Equal(order.Order(), order);
        }
    }

    static async Task<List<Seen>> ReadAsync(ServerProcess server, string name, string[] conversations)
    {
        await using var reader = await server.JoinLiveAsync(name);
        List<Seen> all = [];
        foreach (var conversation in conversations)
        {
            if (conversation != "lobby") await reader.AskAsync("room.join", ("conversation", conversation));
            for (long known = 0, last = 1; known < last;)
            {
                var page = await reader.AskAsync("history", ("conversation", conversation), ("after", known), ("limit", 200));
                var messages = page.At("messages").EnumerateArray().Select(Sender.Read).ToList();
                all.AddRange(messages);
                (known, last) = (messages[^1].Number, page.Number("last"));
            }
        }

        return all;
    }
}
