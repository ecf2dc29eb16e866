using System.Security.Cryptography;
using ChatBox.Core;
using ChatBox.Core.Files;
using ChatBox.Protocol.Json;
using ChatBox.Server.Doors.Web.Api;
using ChatBox.Server.Files;
using ChatBox.Server.Files.Blobs;
using ChatBox.Server.Files.Uploads;
using ChatBox.Server.Sessions;
using ChatBox.Server.Storage;
using Microsoft.Win32.SafeHandles;

namespace ChatBox.Server.Doors.Web.Files;

/// <summary>Files of messages: to save, to look at, their thumbnails and hashes.</summary>
static class FilesApi
{
    static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    public static void MapFiles(this IEndpointRouteBuilder api)
    {
        api.MapMethods("/files/{id}", Reading, (HttpContext context, Call call, FileRoutes routes, string id) =>
                routes.SendAsync(context, call, id, mayBeInline: false))
            .WithSummary("A file to save: with ranges, a strong ETag and Repr-Digest.");
        api.MapMethods("/files/{id}/view", Reading, (HttpContext context, Call call, FileRoutes routes, string id) =>
                routes.SendAsync(context, call, id, mayBeInline: true))
            .WithSummary("The same to look at, where it is a picture or plain text.");
        api.MapMethods("/files/{id}/thumbnail", Reading, (HttpContext context, Call call, FileRoutes routes, string id) =>
            routes.SendThumbnailAsync(context, call, id)).WithSummary("The small picture of an image.");
        api.MapGet("/files/{id}/digests", (HttpContext context, Call call, FileRoutes routes, string id) =>
            routes.DigestsAsync(context, call, id))
            .Produces<DigestsObject>().WithSummary("SHA-256 and MD5 of a file, in hexadecimal digits.");
    }
}

/// <summary>What the routes of files do. Thread-safe.</summary>
sealed class FileRoutes(
    FileRights rights, FileReader files, BlobStore blobs, UploadStore uploads, ContentDigests digests, TransferSlots slots,
    Arrivals arrivals, MessageWriter writer, TimeProvider clock)
{
    /// <summary>RFC 9530, section 4: who wants the digest compares it, and says what came of it.</summary>
    const string WantsDigest = "Want-Repr-Digest";

    public async Task<IResult> SendAsync(HttpContext context, Call call, string id, bool mayBeInline)
    {
        var (speaker, stored, refused) = await FindAsync(context, call, id);
        if (stored is null) return refused!;
        using var slot = await slots.TakeAsync(speaker!.Person.Id, context.RequestAborted);
        if (slot is null) return Refusals.RateLimited.ToProblem();
        using var file = await OpenAsync(stored, context.RequestAborted);
        var identity = file is null ? default : Native.IdentityOf(file);
        // The disk has lost or cut what was stored: better nothing than something else.
        if (file is null || identity.Size != stored.File.Size) return Refusals.StorageFailed.ToProblem();

        var type = stored.File.Type;
        var disposition = mayBeInline && MediaTypes.IsInline(type)
            ? ContentDisposition.Inline(stored.File.Name)
            : ContentDisposition.Attachment(stored.File.Name);
        var content = new SentContent($"\"{stored.File.Sha256}\"", stored.Sha256, type, disposition);
        var person = speaker.Person.Id;
        var arrival = mayBeInline || !HttpMethods.IsGet(context.Request.Method) || context.Request.Headers.ContainsKey(WantsDigest)
            ? null
            : arrivals.Begin(person, stored);
        await content.SendAsync(
            context, file, identity, () => rights.StillAsync(person, stored, context.RequestAborted), clock, arrival is null ? null : arrival.Sent);
        if (arrival is not null) await arrivals.EndAsync(person, stored, arrival);
        return Results.Empty;
    }

    public async Task<IResult> SendThumbnailAsync(HttpContext context, Call call, string id)
    {
        var (_, stored, refused) = await FindAsync(context, call, id, onlyReady: false);
        if (stored is null) return refused!;
        if (await files.ThumbnailAsync(stored.File.Id, context.RequestAborted) is not { } picture) return Refusals.NoSuchFile.ToProblem();
        SentContent.Protect(context.Response.Headers);
        context.Response.ContentType = ContentSniffer.TypeOf(picture, null);
        context.Response.ContentLength = picture.Length;
        if (HttpMethods.IsGet(context.Request.Method)) await context.Response.Body.WriteAsync(picture, context.RequestAborted);
        return Results.Empty;
    }

    public async Task<IResult> DigestsAsync(HttpContext context, Call call, string id)
    {
        var (_, stored, refused) = await FindAsync(context, call, id);
        if (stored is null) return refused!;
        var md5 = stored.Md5;
        if (md5 is null)
        {
            using var file = await OpenAsync(stored, context.RequestAborted);
            if (file is null) return Refusals.StorageFailed.ToProblem();
            md5 = await digests.HashAsync(file, HashAlgorithmName.MD5, context.RequestAborted);
            await writer.WriteAsync(new SetMd5Write(stored.Sha256!, md5), context.RequestAborted);
        }

        return Results.Json(new DigestsObject(stored.File.Sha256!, Convert.ToHexStringLower(md5)), WireJson.Context.DigestsObject);
    }

    async Task<(Speaker? Speaker, StoredFile? Stored, IResult? Refused)> FindAsync(
        HttpContext context, Call call, string id, bool onlyReady = true)
    {
        var (speaker, refused) = await call.IdentifyAsync(context);
        if (speaker is null) return (null, null, refused);
        if (!FileId.TryParse(id, out var file) || await rights.FindAsync(speaker.Person.Id, file, context.RequestAborted) is not { } stored)
            return (null, null, Refusals.NoSuchFile.ToProblem());
        if (stored.File.State.IsFreed()) return (null, null, Refusals.FileGone.ToProblem());
        return onlyReady && !stored.File.IsReady ? (null, null, Refusals.UploadUnfinished.ToProblem()) : (speaker, stored, null);
    }

    /// <summary>The bytes of a file that is ready. For a moment after that they still lie among the uploads.</summary>
    async Task<SafeFileHandle?> OpenAsync(StoredFile stored, CancellationToken cancellationToken)
    {
        if (blobs.TryOpen(stored.Sha256) is { } file) return file;
        using var gate = await blobs.LockAsync(stored.Sha256!, cancellationToken);
        return blobs.TryOpen(stored.Sha256) ?? uploads.TryOpen(stored.File.Id.ToString());
    }
}
