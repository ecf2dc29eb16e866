using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ChatBox.Protocol.Json;

namespace ChatBox.Client.Tests.Fakes;

/// <summary>
/// The HTTP side of files as docs/protocol.md has it, in memory, over a network that a test can cut after any byte. Of an upload that is
/// cut only whole blocks of <see cref="DurableBytes"/> are kept, as a disk would.
/// </summary>
sealed class MemoryFiles
{
    readonly Lock gate = new();
    readonly Dictionary<string, Upload> uploads = [];

    /// <summary>Path in the share, and its bytes.</summary>
    public Dictionary<string, byte[]> Shared { get; } = [];

    /// <summary>Whether the server knows the hashes of the share.</summary>
    public bool KnowsHashes { get; set; } = true;

    /// <summary>After how many requests more it does know them.</summary>
    public int KnowsHashesAfter { get; set; } = int.MaxValue;

    /// <summary>After how many bytes the next connections break, one number each.</summary>
    public Queue<int> Cuts { get; } = [];

    public int DurableBytes { get; set; } = 1;

    /// <summary>Each request as <c>GET api/v1/...</c>, with its range or offset behind it.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Answers in place of the server where it gives one.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage?> Instead { get; set; } = _ => null;

    public FileObject? Find(string id)
    {
        lock (gate) return uploads.TryGetValue(id, out var upload) ? upload.ToWire() : null;
    }

    public byte[] BytesOf(string id) => uploads[id].Bytes.ToArray();

    public IReadOnlyList<string> Ids => [.. uploads.Keys];

    public void Forget() => uploads.Clear();

    public async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.OriginalString;
        var detail = request.Headers.Range?.ToString() ?? Header(request, "Upload-Offset");
        lock (gate) Requests.Add($"{request.Method} {path} {detail}".TrimEnd());
        if (Instead(request) is { } instead) return instead;
        var parts = path.Split('/');
        return (request.Method.Method, parts[2]) switch
        {
            ("GET", "share") => Download(request, Shared.GetValueOrDefault(Uri.UnescapeDataString(string.Join('/', parts[4..])))),
            ("GET", "files") => Download(request, uploads.GetValueOrDefault(parts[3])?.Bytes.ToArray()),
            ("POST", "uploads") when parts.Length == 3 => Create(request),
            ("POST", "uploads") => await FinishAsync(parts[3], request, cancellationToken),
            ("HEAD", "uploads") => OfUpload(parts[3], Offset),
            ("PATCH", "uploads") => await AppendAsync(parts[3], request, cancellationToken),
            _ => throw new InvalidOperationException(path),
        };
    }

    static string Header(HttpRequestMessage request, string name) =>
        request.Headers.TryGetValues(name, out var values) ? values.First() : "";

    static HttpResponseMessage Offset(Upload upload)
    {
        var answer = new HttpResponseMessage(HttpStatusCode.NoContent);
        answer.Headers.Add("Upload-Offset", upload.Bytes.Length.ToString(CultureInfo.InvariantCulture));
        if (upload.Length is { } length) answer.Headers.Add("Upload-Length", length.ToString(CultureInfo.InvariantCulture));
        return answer;
    }

    HttpResponseMessage Download(HttpRequestMessage request, byte[]? bytes)
    {
        if (bytes is null) throw new RefusedException("no_such_file", "There is no such file.");
        var hash = SHA256.HashData(bytes);
        var tag = $"\"{Convert.ToHexStringLower(hash)}\"";
        var start = (int?)request.Headers.Range?.Ranges.Single().From ?? 0;
        if (Header(request, "If-Range") is { Length: > 0 } known && known != tag) start = 0;
        var end = start == 0 && request.Headers.Range?.Ranges.Single().To is { } to && Header(request, "If-Range") == tag
            ? (int)to + 1
            : bytes.Length;
        var rest = bytes.AsMemory(start..end);
        var body = new CutStream(rest, Cuts.TryDequeue(out var cut) ? cut : int.MaxValue);
        var status = start > 0 || end < bytes.Length ? HttpStatusCode.PartialContent : HttpStatusCode.OK;
        var answer = new HttpResponseMessage(status) { Content = new StreamContent(body) };
        answer.Content.Headers.ContentLength = rest.Length;
        if (start > 0) answer.Content.Headers.ContentRange = new ContentRangeHeaderValue(start, bytes.Length - 1, bytes.Length);
        answer.Headers.ETag = new EntityTagHeaderValue(tag);
        if (KnowsHashes || KnowsHashesAfter-- <= 0) answer.Headers.Add("Repr-Digest", $"sha-256=:{Convert.ToBase64String(hash)}:");
        return answer;
    }

    HttpResponseMessage Create(HttpRequestMessage request)
    {
        var name = Header(request, "Upload-Metadata").Split(',').Select(item => item.Split(' ')).First(item => item[0] == "filename")[1];
        var id = Guid.NewGuid().ToString("N");
        long? length = Header(request, "Upload-Length") is { Length: > 0 } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;
        lock (gate) uploads[id] = new Upload(id, Encoding.UTF8.GetString(Convert.FromBase64String(name)), length);
        var answer = new HttpResponseMessage(HttpStatusCode.Created);
        answer.Headers.Location = new Uri($"/api/v1/uploads/{id}", UriKind.Relative);
        return answer;
    }

    async Task<HttpResponseMessage> AppendAsync(string id, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var upload = uploads.GetValueOrDefault(id) ?? throw new RefusedException("no_such_file", "There is no such file.");
        var start = upload.Bytes.Length;
        if (Header(request, "Upload-Offset") != start.ToString(CultureInfo.InvariantCulture))
            throw new RefusedException("wrong_offset", "The upload is at another offset.");
        using var taken = new MemoryStream();
        var isCut = Cuts.TryDequeue(out var cut);
        try
        {
            await request.Content!.CopyToAsync(isCut ? new CutSink(taken, cut) : taken, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            var kept = (int)((start + taken.Length) / DurableBytes * DurableBytes - start);
            upload.Bytes.Write(taken.ToArray().AsSpan(0, Math.Max(0, kept)));
            throw new ConnectionException("cut", e);
        }

        upload.Bytes.Write(taken.ToArray());
        if (Header(request, "Upload-Length") is { Length: > 0 } length) upload.Length = long.Parse(length, CultureInfo.InvariantCulture);
        return Offset(upload);
    }

    async Task<HttpResponseMessage> FinishAsync(string id, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var upload = uploads.GetValueOrDefault(id) ?? throw new RefusedException("no_such_file", "There is no such file.");
        using var body = JsonDocument.Parse(await request.Content!.ReadAsStringAsync(cancellationToken));
        if (upload.Bytes.Length != upload.Length) throw new RefusedException("upload_unfinished", "The file is not whole yet.");
        upload.Sha256 = Convert.ToHexStringLower(SHA256.HashData(upload.Bytes.ToArray()));
        if (body.RootElement.GetProperty("sha256").GetString() != upload.Sha256)
            throw new RefusedException("checksum_mismatch", "The hashes differ.");
        return new HttpResponseMessage { Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(upload.ToWire(), WireJson.Context.FileObject)) };
    }

    HttpResponseMessage OfUpload(string id, Func<Upload, HttpResponseMessage> answer) =>
        uploads.TryGetValue(id, out var upload) ? answer(upload) : throw new RefusedException("no_such_file", "There is no such file.");

    sealed class Upload(string id, string name, long? length)
    {
        public MemoryStream Bytes { get; } = new();

        public long? Length { get; set; } = length;

        public string? Sha256 { get; set; }

        public FileObject ToWire() =>
            new(id, name, Length, "application/octet-stream", FileWords.There, Sha256 is not null, Sha256: Sha256);
    }
}
