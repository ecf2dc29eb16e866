using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ChatBox.Client.Connections;
using ChatBox.Protocol.Json;

namespace ChatBox.Client.Files;

/// <summary>The requests of tus 1.0 (https://tus.io/protocols/resumable-upload), and the one of ours that ends an upload.</summary>
sealed class TusUpload(IServerDoor door, Func<string> token)
{
    const string Uploads = "api/v1/uploads";
    const int MaxIdLength = 64;

    // The head of an answer is at once there; a piece is answered when it is durable. Small bodies are not worth asking first.
    const long WorthAsking = 1024 * 1024;

    /// <returns>The upload's id.</returns>
    public async Task<string> CreateAsync(UploadSource source, string type, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Post, Uploads);
        if (source.Length is { } length) Add(request, "Upload-Length", length);
        else Add(request, "Upload-Defer-Length", 1);
        request.Headers.Add("Upload-Metadata", $"filename {Base64(source.Name)},filetype {Base64(type)}");
        using var answer = await door.SendAsync(request, token(), cancellationToken);
        // What stands before the last slash is the server's own affair; we know where uploads are, and follow no address to elsewhere.
        var id = answer.Headers.Location?.OriginalString.Split('/')[^1] ?? "";
        return id.Length is > 0 and <= MaxIdLength && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? id
            : throw new ProtocolViolationException("The server does not say where the file goes.");
    }

    /// <returns>How many bytes the server has, and whether it knows how many there will be.</returns>
    public async Task<(long Offset, bool HasLength)> LookAsync(string id, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Head, $"{Uploads}/{id}");
        using var answer = await door.SendAsync(request, token(), cancellationToken);
        return (OffsetOf(answer), answer.Headers.Contains("Upload-Length"));
    }

    /// <returns>How many bytes the server has, durably.</returns>
    public async Task<long> AppendAsync(string id, long offset, UploadPart part, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Patch, $"{Uploads}/{id}");
        Add(request, "Upload-Offset", offset);
        if (part.Length is { } length) Add(request, "Upload-Length", length);
        request.Content = part.Content;
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        // A refusal then comes before gigabytes have gone out for nothing (RFC 9110, section 10.1.1).
        request.Headers.ExpectContinue = part.Content.Length > WorthAsking;
        using var answer = await door.SendAsync(request, token(), cancellationToken);
        return OffsetOf(answer);
    }

    public async Task<FileObject> FinishAsync(string id, string sha256, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Uploads}/{id}/finish");
        request.Content = JsonContent.Create(new Dictionary<string, string> { ["sha256"] = sha256 });
        using var answer = await door.SendAsync(request, token(), cancellationToken);
        try
        {
            var file = await JsonSerializer.DeserializeAsync(await answer.Content.ReadAsStreamAsync(cancellationToken), WireJson.Context.FileObject, cancellationToken);
            return Requests.Checked.Required(file, Requests.Checked.IsWhole);
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            throw new ConnectionException("The answer of the server was cut.", e);
        }
    }

    public async Task CancelAsync(string id, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Delete, $"{Uploads}/{id}");
        using var answer = await door.SendAsync(request, token(), cancellationToken);
    }

    static HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Tus-Resumable", "1.0.0");
        return request;
    }

    static void Add(HttpRequestMessage request, string name, long value) =>
        request.Headers.Add(name, value.ToString(CultureInfo.InvariantCulture));

    static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    static long OffsetOf(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Upload-Offset", out var values)
        && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            ? offset
            : throw new ProtocolViolationException("The server does not say how much of the file it has.");
}
