using ChatBox.Core.Conversations;
using ChatBox.Core.Files;
using ChatBox.Core.Messages;
using ChatBox.Core.People;

namespace ChatBox.Server.Storage;

/// <summary>Rows become what the core knows.</summary>
static class RowMapping
{
    public static Person ToPerson(this PersonRow row) =>
        new(new PersonId(row.Id), PersonName.Restore(row.Name), row.IsGuest, row.GoneAt is not null);

    public static Message ToMessage(this MessageRow row, Person author, ChatFile? file) => new(
        new ConversationId(row.ConversationId), row.Number, author, ClientMessageId.Restore(row.ClientId), MessageText.Restore(row.Text),
        DateTimeOffset.FromUnixTimeMilliseconds(row.Time))
    {
        File = file,
        IsDeleted = row.IsDeleted,
        Change = row.Change,
        Call = row.Call?.ToCallLine(),
    };

    public static FileId ToFileId(this string text) =>
        FileId.TryParse(text, out var id) ? id : throw new InvalidDataException($"the store has a file with the id {text}");

    public static ChatFile ToFile(this FileRow row) => new(row.Id.ToFileId(), FileName.Restore(row.Name), row.Size, row.Type, row.State)
    {
        Sha256 = row.Sha256 is { } hash ? Convert.ToHexStringLower(hash) : null,
        Width = row.Width,
        Height = row.Height,
        HasThumbnail = row.Thumbnail is not null,
    };

    public static ConversationInfo ToInfo(this ConversationRow row) => new(
        new ConversationId(row.Id), row.Kind, row.Name is { } name ? PersonName.Restore(name) : null, row.IsPrivate,
        row.MakerId is { } maker ? new PersonId(maker) : null);
}
