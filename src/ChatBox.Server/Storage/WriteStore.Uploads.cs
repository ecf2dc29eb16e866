using ChatBox.Core;
using ChatBox.Core.Changes;
using ChatBox.Core.Files;
using Microsoft.EntityFrameworkCore;

namespace ChatBox.Server.Storage;

sealed partial class WriteStore
{
    async Task<WriteOutcome> CreateUploadAsync(CreateUploadWrite create, CancellationToken cancellationToken)
    {
        var owner = create.Owner.Value;
        var unfinished = await db.Files.Unfinished().CountAsync(row => row.OwnerId == owner, cancellationToken);
        if (unfinished >= FileLimits.Unfinished) return WriteOutcome.Refused(Refusals.TooManyUploads);
        if (!await HasRoomAsync(owner, create.Size ?? 0, create.Limits, cancellationToken))
            return WriteOutcome.Refused(Refusals.QuotaExceeded);
        var file = new FileRow
        {
            Id = create.File.ToString(),
            OwnerId = owner,
            Name = create.Name.Text,
            Type = create.Type,
            Size = create.Size,
            Reserved = create.Size ?? 0,
            State = FileState.Unsent,
            Width = create.Width,
            Height = create.Height,
            CreatedAt = Now(),
            EndsAt = create.EndsAt.ToUnixTimeMilliseconds(),
        };
        db.Add(file);
        await db.SaveChangesAsync(cancellationToken);
        return WriteOutcome.Of(new UploadBegun(create.File)) with { File = file.ToFile() };
    }

    async Task<WriteOutcome> StoreAsync(UploadWrite write, CancellationToken cancellationToken)
    {
        var id = write.File.ToString();
        var file = await db.Files.SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (file is null) return WriteOutcome.Refused(Refusals.NoSuchFile);
        if (file.State.IsFreed()) return WriteOutcome.Refused(Refusals.FileGone);
        var outcome = write switch
        {
            ReserveUploadWrite reserve => await ReserveAsync(file, reserve, cancellationToken),
            ExtendUploadWrite extend => await ExtendAsync(file, extend, cancellationToken),
            FinishUploadWrite finish => await FinishAsync(file, finish, cancellationToken),
            EndUploadWrite end => await EndAsync(file, end, cancellationToken),
            SetThumbnailWrite set => await SetThumbnailAsync(file, set, cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(write), write, "a write that nobody stores"),
        };
        return outcome.Refusal is null ? outcome with { File = file.ToFile() } : outcome;
    }

    async Task<WriteOutcome> ReserveAsync(FileRow file, ReserveUploadWrite reserve, CancellationToken cancellationToken)
    {
        if (file.Size is { } size)
        {
            return reserve.IsSize && reserve.Bytes != size
                ? WriteOutcome.Refused(Refusals.BadUpload("The upload has another length already."))
                : WriteOutcome.Nothing;
        }

        // A size that is known may be less than what was reserved for the unknown; without one nothing is given back.
        var bytes = reserve.IsSize ? reserve.Bytes : Math.Max(reserve.Bytes, file.Reserved);
        if (bytes > file.Reserved && !await HasRoomAsync(file.OwnerId, bytes - file.Reserved, reserve.Limits, cancellationToken))
            return WriteOutcome.Refused(Refusals.QuotaExceeded);
        file.Reserved = bytes;
        if (!reserve.IsSize)
        {
            await db.SaveChangesAsync(cancellationToken);
            return WriteOutcome.Nothing;
        }

        file.Size = bytes;
        return await TellAsync(file, cancellationToken);
    }

    async Task<WriteOutcome> ExtendAsync(FileRow file, ExtendUploadWrite extend, CancellationToken cancellationToken)
    {
        if (file.EndsAt is not null) file.EndsAt = extend.EndsAt.ToUnixTimeMilliseconds();
        await db.SaveChangesAsync(cancellationToken);
        return WriteOutcome.Nothing;
    }

    async Task<WriteOutcome> FinishAsync(FileRow file, FinishUploadWrite finish, CancellationToken cancellationToken)
    {
        if (file.Sha256 is { } stored)
            return stored.AsSpan().SequenceEqual(finish.Sha256) ? WriteOutcome.Nothing : WriteOutcome.Refused(Refusals.ChecksumMismatch);
        (file.Sha256, file.Size, file.Reserved, file.Type) = (finish.Sha256, finish.Size, finish.Size, finish.Type);
        if (file.State != FileState.Unsent) file.EndsAt = null;
        var outcome = await TellAsync(file, cancellationToken);
        return outcome with { Changes = [.. outcome.Changes, new UploadEnded(finish.File)] };
    }

    async Task<WriteOutcome> EndAsync(FileRow file, EndUploadWrite end, CancellationToken cancellationToken)
    {
        if (end.End == UploadEnd.Expired && (file.EndsAt is not { } endsAt || endsAt > Now()))
            return WriteOutcome.Refused(Refusals.FileStateRefused);
        if (file.State == FileState.Unsent)
        {
            db.Remove(file);
            await db.SaveChangesAsync(cancellationToken);
            return WithReleased(WriteOutcome.Nothing, file);
        }

        var (state, actor) = end.End == UploadEnd.Withdrawn
            ? (FileState.Cancelled, FileActor.Sender)
            : (FileState.Failed, FileActor.Server);
        if (file.Sha256 is not null || !FileStates.CanGo(file.State, state, actor, isReady: false))
            return WriteOutcome.Refused(Refusals.FileStateRefused);
        return await GoAsync(await MessageOfAsync(file, cancellationToken), file, state, cancellationToken);
    }

    async Task<WriteOutcome> SetThumbnailAsync(FileRow file, SetThumbnailWrite set, CancellationToken cancellationToken)
    {
        file.Thumbnail = set.Thumbnail;
        return await TellAsync(file, cancellationToken);
    }

    async Task<WriteOutcome> SetMd5Async(SetMd5Write set, CancellationToken cancellationToken)
    {
        await db.Files.Where(row => row.Sha256 == set.Sha256)
            .ExecuteUpdateAsync(row => row.SetProperty(file => file.Md5, set.Md5), cancellationToken);
        return WriteOutcome.Nothing;
    }

    /// <summary>Stores what was set; where a message refers to the file, that message has changed.</summary>
    async Task<WriteOutcome> TellAsync(FileRow file, CancellationToken cancellationToken)
    {
        if (file.State != FileState.Unsent)
            return WriteOutcome.Of(await ChangeAsync(await MessageOfAsync(file, cancellationToken), file, cancellationToken));
        await db.SaveChangesAsync(cancellationToken);
        return WriteOutcome.Nothing;
    }

    Task<MessageRow> MessageOfAsync(FileRow file, CancellationToken cancellationToken) =>
        db.Messages.SingleAsync(row => row.ConversationId == file.ConversationId && row.Number == file.Number, cancellationToken);

    async Task<bool> HasRoomAsync(long owner, long bytes, FileLimits limits, CancellationToken cancellationToken)
    {
        if (bytes > limits.Largest) return false;
        var own = await db.Files.Where(row => row.OwnerId == owner).SumAsync(row => row.Reserved, cancellationToken);
        return bytes <= limits.PerPerson - own && bytes <= limits.Total - await db.Files.SumAsync(row => row.Reserved, cancellationToken);
    }
}
