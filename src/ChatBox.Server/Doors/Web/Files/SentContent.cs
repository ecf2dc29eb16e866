using System.Globalization;
using ChatBox.Server.Files;
using Microsoft.Win32.SafeHandles;

namespace ChatBox.Server.Doors.Web.Files;

/// <summary>Bytes with what HTTP says of them.</summary>
/// <param name="ETag">Strong, with its quotes.</param>
/// <param name="Sha256">Told as Repr-Digest, RFC 9530, where it is known.</param>
/// <param name="FormerETag">What the same bytes were called before, where that was otherwise.</param>
sealed record SentContent(string ETag, byte[]? Sha256, string Type, string Disposition, string? FormerETag = null)
{
    /// <summary>Answers a GET or HEAD with all of it, a part of it, or why not.</summary>
    public async Task SendAsync(
        HttpContext context, SafeFileHandle file, FileIdentity identity, Func<Task<bool>>? mayRead, TimeProvider clock,
        Action<long, long>? sent = null)
    {
        var (request, response) = (context.Request, context.Response);
        var plan = DownloadPlan.Of(request.Method, request.Headers, ETag, identity.Size, FormerETag);
        Protect(response.Headers);
        response.StatusCode = plan.Status;
        response.Headers.ETag = plan.ETag;
        response.Headers.AcceptRanges = "bytes";
        if (Sha256 is not null) response.Headers["Repr-Digest"] = $"sha-256=:{Convert.ToBase64String(Sha256)}:";
        switch (plan.Status)
        {
            case StatusCodes.Status200OK or StatusCodes.Status206PartialContent:
                response.ContentType = Type == Core.Files.MediaTypes.Text ? Type + "; charset=utf-8" : Type;
                response.Headers.ContentDisposition = Disposition;
                response.ContentLength = plan.Length;
                if (plan.Status == StatusCodes.Status206PartialContent)
                    response.Headers.ContentRange = string.Create(
                        CultureInfo.InvariantCulture, $"bytes {plan.Offset}-{plan.Offset + plan.Length - 1}/{identity.Size}");
                if (HttpMethods.IsGet(request.Method))
                    await FileSending.SendAsync(context, file, identity, plan.Offset, plan.Length, mayRead, clock, sent);
                break;
            case StatusCodes.Status416RangeNotSatisfiable:
                response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{identity.Size}");
                response.ContentLength = 0;
                break;
            default:
                break;
        }
    }

    /// <summary>Whatever it is, it runs nothing, is stored nowhere between, and is what its type says.</summary>
    public static void Protect(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        headers.CacheControl = "private, no-store";
        headers.XContentTypeOptions = "nosniff";
    }
}
