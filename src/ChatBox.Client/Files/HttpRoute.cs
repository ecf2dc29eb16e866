using System.Net;
using System.Net.Http.Headers;
using ChatBox.Client.Connections;

namespace ChatBox.Client.Files;

/// <summary>Bytes by HTTP: one range at a time (RFC 9110, section 14), held to one version by If-Range (section 13.1.5).</summary>
sealed class HttpRoute(IServerDoor door, Func<string> token) : IDownloadRoute
{
    const string Sha256Key = "sha-256=:";

    public string Name => "http";

    public async Task<OpenedFile> OpenAsync(RemoteFile file, long offset, string? version, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, file.Path);
        // Section 4 of RFC 9530: it is compared here, and what came of it is said by us.
        request.Headers.Add("Want-Repr-Digest", "sha-256=10");
        if (offset > 0 && version is not null)
        {
            request.Headers.Range = new RangeHeaderValue(offset, null);
            request.Headers.TryAddWithoutValidation("If-Range", version);
        }

        var answer = await door.SendAsync(request, token(), cancellationToken);
        try
        {
            if (answer.Content.Headers.ContentEncoding.Count > 0)
                throw new ProtocolViolationException("The server encodes a file, which was not asked for.");
            var (start, size) = Extent(answer, request.Headers.Range is null ? 0 : offset);
            // A weak tag does not name bytes (RFC 9110, section 8.8.3): with it there is no going on.
            var tag = answer.Headers.ETag is { IsWeak: false } strong ? strong.Tag : null;
            // A part comes only of the version that was asked for. Its tag may be another by now: one is made of its hash when that is known.
            if (start > 0) tag = version;
            var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
            return new OpenedFile(start, size, tag, Sha256Of(answer), body, answer);
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    public async Task<(string? Sha256, bool MayCome)> AskDigestAsync(RemoteFile file, string version, CancellationToken cancellationToken)
    {
        // One byte, and of this version only: the hash of another would tell nothing.
        using var request = new HttpRequestMessage(HttpMethod.Get, file.Path);
        request.Headers.Add("Want-Repr-Digest", "sha-256=10");
        request.Headers.Range = new RangeHeaderValue(0, 0);
        request.Headers.TryAddWithoutValidation("If-Range", version);
        using var answer = await door.SendAsync(request, token(), cancellationToken);
        if (answer.StatusCode != HttpStatusCode.PartialContent) return (null, false);
        var sha256 = Sha256Of(answer);
        return (sha256, sha256 is null);
    }

    static (long Start, long? Size) Extent(HttpResponseMessage answer, long asked)
    {
        if (answer.StatusCode != HttpStatusCode.PartialContent) return (0, answer.Content.Headers.ContentLength);
        if (asked > 0 && answer.Content.Headers.ContentRange is { From: { } from, To: { } to, Length: { } length } && from == asked && to == length - 1)
            return (from, length);
        throw new ProtocolViolationException("The server sends another part of the file than was asked for.");
    }

    /// <summary>RFC 9530, section 3: <c>Repr-Digest: sha-256=:BASE64:</c>, of the whole also where a part is sent. In hexadecimal.</summary>
    static string? Sha256Of(HttpResponseMessage answer)
    {
        if (!answer.Headers.TryGetValues("Repr-Digest", out var values) && !answer.Content.Headers.TryGetValues("Repr-Digest", out values)) return null;
        foreach (var item in values.SelectMany(value => value.Split(',')).Select(item => item.Trim()))
        {
            if (!item.StartsWith(Sha256Key, StringComparison.OrdinalIgnoreCase) || !item.EndsWith(':') || item.Length <= Sha256Key.Length) continue;
            var hash = new byte[32];
            if (Convert.TryFromBase64String(item[Sha256Key.Length..^1], hash, out var count) && count == hash.Length)
                return Convert.ToHexStringLower(hash);
            throw new ProtocolViolationException("The server sends a digest that is none.");
        }

        return null;
    }
}
