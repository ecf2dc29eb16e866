using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ChatBox.EndToEnd.Tests.Hosting;

/// <summary>Somebody who speaks by the HTTP API, as a bot does: for what no browser should have to type.</summary>
sealed class ApiPerson : IDisposable
{
    readonly HttpClient http;

    ApiPerson(HttpClient http, string id)
    {
        this.http = http;
        Id = id;
    }

    public string Id { get; }

    public static async Task<ApiPerson> JoinAsync(ChatBoxServer server, string name)
    {
        var http = new HttpClient { BaseAddress = server.Address };
        using var answer = await http.PostAsJsonAsync("/api/v1/people", new { name });
        answer.EnsureSuccessStatusCode();
        var joined = await answer.Content.ReadFromJsonAsync<Joined>();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", joined!.Token);
        return new ApiPerson(http, joined.Id);
    }

    public async Task SayAsync(string text, string conversation = "lobby") =>
        await PostAsync($"conversations/{conversation}/messages", new { clientId = Guid.NewGuid().ToString("N"), text });

    /// <summary>Says it to the person of that name alone.</summary>
    public async Task SayToAsync(string name, string text)
    {
        var direct = await PostAsync("direct", new { person = await FindAsync(name) });
        await SayAsync(text, direct.GetProperty("id").GetString()!);
    }

    /// <summary>Offers a file of zeros to the person of that name, whole on the server already.</summary>
    /// <returns>The number of the message.</returns>
    public async Task<long> OfferAsync(string name, string file, int size)
    {
        var direct = await PostAsync("direct", new { person = await FindAsync(name) });
        using var begin = new HttpRequestMessage(HttpMethod.Post, "/api/v1/uploads");
        begin.Headers.Add("Upload-Length", size.ToString(CultureInfo.InvariantCulture));
        begin.Headers.Add("Upload-Metadata", $"filename {Base64(file)},filetype {Base64("video/x-matroska")}");
        using var begun = await http.SendAsync(begin);
        var address = begun.EnsureSuccessStatusCode().Headers.Location!.OriginalString;
        var bytes = new byte[size];
        using var patch = new HttpRequestMessage(HttpMethod.Patch, address) { Content = new ByteArrayContent(bytes) };
        patch.Headers.Add("Upload-Offset", "0");
        patch.Content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        using var patched = await http.SendAsync(patch);
        patched.EnsureSuccessStatusCode();
        var upload = address.Split('/')[^1];
        await PostAsync($"uploads/{upload}/finish", new { sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)) });
        var sent = await PostAsync($"conversations/{direct.GetProperty("id").GetString()}/messages", new { clientId = Guid.NewGuid().ToString("N"), upload });
        return sent.GetProperty("number").GetInt64();

        static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>What has become of the file in a message to the person of that name.</summary>
    public async Task<string> StateOfFileAsync(string name, long number)
    {
        var direct = await PostAsync("direct", new { person = await FindAsync(name) });
        var page = await http.GetFromJsonAsync<JsonElement>($"/api/v1/conversations/{direct.GetProperty("id").GetString()}/messages?around={number}&limit=1");
        return page.GetProperty("messages")[0].GetProperty("file").GetProperty("state").GetString()!;
    }

    /// <summary>Makes a room and brings the person of that name in.</summary>
    public async Task<string> MakeRoomAsync(string room, string with)
    {
        var made = await PostAsync("conversations", new { name = room });
        var id = made.GetProperty("id").GetString()!;
        using var answer = await http.PutAsync($"/api/v1/conversations/{id}/members/{await FindAsync(with)}", null);
        answer.EnsureSuccessStatusCode();
        return id;
    }

    /// <summary>Online or away where the person is in the list of who is here, gone where not.</summary>
    public async Task<string> PresenceOfAsync(string name)
    {
        var page = await http.GetFromJsonAsync<Page>("/api/v1/people");
        return page!.People.FirstOrDefault(person => person.Name == name)?.Presence ?? "gone";
    }

    public void Dispose() => http.Dispose();

    async Task<string> FindAsync(string name)
    {
        var found = await http.GetFromJsonAsync<JsonElement>($"/api/v1/find?q={Uri.EscapeDataString(name)}");
        return found.GetProperty("people").EnumerateArray().Single(
            person => person.GetProperty("name").GetString() == name).GetProperty("id").GetString()!;
    }

    async Task<JsonElement> PostAsync(string path, object body)
    {
        using var answer = await http.PostAsJsonAsync($"/api/v1/{path}", body);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    sealed record Page(IReadOnlyList<PersonHere> People);

    sealed record PersonHere(string Name, string Presence);

    sealed record Joined(string Id, string Name, string Token);
}
