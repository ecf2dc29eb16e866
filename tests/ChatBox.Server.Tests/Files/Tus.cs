using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ChatBox.Server.Tests.Support;

namespace ChatBox.Server.Tests.Files;

/// <summary>A client of tus 1.0.0 as the standard describes one, for somebody who has joined.</summary>
sealed class Tus(Somebody who) : IDisposable
{
    public HttpClient Http { get; } = Prepare(who.NewHttp());

    public static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static string Metadata(params (string Key, string Value)[] pairs) =>
        string.Join(',', pairs.Select(pair => $"{pair.Key} {Convert.ToBase64String(Encoding.UTF8.GetBytes(pair.Value))}"));

    /// <summary>POST; gives the address of the upload.</summary>
    public async Task<string> CreateAsync(long? size, params (string Key, string Value)[] metadata)
    {
        using var response = await PostAsync(size, metadata.Length > 0 ? Metadata(metadata) : null);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return response.Headers.Location!.OriginalString;
    }

    public async Task<HttpResponseMessage> PostAsync(long? size, string? metadata = null, byte[]? body = null, string? checksum = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/uploads");
        if (size is { } known) request.Headers.Add("Upload-Length", known.ToString(CultureInfo.InvariantCulture));
        else request.Headers.Add("Upload-Defer-Length", "1");
        if (metadata is not null) request.Headers.Add("Upload-Metadata", metadata);
        if (checksum is not null) request.Headers.Add("Upload-Checksum", checksum);
        if (body is not null) request.Content = Body(new ByteArrayContent(body));
        return await Http.SendAsync(request);
    }

    public async Task<HttpResponseMessage> PatchAsync(string at, long offset, byte[] bytes, params (string Name, string Value)[] headers) =>
        await PatchAsync(at, offset, new ByteArrayContent(bytes), headers);

    public async Task<HttpResponseMessage> PatchAsync(string at, long offset, HttpContent content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, at) { Content = Body(content) };
        request.Headers.Add("Upload-Offset", offset.ToString(CultureInfo.InvariantCulture));
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        return await Http.SendAsync(request);
    }

    public async Task<HttpResponseMessage> HeadAsync(string at) => await Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, at));

    /// <summary>Who is told 423, because a request that was cut has not come to its end yet, asks again.</summary>
    public async Task<long> OffsetAsync(string at)
    {
        for (var patience = 10; ; patience--)
        {
            using var response = await HeadAsync(at);
            if (response.StatusCode == HttpStatusCode.Locked && patience > 0) continue;
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            return OffsetOf(response);
        }
    }

    public async Task<HttpResponseMessage> FinishAsync(string at, string sha256) => await Http.PostAsJsonAsync(at + "/finish", new { sha256 });

    /// <summary>A whole upload, ready to be sent in a message: its id.</summary>
    public async Task<string> UploadAsync(byte[] bytes, string name = "file.bin", string? type = null)
    {
        var at = await CreateAsync(bytes.Length, type is null ? [("filename", name)] : [("filename", name), ("filetype", type)]);
        using (var patched = await PatchAsync(at, 0, bytes)) Assert.Equal(HttpStatusCode.NoContent, patched.StatusCode);
        using var finished = await FinishAsync(at, Hash(bytes));
        Assert.Equal(HttpStatusCode.OK, finished.StatusCode);
        return IdOf(at);
    }

    /// <summary>Sends a file into a conversation; the message.</summary>
    public async Task<JsonElement> SendAsync(string upload, string conversation = "lobby", string text = "")
    {
        using var response = await Http.PostAsJsonAsync(
            $"/api/v1/conversations/{conversation}/messages", new { clientId = Guid.NewGuid().ToString("N"), text, upload });
        Assert.True(response.StatusCode == HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    public async Task<HttpResponseMessage> GetAsync(string path, string? range = null, string? ifRange = null, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        if (range is not null) request.Headers.TryAddWithoutValidation("Range", range);
        if (ifRange is not null) request.Headers.TryAddWithoutValidation("If-Range", ifRange);
        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>A body whose length is not told.</summary>
    public static HttpContent Chunked(byte[] bytes) => new StreamContent(new Unseekable(bytes));

    public static string IdOf(string at) => at[(at.LastIndexOf('/') + 1)..];

    public static long OffsetOf(HttpResponseMessage response) =>
        long.Parse(Assert.Single(response.Headers.GetValues("Upload-Offset")), CultureInfo.InvariantCulture);

    public static async Task<string> CodeOf(HttpResponseMessage response) => (await response.Content.ReadFromJsonAsync<JsonElement>()).Code()!;

    public void Dispose() => Http.Dispose();

    static HttpContent Body(HttpContent content)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        return content;
    }

    static HttpClient Prepare(HttpClient http)
    {
        http.DefaultRequestHeaders.Add("Tus-Resumable", "1.0.0");
        return http;
    }

    sealed class Unseekable(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
