using ChatBox.Core;
using ChatBox.Core.Changes;
using ChatBox.Core.Files;
using Microsoft.EntityFrameworkCore;

namespace ChatBox.Server.Storage;

// What changes in a message that is there already.
sealed partial class WriteStore
{
    async Task<WriteOutcome> DeleteAsync(MessageDeleted deleted, CancellationToken cancellationToken)
    {
        var (row, refusal) = await FindMessageAsync(deleted.Conversation.Value, deleted.Number, deleted.By.Value, cancellationToken);
        if (row is null) return WriteOutcome.Refused(refusal!);
        if (row.AuthorId != deleted.By.Value && !deleted.OfAnybody) return WriteOutcome.Refused(Refusals.NotAllowed);
        if (row.IsDeleted) return WriteOutcome.Of(await ChangedAsync(row, null, isRepeat: true, cancellationToken));

        var file = row.FileId is { } id ? await db.Files.SingleAsync(one => one.Id == id, cancellationToken) : null;
        (row.Text, row.FileId, row.Call, row.IsDeleted) = ("", null, null, true);
        if (file is not null) db.Remove(file);
        await database.RemoveFromSearchAsync(db, row.Id, cancellationToken);
        var outcome = WriteOutcome.Of(await ChangeAsync(row, null, cancellationToken));
        return file is null ? outcome : WithReleased(outcome, file);
    }

    async Task<WriteOutcome> SetStateAsync(FileStateSet set, CancellationToken cancellationToken)
    {
        var (row, refusal) = await FindMessageAsync(set.Conversation.Value, set.Number, set.By.Value, cancellationToken);
        if (row is null) return WriteOutcome.Refused(refusal!);
        var file = row.FileId is { } id ? await db.Files.SingleAsync(one => one.Id == id, cancellationToken) : null;
        if (file is null) return WriteOutcome.Refused(Refusals.NoSuchFile);
        var actor = row.AuthorId == set.By.Value ? FileActor.Sender : FileActor.Other;
        if (!FileStates.CanGo(file.State, set.State, actor, file.Sha256 is not null))
            return WriteOutcome.Refused(Refusals.FileStateRefused);
        if (file.State == set.State) return WriteOutcome.Of(await ChangedAsync(row, file, isRepeat: true, cancellationToken));
        return await GoAsync(row, file, set.State, cancellationToken);
    }

    /// <summary>The file of a message goes to another state; its bytes are freed where nobody may have them any more.</summary>
    async Task<WriteOutcome> GoAsync(MessageRow row, FileRow file, FileState state, CancellationToken cancellationToken)
    {
        file.State = state;
        if (!state.IsFreed()) return WriteOutcome.Of(await ChangeAsync(row, file, cancellationToken));
        var released = file.Sha256;
        (file.Sha256, file.Md5, file.Thumbnail, file.Reserved, file.EndsAt) = (null, null, null, 0, null);
        return WithReleased(WriteOutcome.Of(await ChangeAsync(row, file, cancellationToken)), file, released);
    }

    // Asked again: who was removed in the same batch changes nothing any more.
    async Task<(MessageRow? Row, Refusal? Refusal)> FindMessageAsync(
        long conversation, long number, long person, CancellationToken cancellationToken)
    {
        if (!await db.Members.AnyAsync(row => row.ConversationId == conversation && row.PersonId == person, cancellationToken))
            return (null, Refusals.NoSuchConversation);
        var found = await db.Messages
            .SingleOrDefaultAsync(row => row.ConversationId == conversation && row.Number == number, cancellationToken);
        return (found, Refusals.NoSuchMessage);
    }

    /// <summary>Gives the change its number and stores what was set.</summary>
    async Task<MessageChanged> ChangeAsync(MessageRow row, FileRow? file, CancellationToken cancellationToken)
    {
        var id = row.ConversationId;
        await db.Conversations.Where(row => row.Id == id).ExecuteUpdateAsync(
            one => one.SetProperty(conversation => conversation.LastChange, conversation => conversation.LastChange + 1),
            cancellationToken);
        row.Change = await db.Conversations.Where(one => one.Id == id).Select(one => one.LastChange).SingleAsync(cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return await ChangedAsync(row, file, isRepeat: false, cancellationToken);
    }

    async Task<MessageChanged> ChangedAsync(MessageRow row, FileRow? file, bool isRepeat, CancellationToken cancellationToken)
    {
        var author = await db.People.AsNoTracking().SingleAsync(person => person.Id == row.AuthorId, cancellationToken);
        return new MessageChanged(row.ToMessage(author.ToPerson(), file?.ToFile()), isRepeat);
    }

    static WriteOutcome WithReleased(WriteOutcome outcome, FileRow file) => WithReleased(outcome, file, file.Sha256);

    static WriteOutcome WithReleased(WriteOutcome outcome, FileRow file, byte[]? sha256)
    {
        var id = file.Id.ToFileId();
        return outcome with { Changes = [.. outcome.Changes, new UploadEnded(id)], Released = [new ReleasedFile(id, sha256)] };
    }
}
