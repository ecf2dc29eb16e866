using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace ChatBox.Server.Tests.Support;

/// <summary>A server that a test speaks to, in this process or another.</summary>
interface IServed
{
    Uri Http { get; }
}

static class Served
{
    /// <summary>A client without cookies and redirects, to which every certificate is right.</summary>
    public static HttpClient NewHttp(this IServed server, Uri? at = null)
    {
        var handler = new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null },
        };
        return new HttpClient(handler) { BaseAddress = at ?? server.Http };
    }

    /// <summary>Somebody new, by the HTTP API.</summary>
    public static async Task<Somebody> JoinAsync(this IServed server, string name)
    {
        using var http = server.NewHttp();
        using var response = await http.PostAsJsonAsync("/api/v1/people", new { name });
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var joined = await response.Content.ReadFromJsonAsync<JsonElement>();
        return new Somebody(server, joined.Text("id"), joined.Text("name"), joined.Text("token"));
    }

    /// <summary>Somebody new with an open WebSocket.</summary>
    public static async Task<LiveClient> JoinLiveAsync(this IServed server, string name) =>
        await (await server.JoinAsync(name)).ConnectAsync();
}

/// <summary>Somebody who has joined, by bearer token.</summary>
sealed record Somebody(IServed Server, string Id, string Name, string Token)
{
    public Task<LiveClient> ConnectAsync() => LiveClient.ConnectAsync(this);

    public HttpClient NewHttp()
    {
        var http = Server.NewHttp();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        return http;
    }

    public async Task<JsonElement> LogOutAsync()
    {
        using var http = NewHttp();
        using var response = await http.PostAsync("/api/v1/logout", null);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
