using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace ChatBox.Tests;

/// <summary>From a terminal one sees that there is a call, and that one cannot take part.</summary>
public sealed class CallNoticeTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_call_is_told_when_it_begins_or_one_comes_and_when_it_is_over()
    {
        using var early = new Shell(server.Config);
        var tailing = early.RunAsync("tail", server.Address, "--as", "log", "-n", "0");
        using var page = await ConnectAsync("alice");
        // Whether the command follows already cannot be seen: a call that goes on is told either way, and once.
        var answer = await AskAsync(page, """{"type":"call.start","id":"1","conversation":"lobby","endpoint":"p"}""");
        await early.Error.WaitForAsync("A call goes on in #lobby, begun by alice. You cannot take part from here");
        await AskAsync(page, $$"""{"type":"call.leave","id":"2","call":"{{answer.GetProperty("call").GetProperty("id").GetString()}}"}""");
        await early.Output.WaitForAsync("* alice: Call ended after ");
        early.Interrupt();
        Assert.Equal(130, await tailing);
        Assert.Single(early.ErrorLines, line => line.Contains("call", StringComparison.Ordinal));
    }

    async Task<ClientWebSocket> ConnectAsync(string name)
    {
        using var http = new HttpClient { BaseAddress = new Uri(server.Address) };
        using var joined = await http.PostAsJsonAsync("/api/v1/people", new { name });
        var socket = new ClientWebSocket();
        var token = (await joined.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        await socket.ConnectAsync(new UriBuilder(server.Address) { Scheme = "ws", Path = "/ws" }.Uri, CancellationToken.None).WaitAsync(Patience);
        return socket;
    }

    static async Task<JsonElement> AskAsync(ClientWebSocket socket, string request)
    {
        await socket.SendAsync(Encoding.UTF8.GetBytes(request), WebSocketMessageType.Text, true, CancellationToken.None);
        var buffer = new byte[256 * 1024];
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult received;
            do
            {
                received = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None).AsTask().WaitAsync(Patience);
                length += received.Count;
            }
            while (!received.EndOfMessage);
            var frame = JsonSerializer.Deserialize<JsonElement>(buffer.AsSpan(0, length));
            if (frame.GetProperty("type").GetString() is "ok" or "error") return frame;
        }
    }
}
