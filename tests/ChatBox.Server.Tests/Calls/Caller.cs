using System.Text.Json;
using ChatBox.Server.Tests.Support;

namespace ChatBox.Server.Tests.Calls;

/// <summary>A page that calls: a live client with an endpoint of its own.</summary>
sealed class Caller(LiveClient client, string endpoint) : IAsyncDisposable
{
    public LiveClient Client { get; } = client;

    public string Endpoint { get; } = endpoint;

    public string Id => Client.Id;

    public static async Task<Caller> JoinAsync(IServed server, string name) => new(await server.JoinLiveAsync(name), $"{name}-1");

    /// <summary>The same person again, on another device or after a lost connection.</summary>
    public async Task<Caller> AgainAsync(string? endpoint = null, IServed? server = null) =>
        new(await (Client.Who with { Server = server ?? Client.Who.Server }).ConnectAsync(), endpoint ?? Endpoint);

    public async Task<string> DirectAsync(Caller other) =>
        (await Client.AskAsync("direct.open", ("person", other.Id))).At("conversation").Text("id");

    public Task<JsonElement> StartAsync(string conversation, bool camera = false) =>
        Client.AskAsync("call.start", ("conversation", conversation), ("endpoint", Endpoint), ("camera", camera));

    /// <summary>accept, join, resume or media.</summary>
    public Task<JsonElement> AskAsync(string what, string call, bool camera = false, bool muted = false)
    {
        (string, object)[] fields = [("call", call), ("endpoint", Endpoint), ("camera", camera), ("muted", muted)];
        return Client.AskAsync($"call.{what}", [.. fields.Where(field => what != "media" || field.Item1 != "endpoint")]);
    }

    public Task<JsonElement> LeaveAsync(string call) => Client.AskAsync("call.leave", ("call", call));

    public Task<JsonElement> OfferAsync(string call, Caller to, string sdp = "v=0\r\n") => Client.AskAsync(
        "call.signal", ("call", call), ("person", to.Id), ("endpoint", to.Endpoint), ("kind", "offer"), ("sdp", sdp));

    public Task<JsonElement> CandidateAsync(string call, Caller to, string candidate = "candidate:1 1 udp 1 192.0.2.1 9 typ host") => Client.AskAsync(
        "call.signal", ("call", call), ("person", to.Id), ("endpoint", to.Endpoint), ("kind", "candidate"), ("candidate", candidate), ("mid", "0"), ("line", 0));

    /// <summary>The next news of a call in this state.</summary>
    public async Task<JsonElement> SeesAsync(string state, Func<JsonElement, bool>? where = null) =>
        (await Client.NextAsync("call", frame => frame.At("call").Text("state") == state && (where?.Invoke(frame.At("call")) ?? true))).At("call");

    public ValueTask DisposeAsync() => Client.DisposeAsync();

    public static string CallOf(JsonElement answer)
    {
        Assert.Equal("ok", answer.Type());
        return answer.At("call").Text("id");
    }
}
