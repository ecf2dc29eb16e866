using ChatBox.Core.Conversations;
using ChatBox.Core.Messages;
using ChatBox.Core.People;
using Microsoft.EntityFrameworkCore;

namespace ChatBox.Server.Storage;

/// <summary>A message that was found, with the storage id that orders all messages of the server.</summary>
public sealed record FoundMessage(long Id, Message Message);

/// <summary>What is asked of the data. Whether one may ask was decided before, by the core. Thread-safe.</summary>
public sealed class ChatReader(IDbContextFactory<ChatDb> databases, IDatabase database)
{
    /// <summary>UTF-8 bytes of the texts of one page, so that a page with its other members stays near 64 KiB.</summary>
    const int MaxPageBytes = 48 * 1024;

    /// <summary>Messages of one conversation in ascending order. A page ends early where it would grow too large, on the far side of the bound.</summary>
    public async Task<IReadOnlyList<Message>> HistoryAsync(ConversationId conversation, HistoryRange range, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (id, number, limit) = (conversation.Value, range.Number, range.Limit);
        var all = db.Messages.AsNoTracking().Where(row => row.ConversationId == id);
        var rows = range.Direction switch
        {
            HistoryDirection.Newest => await TakeAsync(all.OrderByDescending(row => row.Number), limit),
            HistoryDirection.Before => await TakeAsync(all.Where(row => row.Number < number).OrderByDescending(row => row.Number), limit),
            HistoryDirection.After => await TakeAsync(all.Where(row => row.Number > number).OrderBy(row => row.Number), limit),
            _ => await AroundAsync(),
        };
        return await WithAuthorsAsync(db, [.. rows.OrderBy(row => row.Number)], cancellationToken);

        async Task<List<MessageRow>> AroundAsync()
        {
            var half = Math.Max(1, limit / 2);
            var from = await TakeAsync(all.Where(row => row.Number >= number).OrderBy(row => row.Number), half, MaxPageBytes / 2);
            var before = await TakeAsync(all.Where(row => row.Number < number).OrderByDescending(row => row.Number), half, MaxPageBytes / 2);
            return [.. before, .. from];
        }

        Task<List<MessageRow>> TakeAsync(IQueryable<MessageRow> query, int count, int bytes = MaxPageBytes) =>
            TakeWithinAsync(query.Take(count), bytes, cancellationToken);
    }

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<FoundMessage>> SearchAsync(
        PersonId person, string text, ConversationId? conversation, long? before, int limit, CancellationToken cancellationToken)
    {
        var words = SearchFold.Words(text);
        if (words.Count == 0) return [];
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var ids = await database.SearchAsync(db, new SearchQuery(person.Value, words, conversation?.Value, before, limit), cancellationToken);
        var rows = await TakeWithinAsync(
            db.Messages.AsNoTracking().Where(row => ids.Contains(row.Id)).OrderByDescending(row => row.Id), MaxPageBytes, cancellationToken);
        var messages = await WithAuthorsAsync(db, rows, cancellationToken);
        return [.. rows.Zip(messages, (row, message) => new FoundMessage(row.Id, message))];
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

    /// <summary>Whose token this was, where it was logged out less than the given time ago.</summary>
    public async Task<Person?> FindLoggedOutAsync(byte[] tokenHash, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var earliest = since.ToUnixTimeMilliseconds();
        var row = await db.Devices.AsNoTracking()
            .Where(device => device.TokenHash == tokenHash && device.EndedAt >= earliest)
            .Join(db.People, device => device.PersonId, person => person.Id, (_, person) => person)
            .FirstOrDefaultAsync(cancellationToken);
        return row?.ToPerson();
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

    static async Task<List<MessageRow>> TakeWithinAsync(IQueryable<MessageRow> query, int bytes, CancellationToken cancellationToken)
    {
        List<MessageRow> rows = [];
        await foreach (var row in query.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            bytes -= System.Text.Encoding.UTF8.GetByteCount(row.Text);
            if (bytes < 0 && rows.Count > 0) break;
            rows.Add(row);
        }

        return rows;
    }

    static async Task<IReadOnlyList<Message>> WithAuthorsAsync(ChatDb db, IReadOnlyList<MessageRow> rows, CancellationToken cancellationToken)
    {
        var ids = rows.Select(row => row.AuthorId).Distinct().ToArray();
        var authors = await db.People.AsNoTracking().Where(row => ids.Contains(row.Id))
            .ToDictionaryAsync(row => row.Id, row => row.ToPerson(), cancellationToken);
        return [.. rows.Select(row => row.ToMessage(authors[row.AuthorId]))];
    }
}
