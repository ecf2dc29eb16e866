using ChatBox.Core;
using ChatBox.Core.Commands;
using ChatBox.Core.Conversations;
using ChatBox.Core.Files;
using ChatBox.Core.People;
using ChatBox.Protocol.Json;
using ChatBox.Server.Doors.Web.Api;
using ChatBox.Server.Files;
using ChatBox.Server.Files.Share;
using ChatBox.Server.Files.Zip;
using ChatBox.Server.Sessions;

namespace ChatBox.Server.Doors.Web.Files;

/// <summary>The host's share: what there is, each file, and a folder as a zip.</summary>
static class ShareApi
{
    const string Files = "/share/files/{**path}";
    const string Zip = "/share/zip/{**directory}";

    static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    public static void MapShare(this IEndpointRouteBuilder api)
    {
        api.MapGet("/share", ListAsync).Produces<SharePage>().WithSummary("The files that the host shares, by path.");
        api.MapMethods(Files, Reading, (HttpContext context, Call call, ShareRoutes routes, string? path) =>
                routes.SendAsync(context, call, path ?? ""))
            .WithSummary("A shared file to save: with ranges and a strong ETag.");
        api.MapMethods(Zip, Reading, (HttpContext context, Call call, ShareRoutes routes, string? directory) =>
                routes.SendZipAsync(context, call, directory ?? ""))
            .WithSummary("A shared folder, and what is below it, as a zip that is made while it is sent.");
    }

    static Task<IResult> ListAsync(HttpContext context, Call call)
    {
        var fields = Call.QueryOf(context, RequestWords.Limit);
        var paging = RequestReader.PagingOf(fields);
        fields.RefuseRest();
        if (fields.Refusal is { } refusal) return Task.FromResult(refusal.ToProblem());
        return call.RunAsync(context, new ListShare(paging), answer =>
        {
            var shared = (Answer.SharedFiles)answer;
            return Results.Json(new SharePage(shared.ToWire(), shared.Next), WireJson.Context.SharePage);
        });
    }
}

/// <summary>What the routes of the share do. Thread-safe.</summary>
/// <param name="share">Null where nothing is shared.</param>
sealed class ShareRoutes(ChatHost host, ShareHashes hashes, TransferSlots slots, TimeProvider clock, ShareIndex? share = null)
{
    const string ZipType = "application/zip";

    public async Task<IResult> SendAsync(HttpContext context, Call call, string path)
    {
        var (speaker, refused) = await call.IdentifyAsync(context);
        if (speaker is null) return refused!;
        // Looked up, not put together: what was not listed is not there.
        if (share?.Find(path) is not { } entry) return Refusals.NoSuchFile.ToProblem();
        using var slot = await slots.TakeAsync(speaker.Person.Id, context.RequestAborted);
        if (slot is null) return Refusals.RateLimited.ToProblem();
        using var file = ShareFile.TryOpen(entry, share.Root);
        if (file is null) return Refusals.NoSuchFile.ToProblem();
        hashes.Ask(entry);

        var (name, hash) = (path[(path.LastIndexOf('/') + 1)..], hashes.Of(entry));
        // Who began to read before the hash was known goes on by the tag of then.
        var content = new SentContent(
            hash is null ? entry.ETag : $"\"{Convert.ToHexStringLower(hash)}\"", hash, MediaTypes.Bytes,
            ContentDisposition.Attachment(FileName.Restore(name)), hash is null ? null : entry.ETag);
        await content.SendAsync(context, file, entry.Identity, () => StillHereAsync(speaker.Person.Id), clock);
        return Results.Empty;
    }

    public async Task<IResult> SendZipAsync(HttpContext context, Call call, string directory)
    {
        var (speaker, refused) = await call.IdentifyAsync(context);
        if (speaker is null) return refused!;
        var folder = directory.TrimEnd('/');
        if (share?.Below(folder) is not { Count: > 0 } entries) return Refusals.NoSuchFile.ToProblem();
        using var slot = await slots.TakeAsync(speaker.Person.Id, context.RequestAborted);
        if (slot is null) return Refusals.RateLimited.ToProblem();

        var parent = folder.LastIndexOf('/') + 1;
        var files = entries.Select(entry => (new ZipEntry(entry.Path[parent..], entry.Size, entry.Modified), entry));
        var zip = new ZipSending(context, share.Root, [.. files]);
        var response = context.Response;
        SentContent.Protect(response.Headers);
        response.ContentType = ZipType;
        response.ContentLength = zip.Length;
        var name = folder.Length == 0 ? "files" : folder[parent..];
        response.Headers.ContentDisposition = ContentDisposition.Attachment(FileName.Restore(name + ".zip"));
        if (HttpMethods.IsGet(context.Request.Method))
            await FileSending.SendAsync(context, zip.CopyAsync, () => StillHereAsync(speaker.Person.Id), clock);
        return Results.Empty;
    }

    // Who has logged out for good is in no conversation, the lobby included.
    Task<bool> StillHereAsync(PersonId person) => Task.FromResult(host.Ask(chat => chat.CanRead(person, ConversationId.Lobby)));
}
