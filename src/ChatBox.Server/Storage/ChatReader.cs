using System.Text.Json;
using ChatBox.Core.Conversations;
using ChatBox.Core.Messages;
using ChatBox.Core.People;
using ChatBox.Protocol.Json;
using Microsoft.EntityFrameworkCore;

namespace ChatBox.Server.Storage;

/// <summary>A message that was found, with the storage id that orders all messages of the server.</summary>
public sealed record FoundMessage(long Id, Message Message);

/// <summary>What is asked of the data. Whether one may ask was decided before, by the core. Thread-safe.</summary>
public sealed class ChatReader(IDbContextFactory<ChatDb> databases, IDatabase database)
{
    /// <summary>Bytes of the messages of one page as they are written, so that the whole page is at most 64 KiB.</summary>
    const int MaxPageBytes = 63 * 1024;

    /// <summary>Bytes of a message beside its text, its author's name, its client id and its file.</summary>
    const int MessageBytes = 240;

    /// <summary>Bytes of a file at most: a name of 255 bytes can be three times as long in JSON.</summary>
    public const int FileBytes = 1200;

    /// <summary>Bytes of what a message says of a call.</summary>
    const int CallBytes = 150;

    /// <summary>Bytes that a search result has beside its message: the name of the conversation, of at most 64 characters.</summary>
    const int ResultBytes = 840;

    /// <summary>
    /// Messages of one conversation in ascending order. A page ends early where it would grow too large, on the far side of the bound.
    /// </summary>
    /// <param name="conversation">Whose.</param>
    /// <param name="range">Which of them, and how many at most.</param>
    /// <param name="last">The number of the newest that the reader may know of: a message is stored a moment before it is shown.</param>
    /// <param name="cancellationToken">Ends reading.</param>
    public async Task<IReadOnlyList<Message>> HistoryAsync(
        ConversationId conversation, HistoryRange range, long last, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (id, number, limit) = (conversation.Value, range.Number, range.Limit);
        var all = db.Messages.AsNoTracking().Where(row => row.ConversationId == id && row.Number <= last);
        var rows = range.Direction switch
        {
            HistoryDirection.Newest => await TakeAsync(all.OrderByDescending(row => row.Number), limit),
            HistoryDirection.Before => await TakeAsync(all.Where(row => row.Number < number).OrderByDescending(row => row.Number), limit),
            HistoryDirection.After => await TakeAsync(all.Where(row => row.Number > number).OrderBy(row => row.Number), limit),
            _ => await AroundAsync(),
        };
        return await ToMessagesAsync(db, [.. rows.OrderBy(row => row.Number)], cancellationToken);

        async Task<List<MessageRow>> AroundAsync()
        {
            var half = limit / 2;
            var from = await TakeAsync(all.Where(row => row.Number >= number).OrderBy(row => row.Number), limit - half, MaxPageBytes / 2);
            var before = await TakeAsync(
                all.Where(row => row.Number < number).OrderByDescending(row => row.Number), half, MaxPageBytes / 2);
            return [.. before, .. from];
        }

        Task<List<MessageRow>> TakeAsync(IQueryable<MessageRow> query, int count, int bytes = MaxPageBytes) =>
            TakeWithinAsync(db, query.Take(count), bytes, MessageBytes, cancellationToken);
    }

    /// <summary>Messages that have changed since the change with this number, in the order of their newest changes, and the number of the newest.</summary>
    public async Task<(IReadOnlyList<Message> Messages, long Newest)> ChangesAsync(
        ConversationId conversation, long after, int limit, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var id = conversation.Value;
        // The number first, then the messages: what changes in between is told, and never counted without being told.
        var newest = await db.Conversations.Where(row => row.Id == id).Select(row => row.LastChange).SingleOrDefaultAsync(cancellationToken);
        var changed = db.Messages.AsNoTracking().Where(row => row.ConversationId == id && row.Change > after).OrderBy(row => row.Change).Take(limit);
        var rows = await TakeWithinAsync(db, changed, MaxPageBytes, MessageBytes, cancellationToken);
        return (await ToMessagesAsync(db, rows, cancellationToken), rows is [.., { Change: { } last }] ? Math.Max(newest, last) : newest);
    }

    /// <summary>Messages with files, newest first, and whether there may be more.</summary>
    public async Task<(IReadOnlyList<Message> Messages, bool HasMore)> FilesAsync(
        ConversationId conversation, long? before, int limit, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (id, bound) = (conversation.Value, before ?? long.MaxValue);
        // From the files, of which there are few, to their messages.
        var withFiles = db.Files.Where(file => file.ConversationId == id && file.Number < bound)
            .OrderByDescending(file => file.Number).Take(limit)
            .Join(db.Messages.AsNoTracking(), file => new { Id = file.ConversationId, file.Number },
                message => new { Id = (long?)message.ConversationId, Number = (long?)message.Number }, (_, message) => message)
            .OrderByDescending(message => message.Number);
        var rows = await TakeWithinAsync(db, withFiles, MaxPageBytes, MessageBytes, cancellationToken);
        var last = rows.Count > 0 ? rows[^1].Number : 0;
        var hasMore = await db.Files.AnyAsync(file => file.ConversationId == id && file.Number < last, cancellationToken);
        return (await ToMessagesAsync(db, rows, cancellationToken), hasMore);
    }

    /// <summary>Newest first, and whether there may be more.</summary>
    public async Task<(IReadOnlyList<FoundMessage> Found, bool HasMore)> SearchAsync(
        PersonId person, string text, ConversationId? conversation, long? before, int limit, CancellationToken cancellationToken)
    {
        var words = SearchFold.Words(text);
        if (words.Count == 0) return ([], false);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var ids = await database.SearchAsync(
            db, new SearchQuery(person.Value, words, conversation?.Value, before, limit), cancellationToken);
        var rows = await TakeWithinAsync(
            db, db.Messages.AsNoTracking().Where(row => ids.Contains(row.Id) && !row.IsDeleted).OrderByDescending(row => row.Id),
            MaxPageBytes,
            MessageBytes + ResultBytes, cancellationToken);
        var messages = await ToMessagesAsync(db, rows, cancellationToken);
        return ([.. rows.Zip(messages, (row, message) => new FoundMessage(row.Id, message))], ids.Count == limit || rows.Count < ids.Count);
    }

    public async Task<(Person Person, long Device)?> FindDeviceAsync(byte[] tokenHash, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var found = await db.Devices.AsNoTracking()
            .Where(device => device.TokenHash == tokenHash && device.EndedAt == null)
            .Join(db.People, device => device.PersonId, person => person.Id, (device, person) => new { device.Id, Person = person })
            .FirstOrDefaultAsync(cancellationToken);
        return found is null ? null : (found.Person.ToPerson(), found.Id);
    }

    /// <summary>Whose token this was, where it was logged out; with the device, and when it ended in Unix milliseconds.</summary>
    public async Task<(Person Person, long Device, long EndedAt)?> FindLoggedOutAsync(byte[] tokenHash, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var row = await db.Devices.AsNoTracking()
            .Where(device => device.TokenHash == tokenHash && device.EndedAt != null)
            .Join(
                db.People, device => device.PersonId, person => person.Id,
                (device, person) => new { device.Id, device.EndedAt, Person = person })
            .FirstOrDefaultAsync(cancellationToken);
        return row is null ? null : (row.Person.ToPerson(), row.Id, row.EndedAt!.Value);
    }

    public async Task<string?> GetSettingAsync(string name, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return (await db.Settings.AsNoTracking().SingleOrDefaultAsync(row => row.Name == name, cancellationToken))?.Value;
    }

    /// <summary>Asks the database a small question; throws where it cannot answer.</summary>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        _ = await db.Settings.AsNoTracking().AnyAsync(cancellationToken);
    }

    static async Task<List<MessageRow>> TakeWithinAsync(
        ChatDb db, IQueryable<MessageRow> query, int bytes, int beside, CancellationToken cancellationToken)
    {
        var named = query.Select(
            row => new { Row = row, Name = db.People.Where(person => person.Id == row.AuthorId).Select(person => person.Name).First() });
        List<MessageRow> rows = [];
        await foreach (var one in named.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            bytes -= beside + one.Row.ClientId.Length + BytesOf(one.Name) + BytesOf(one.Row.Text) + (one.Row.FileId is null ? 0 : FileBytes)
                + (one.Row.Call is null ? 0 : CallBytes);
            if (bytes < 0 && rows.Count > 0) break;
            rows.Add(one.Row);
        }

        return rows;
    }

    // JSON writes some characters in six bytes or twelve, so the length of the text itself says too little.
    static int BytesOf(string text) => JsonEncodedText.Encode(text, WireJson.Context.Options.Encoder).EncodedUtf8Bytes.Length;

    static async Task<IReadOnlyList<Message>> ToMessagesAsync(
        ChatDb db, IReadOnlyList<MessageRow> rows, CancellationToken cancellationToken)
    {
        var ids = rows.Select(row => row.AuthorId).Distinct().ToArray();
        var authors = await db.People.AsNoTracking().Where(row => ids.Contains(row.Id))
            .ToDictionaryAsync(row => row.Id, row => row.ToPerson(), cancellationToken);
        var fileIds = rows.Select(row => row.FileId).OfType<string>().ToArray();
        var files = fileIds.Length == 0
            ? []
            : (await db.Files.AsNoTracking().Where(row => fileIds.Contains(row.Id)).ReadAsync(cancellationToken)).ToDictionary(
                row => row.File.Id, row => row.File);
        // A message may be deleted between the two questions: then its file is gone, and the news of it is on its way.
        return [.. rows.Select(row => row.ToMessage(authors[row.AuthorId], row.FileId is { } id ? files.GetValueOrDefault(id.ToFileId()) : null))];
    }
}
