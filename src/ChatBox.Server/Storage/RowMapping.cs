using ChatBox.Core.Conversations;
using ChatBox.Core.Messages;
using ChatBox.Core.People;

namespace ChatBox.Server.Storage;

/// <summary>Rows become what the core knows.</summary>
static class RowMapping
{
    public static Person ToPerson(this PersonRow row) =>
        new(new PersonId(row.Id), PersonName.Restore(row.Name), row.IsGuest, row.GoneAt is not null);

    public static Message ToMessage(this MessageRow row, Person author) => new(
        new ConversationId(row.ConversationId), row.Number, author, ClientMessageId.Restore(row.ClientId), MessageText.Restore(row.Text),
        DateTimeOffset.FromUnixTimeMilliseconds(row.Time));

    public static ConversationInfo ToInfo(this ConversationRow row) => new(
        new ConversationId(row.Id), row.Kind, row.Name is { } name ? PersonName.Restore(name) : null, row.IsPrivate,
        row.MakerId is { } maker ? new PersonId(maker) : null);
}
