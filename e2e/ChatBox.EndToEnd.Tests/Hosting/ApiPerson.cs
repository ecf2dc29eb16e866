using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace ChatBox.EndToEnd.Tests.Hosting;

/// <summary>Somebody who writes by the HTTP API, as a bot does: for histories that no browser should have to type.</summary>
sealed class ApiPerson : IDisposable
{
    readonly HttpClient _http;

    ApiPerson(HttpClient http) => _http = http;

    public static async Task<ApiPerson> JoinAsync(ChatBoxServer server, string name)
    {
        var http = new HttpClient { BaseAddress = server.Address };
        using var answer = await http.PostAsJsonAsync("/api/v1/people", new { name });
        answer.EnsureSuccessStatusCode();
        var joined = await answer.Content.ReadFromJsonAsync<Joined>();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", joined!.Token);
        return new ApiPerson(http);
    }

    public async Task SayAsync(string text, string conversation = "lobby")
    {
        using var answer = await _http.PostAsJsonAsync(
            $"/api/v1/conversations/{conversation}/messages", new { clientId = Guid.NewGuid().ToString("N"), text });
        answer.EnsureSuccessStatusCode();
    }

    public void Dispose() => _http.Dispose();

    sealed record Joined(string Id, string Name, string Token);
}
