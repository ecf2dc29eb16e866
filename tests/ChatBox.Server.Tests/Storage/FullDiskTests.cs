using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ChatBox.Server.Tests.Admin;
using ChatBox.Server.Tests.Support;

namespace ChatBox.Server.Tests.Storage;

/// <summary>F4: the disk is full, and then it is not. Needs a small file system of its own, and so root on Linux.</summary>
public sealed class FullDiskTests
{
    [Fact]
    public async Task On_a_full_disk_writes_are_refused_reads_go_on_and_all_is_well_when_there_is_room_again()
    {
        using var directory = new TemporaryDirectory();
        using var disk = SmallDisk.Mount(directory["disk"], megabytes: 8);
        await using var server = await TestServer.StartAsync(data: Path.Combine(disk.Path, "data"));
        await using var alice = await server.JoinLiveAsync("alice");
        await using var bob = await server.JoinLiveAsync("bob");
        // Several, so that no one of them is slowed for sending much.
        var senders = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => server.JoinLiveAsync($"sender {i}")));
        Assert.Equal("ok", (await alice.SayAsync("while there was room")).Type());
        var ballast = Path.Combine(disk.Path, "ballast");

        for (var round = 0; round < 3; round++)
        {
            Fill(ballast);
            var refused = await UntilRefusedAsync(senders);
            Assert.Equal("storage_full", refused.Code());

            using (var http = bob.Who.NewHttp())
            {
                Assert.Equal("storage_full", await ReadinessAsync(http));
                Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/api/v1/me")).StatusCode);
                Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/api/v1/conversations/lobby/messages")).StatusCode);
                using var join = await http.PostAsJsonAsync("/api/v1/people", new { name = $"late {round}" });
                Assert.Equal(HttpStatusCode.ServiceUnavailable, join.StatusCode);
                Assert.Equal("storage_full", (await join.Content.ReadFromJsonAsync<JsonElement>()).Code());
            }

            await using (await bob.Who.ConnectAsync())
                Assert.Equal("ok", (await bob.AskAsync("history", ("conversation", "lobby"))).Type());

            File.Delete(ballast);
            using (var http = server.NewHttp()) Assert.Equal("ready", await ReadinessAsync(http));
            var watch = Stopwatch.StartNew();
            while ((await alice.SayAsync($"room again {round}")).Type() != "ok") Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10));
        }

        // Nothing that was refused is there, and nothing that was acknowledged is missing.
        var numbers = new List<long> { 0 };
        for (long last = 1; numbers[^1] < last;)
        {
            var page = await bob.AskAsync("history", ("conversation", "lobby"), ("after", numbers[^1]), ("limit", 200));
            numbers.AddRange(page.At("messages").EnumerateArray().Select(message => message.Number("number")));
            last = page.Number("last");
        }

        foreach (var sender in senders) await sender.DisposeAsync();
        Assert.Equal(Enumerable.Range(0, numbers.Count).Select(i => (long)i), numbers);
        Assert.Equal(alice.Events.Where(frame => frame.Type() == "message").Select(frame => frame.At("message").Number("number")), numbers[1..]);
    }

    static async Task<string?> ReadinessAsync(HttpClient http)
    {
        using var response = await http.GetAsync("/readyz");
        if (response.StatusCode == HttpStatusCode.OK) return await response.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).Code();
    }

    // The log has room of its own until it is full, too.
    static async Task<JsonElement> UntilRefusedAsync(LiveClient[] clients)
    {
        for (var i = 0; i < 190; i++)
            if (await clients[i % clients.Length].SayAsync(new string('x', 8000)) is var answer && answer.Type() != "ok") return answer;
        Assert.Fail("the disk did not fill");
        return default;
    }

    static void Fill(string path)
    {
        try
        {
            using var file = File.Create(path);
            var block = new byte[4096];
            while (true)
            {
                file.Write(block);
                file.Flush(flushToDisk: true);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }
}
