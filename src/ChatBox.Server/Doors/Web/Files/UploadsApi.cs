using System.Globalization;
using ChatBox.Core;
using ChatBox.Core.Files;
using ChatBox.Core.People;
using ChatBox.Protocol.Json;
using ChatBox.Server.Doors.Web.Api;
using ChatBox.Server.Files;
using ChatBox.Server.Files.Uploads;
using ChatBox.Server.Sessions;
using Microsoft.AspNetCore.Http.Features;

namespace ChatBox.Server.Doors.Web.Files;

/// <summary>Uploads by tus 1.0.0, and what it has no words for: the proof at the end, and the thumbnail.</summary>
static class UploadsApi
{
    /// <summary>Bytes of a thumbnail.</summary>
    const int MaxThumbnailBytes = 64 * 1024;

    /// <summary>Pixels of a thumbnail, each way: of everything that is shown unasked, nothing may fill a memory.</summary>
    const int MaxThumbnailEdge = 1024;

    const string Id = "/uploads/{id}";
    const string Hash = "sha256";

    public static void MapUploads(this IEndpointRouteBuilder api)
    {
        api.MapMethods("/uploads", [HttpMethods.Options], WriteOptions).ExcludeFromDescription();
        api.MapMethods(Id, [HttpMethods.Options], WriteOptions).ExcludeFromDescription();
        api.MapPost("/uploads", CreateAsync).Produces(StatusCodes.Status201Created).WithSummary("Begin an upload, tus 1.0.0.");
        api.MapMethods(Id, [HttpMethods.Head], StatusAsync).WithSummary("How much of an upload is there, tus 1.0.0.");
        api.MapMethods(Id, [HttpMethods.Patch], AppendAsync).Produces(StatusCodes.Status204NoContent)
            .WithSummary("Bytes for an upload, tus 1.0.0.");
        api.MapDelete(Id, WithdrawAsync).Produces(StatusCodes.Status204NoContent).WithSummary("Give an upload up, tus 1.0.0.");
        api.MapPost(Id, OverrideAsync).ExcludeFromDescription();
        api.MapPost(Id + "/finish", FinishAsync).Accepts<FinishBody>("application/json").Produces<FileObject>()
            .WithSummary("All bytes are sent, and this is their SHA-256: makes the file ready.");
        api.MapPut(Id + "/thumbnail", SetThumbnailAsync).Accepts<byte[]>("image/webp", "image/jpeg", "image/png")
            .Produces(StatusCodes.Status204NoContent).WithSummary("A small picture of an image, at most 64 KiB and 1,024 pixels each way.");
    }

    static IResult WriteOptions(HttpContext context, FileSettings settings)
    {
        var headers = context.Response.Headers;
        headers[TusHeaders.Resumable] = TusHeaders.Version;
        headers[TusHeaders.Versions] = TusHeaders.Version;
        headers[TusHeaders.Extension] = TusHeaders.Extensions;
        headers[TusHeaders.MaxSize] = settings.Limits.Largest.ToString(CultureInfo.InvariantCulture);
        headers[TusHeaders.ChecksumAlgorithm] = TusChecksum.Algorithms;
        return Results.NoContent();
    }

    static async Task<IResult> CreateAsync(HttpContext context, Call call, UploadService uploads, TransferSlots slots)
    {
        var (speaker, refused) = await BeginAsync(context, call);
        if (speaker is null) return refused!;
        if (!TusHeaders.TryReadCreation(context.Request.Headers, out var creation, out var refusal)) return refusal.ToProblem();
        var (metadata, owner) = (creation.Metadata, speaker.Person.Id);
        var word = new SenderWord(metadata.Type, metadata.Sha256 is { } hash ? Convert.ToHexStringLower(hash) : null);
        var (upload, bad) = await uploads.CreateAsync(
            owner, metadata.Name, creation.Length, word, (metadata.Width, metadata.Height), context.RequestAborted);
        if (upload is null) return bad!.ToProblem();

        var id = upload.File.Id;
        context.Response.Headers.Location = $"{context.Request.PathBase}{context.Request.Path.Value!.TrimEnd('/')}/{id}";
        context.Response.Headers[TusHeaders.Expires] = Date(upload.EndsAt);
        if (!TusHeaders.HasBody(context.Request.Headers))
            return await EndAsync(uploads, owner, upload, StatusCodes.Status201Created, context);

        // Creation with upload: where the bytes are not taken, the upload is there all the same, and the offset says how far it is.
        var body = BodyOf(context, new TusAppend(0, null, creation.Checksum));
        var (appended, stopped) = await ReceiveAsync(
            context, slots, speaker, () => uploads.AppendAsync(owner, id, body, context.RequestAborted));
        if (appended is null) return Problem(stopped!);
        context.Response.Headers[TusHeaders.Offset] = appended.Offset.ToString(CultureInfo.InvariantCulture);
        return await EndAsync(uploads, owner, appended, StatusCodes.Status201Created, context);
    }

    static async Task<IResult> StatusAsync(HttpContext context, Call call, UploadService uploads, string id)
    {
        var (speaker, refused) = await BeginAsync(context, call);
        if (speaker is null) return refused!;
        context.Response.Headers.CacheControl = "no-store";
        var (upload, refusal) = await uploads.StatusAsync(speaker.Person.Id, IdOf(id), context.RequestAborted);
        if (upload is null) return Problem(refusal!);
        var headers = context.Response.Headers;
        headers[TusHeaders.Offset] = upload.Offset.ToString(CultureInfo.InvariantCulture);
        if (upload.File.Size is { } size) headers[TusHeaders.Length] = size.ToString(CultureInfo.InvariantCulture);
        else headers[TusHeaders.DeferLength] = "1";
        headers[TusHeaders.Metadata] = UploadMetadata.Format(upload.File.Name, upload.File.Type);
        if (upload.EndsAt is not null) headers[TusHeaders.Expires] = Date(upload.EndsAt);
        return Results.StatusCode(StatusCodes.Status200OK);
    }

    static async Task<IResult> AppendAsync(HttpContext context, Call call, UploadService uploads, TransferSlots slots, string id)
    {
        var (speaker, refused) = await BeginAsync(context, call);
        if (speaker is null) return refused!;
        if (!TusHeaders.HasBody(context.Request.Headers))
            return Refusals.BadUpload($"Bytes are sent with Content-Type: {TusHeaders.BodyType}.")
                .ToProblem(StatusCodes.Status415UnsupportedMediaType);
        if (!TusHeaders.TryReadAppend(context.Request.Headers, out var append, out var refusal)) return refusal.ToProblem();
        var owner = speaker.Person.Id;
        var body = BodyOf(context, append);
        var (upload, stopped) = await ReceiveAsync(
            context, slots, speaker, () => uploads.AppendAsync(owner, IdOf(id), body, context.RequestAborted));
        if (upload is null) return stopped == Refusals.ChecksumMismatch ? stopped.ToProblem(TusChecksum.MismatchStatus) : Problem(stopped!);
        context.Response.Headers[TusHeaders.Offset] = upload.Offset.ToString(CultureInfo.InvariantCulture);
        if (upload.EndsAt is not null) context.Response.Headers[TusHeaders.Expires] = Date(upload.EndsAt);
        return await EndAsync(uploads, owner, upload, StatusCodes.Status204NoContent, context);
    }

    static async Task<IResult> WithdrawAsync(HttpContext context, Call call, UploadService uploads, string id)
    {
        var (speaker, refused) = await BeginAsync(context, call);
        if (speaker is null) return refused!;
        return await uploads.WithdrawAsync(speaker.Person.Id, IdOf(id), context.RequestAborted) is { } refusal
            ? Problem(refusal)
            : Results.NoContent();
    }

    // tus: a client that can send no PATCH sends POST, and says here what it means.
    static Task<IResult> OverrideAsync(HttpContext context, Call call, UploadService uploads, TransferSlots slots, string id) =>
        context.Request.Headers[TusHeaders.MethodOverride].ToString() switch
        {
            "PATCH" => AppendAsync(context, call, uploads, slots, id),
            "DELETE" => WithdrawAsync(context, call, uploads, id),
            "HEAD" => StatusAsync(context, call, uploads, id),
            _ => Task.FromResult(Results.StatusCode(StatusCodes.Status405MethodNotAllowed)),
        };

    static async Task<IResult> FinishAsync(HttpContext context, Call call, UploadService uploads, string id)
    {
        var (speaker, refused) = await call.IdentifyAsync(context);
        if (speaker is null) return refused!;
        var (body, bad) = await Call.ReadAsync(context);
        if (body is null) return bad!;
        var text = body.RequireString(Hash);
        body.RefuseRest();
        if (body.Refusal is { } wrong) return wrong.ToProblem();
        if (UploadMetadata.HashOf(text) is not { } hash) return Refusals.BadUpload("sha256 is 64 hexadecimal digits.").ToProblem();
        var (file, refusal) = await uploads.FinishAsync(speaker.Person.Id, IdOf(id), hash, context.RequestAborted);
        return file is null ? Problem(refusal!) : Results.Json(file.ToWire(), WireJson.Context.FileObject);
    }

    static async Task<IResult> SetThumbnailAsync(HttpContext context, Call call, UploadService uploads, string id)
    {
        var (speaker, refused) = await call.IdentifyAsync(context);
        if (speaker is null) return refused!;
        var buffer = new byte[MaxThumbnailBytes + 1];
        var length = await context.Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, context.RequestAborted);
        if (length > MaxThumbnailBytes) return Refusals.TooLarge.ToProblem();
        var picture = buffer[..length];
        if (ContentSniffer.TypeOf(picture, null) is not (MediaTypes.Png or MediaTypes.Jpeg or MediaTypes.Webp))
            return Refusals.BadUpload("A thumbnail is image/webp, image/jpeg or image/png.")
                .ToProblem(StatusCodes.Status415UnsupportedMediaType);
        if (PictureSize.Of(picture) is not ( >= 1 and <= MaxThumbnailEdge, >= 1 and <= MaxThumbnailEdge))
            return Refusals.BadUpload($"A thumbnail has at most {MaxThumbnailEdge} pixels each way.").ToProblem();
        return await uploads.SetThumbnailAsync(speaker.Person.Id, IdOf(id), picture, context.RequestAborted) is { } refusal
            ? Problem(refusal)
            : Results.NoContent();
    }

    /// <summary>Who speaks, and whether in our version of the protocol; every answer says that version.</summary>
    static async Task<(Speaker? Speaker, IResult? Refused)> BeginAsync(HttpContext context, Call call)
    {
        context.Response.Headers[TusHeaders.Resumable] = TusHeaders.Version;
        if (!TusHeaders.IsOurVersion(context.Request.Headers))
        {
            context.Response.Headers[TusHeaders.Versions] = TusHeaders.Version;
            var refusal = Refusals.BadUpload($"This server speaks tus {TusHeaders.Version}.");
            return (null, refusal.ToProblem(StatusCodes.Status412PreconditionFailed));
        }

        return await call.IdentifyAsync(context);
    }

    /// <summary>Bytes of one person stream in a bounded number at once, and a body may be as long as the quota.</summary>
    static async Task<(UploadStatus? Upload, Refusal? Refusal)> ReceiveAsync(
        HttpContext context, TransferSlots slots, Speaker speaker, Func<Task<(UploadStatus?, Refusal?)>> receive)
    {
        using var slot = await slots.TakeAsync(speaker.Person.Id, context.RequestAborted);
        if (slot is null) return (null, Refusals.RateLimited);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = null;
        return await receive();
    }

    /// <summary>With the last byte an upload whose hash was announced is finished. Otherwise the answer is what it is.</summary>
    static async Task<IResult> EndAsync(UploadService uploads, PersonId owner, UploadStatus upload, int status, HttpContext context)
    {
        var isWhole = upload.Offset == upload.File.Size && !upload.File.IsReady;
        if (!isWhole || UploadMetadata.HashOf(uploads.AnnouncedHash(upload.File.Id)) is not { } hash) return Results.StatusCode(status);
        var (file, refusal) = await uploads.FinishAsync(owner, upload.File.Id, hash, context.RequestAborted);
        return file is null ? Problem(refusal!) : Results.StatusCode(status);
    }

    static UploadBody BodyOf(HttpContext context, TusAppend append) => new(
        context.Request.BodyReader, append.Offset, append.Length, context.Request.ContentLength, context.Abort,
        append.Checksum?.Algorithm, append.Checksum?.Expected);

    // Another request for the same upload does not let go: 423, as tus clients expect it.
    static IResult Problem(Refusal refusal) =>
        refusal == Refusals.ServerBusy ? refusal.ToProblem(StatusCodes.Status423Locked) : refusal.ToProblem();

    static string Date(DateTimeOffset? time) => time?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    static FileId IdOf(string text) => FileId.TryParse(text, out var id) ? id : default;
}

sealed record FinishBody(string Sha256);
