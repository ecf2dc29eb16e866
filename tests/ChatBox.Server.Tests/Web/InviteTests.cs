using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ChatBox.Server.Admin;
using ChatBox.Server.Tests.Support;

namespace ChatBox.Server.Tests.Web;

/// <summary>What lets somebody in: the invite code, and what is kept of tokens and links.</summary>
public sealed class InviteTests
{
    [Fact]
    public async Task The_invite_code_holds_over_restarts_until_the_host_makes_a_new_one_and_who_is_in_stays_in()
    {
        await using var server = await TestServer.StartAsync(options => options with { Local = false, Listen = IPAddress.Loopback });
        var first = await CodeAsync(server);
        var alice = await JoinAsync(server, "alice", first);
        await server.RestartAsync();
        Assert.Equal(first, await CodeAsync(server));
        Assert.Equal(HttpStatusCode.Created, (await TryAsync(server, "bob", first)).StatusCode);

        // Beside the running server, as `chatbox invite --new` does it.
        await using var output = new StringWriter();
        var exitCode = await AdminTasks.InviteAsync(
            server.Running.Data.Root, renew: true, output, TextWriter.Null, CancellationToken.None);
        Assert.Equal(ExitCodes.Stopped, exitCode);

        var second = await CodeAsync(server);
        Assert.NotEqual(first, second);
        Assert.EndsWith($"/join#{second}", output.ToString().Trim(), StringComparison.Ordinal);
        using var refused = await TryAsync(server, "carol", first);
        Assert.Equal("bad_code", (await refused.Content.ReadFromJsonAsync<JsonElement>()).Code());
        Assert.Equal(HttpStatusCode.Created, (await TryAsync(server, "carol", second)).StatusCode);
        using var http = server.NewHttp();
        http.DefaultRequestHeaders.Authorization = new("Bearer", alice);
        Assert.Equal("alice", (await http.GetFromJsonAsync<JsonElement>("/api/v1/me")).Text("name"));
    }

    [Fact]
    public async Task Of_tokens_and_links_only_hashes_are_on_the_disk()
    {
        await using var server = await TestServer.StartAsync();
        var alice = await server.JoinAsync("alice the careful");
        var link = await DeviceTests.LinkAsync(alice);
        await DeviceTests.RedeemAsync(server, await DeviceTests.LinkAsync(alice));

        // The lock is held, and empty.
        var kept = Directory.EnumerateFiles(server.Running.Data.Root, "*", SearchOption.AllDirectories)
            .Where(path => !path.EndsWith(".lock", StringComparison.Ordinal)).Select(ReadShared).ToList();

        Assert.True(Holds("alice the careful"u8.ToArray()), "the search would find nothing at all");
        foreach (var secret in new[] { alice.Token, link })
        {
            Assert.False(Holds(Encoding.UTF8.GetBytes(secret)), "as text");
            Assert.False(Holds(System.Buffers.Text.Base64Url.DecodeFromChars(secret)), "as bytes");
        }

        bool Holds(byte[] bytes) => kept.Any(file => file.AsSpan().IndexOf(bytes) >= 0);
    }

    static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var memory = new MemoryStream();
        file.CopyTo(memory);
        return memory.ToArray();
    }

    static async Task<string> CodeAsync(TestServer server) => (await server.Running.InviteUrlAsync()).Split('#')[1];

    static async Task<string> JoinAsync(TestServer server, string name, string code)
    {
        using var joined = await TryAsync(server, name, code);
        Assert.Equal(HttpStatusCode.Created, joined.StatusCode);
        return (await joined.Content.ReadFromJsonAsync<JsonElement>()).Text("token")!;
    }

    static async Task<HttpResponseMessage> TryAsync(TestServer server, string name, string code)
    {
        using var http = server.NewHttp();
        return await http.PostAsJsonAsync("/api/v1/people", new { name, code });
    }
}
