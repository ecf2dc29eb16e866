using ChatBox.Core.Conversations;
using ChatBox.Core.Files;
using ChatBox.Core.People;
using Microsoft.EntityFrameworkCore;

namespace ChatBox.Server.Storage;

/// <summary>A file with what only the server needs to know of it.</summary>
/// <param name="Message">The message that refers to it; null while it is its owner's alone.</param>
/// <param name="EndsAt">When it is swept; null where it stays.</param>
public sealed record StoredFile(
    ChatFile File, PersonId Owner, (ConversationId Conversation, long Number)? Message, byte[]? Sha256, byte[]? Md5,
    DateTimeOffset? EndsAt);

/// <summary>What is asked of the stored files. Whether one may ask is decided before, by who asks. Thread-safe.</summary>
public sealed class FileReader(IDbContextFactory<ChatDb> databases)
{
    public async Task<StoredFile?> FindAsync(FileId file, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var id = file.ToString();
        return (await db.Files.AsNoTracking().Where(row => row.Id == id).ReadAsync(cancellationToken)).SingleOrDefault();
    }

    public async Task<byte[]?> ThumbnailAsync(FileId file, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var id = file.ToString();
        return await db.Files.Where(row => row.Id == id).Select(row => row.Thumbnail).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Every upload that is not whole and was not given up.</summary>
    public async Task<IReadOnlyList<StoredFile>> UnfinishedAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Files.AsNoTracking().Unfinished().ReadAsync(cancellationToken);
    }

    /// <summary>What is to be swept by now: uploads that are not whole, and those that nobody has sent.</summary>
    public async Task<IReadOnlyList<FileId>> ExpiredAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var until = now.ToUnixTimeMilliseconds();
        var ids = await db.Files.AsNoTracking().Where(row => row.EndsAt <= until).Select(row => row.Id).ToListAsync(cancellationToken);
        return [.. ids.Select(id => id.ToFileId())];
    }

    /// <summary>Has any file this content? Who deletes the content must keep others from beginning to use it meanwhile.</summary>
    public async Task<bool> IsContentUsedAsync(byte[] sha256, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Files.AsNoTracking().AnyAsync(row => row.Sha256 == sha256, cancellationToken);
    }
}

static class FileQueries
{
    public static IQueryable<FileRow> Unfinished(this IQueryable<FileRow> files) => files.Where(row => row.Sha256 == null
        && (row.State == FileState.Unsent || row.State == FileState.Offered || row.State == FileState.Accepted));

    // Without the thumbnails: whether there is one is enough.
    public static async Task<List<StoredFile>> ReadAsync(this IQueryable<FileRow> files, CancellationToken cancellationToken)
    {
        var rows = await files
            .Select(row => new
            {
                row.Id,
                row.OwnerId,
                row.Name,
                row.Type,
                row.Size,
                row.State,
                row.Sha256,
                row.Md5,
                row.Width,
                row.Height,
                HasThumbnail = row.Thumbnail != null,
                row.EndsAt,
                row.ConversationId,
                row.Number,
            })
            .ToListAsync(cancellationToken);
        return
        [
            .. rows.Select(row => new StoredFile(
                new ChatFile(row.Id.ToFileId(), FileName.Restore(row.Name), row.Size, row.Type, row.State)
                {
                    Sha256 = row.Sha256 is { } hash ? Convert.ToHexStringLower(hash) : null,
                    Width = row.Width,
                    Height = row.Height,
                    HasThumbnail = row.HasThumbnail,
                },
                new PersonId(row.OwnerId),
                row is { ConversationId: { } conversation, Number: { } number } ? (new ConversationId(conversation), number) : null,
                row.Sha256,
                row.Md5,
                row.EndsAt is { } endsAt ? DateTimeOffset.FromUnixTimeMilliseconds(endsAt) : null)),
        ];
    }
}
