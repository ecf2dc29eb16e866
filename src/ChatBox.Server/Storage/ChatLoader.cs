using ChatBox.Core;
using ChatBox.Core.Conversations;
using ChatBox.Core.Files;
using ChatBox.Core.People;
using Microsoft.EntityFrameworkCore;

namespace ChatBox.Server.Storage;

/// <summary>Brings the rules' memory to where the data is, at the start of the process.</summary>
static class ChatLoader
{
    public static async Task RestoreAsync(Chat chat, ChatDb db, CancellationToken cancellationToken)
    {
        var lobby = ConversationId.Lobby.Value;
        // Who has left is known on only where a conversation still points to the person.
        var referred = db.Members.Where(row => row.ConversationId != lobby).Select(row => row.PersonId);
        var people = await db.People.AsNoTracking()
            .Where(row => row.GoneAt == null || referred.Contains(row.Id)).ToDictionaryAsync(
                row => row.Id, row => row.ToPerson(), cancellationToken);
        foreach (var person in people.Values) chat.Restore(person);

        var members = (await db.Members.AsNoTracking().ToListAsync(cancellationToken))
            .Where(row => people.TryGetValue(row.PersonId, out var person) && !(person.IsGone && row.ConversationId == lobby))
            .ToLookup(row => row.ConversationId, row => (new PersonId(row.PersonId), row.ReadMarker));
        var conversations = await db.Conversations.AsNoTracking().ToListAsync(cancellationToken);
        var lastRows = await db.Conversations.AsNoTracking()
            .Join(db.Messages, conversation => new { conversation.Id, Number = conversation.LastNumber },
                message => new { Id = message.ConversationId, message.Number }, (_, message) => message)
            .ToDictionaryAsync(row => row.ConversationId, cancellationToken);
        var files = await FilesAsync(db, lastRows.Values, cancellationToken);
        var authors = await AuthorsAsync(db, lastRows.Values.Select(row => row.AuthorId), people, cancellationToken);
        foreach (var row in conversations)
        {
            var last = lastRows.GetValueOrDefault(row.Id);
            chat.Restore(
                row.ToInfo(), members[row.Id],
                last?.ToMessage(authors[last.AuthorId], last.FileId is { } file ? files[file] : null), row.LastChange);
        }

        foreach (var upload in await db.Files.AsNoTracking().Unfinished().ReadAsync(cancellationToken))
            chat.RestoreUpload(upload.File.Id, upload.Message);
    }

    /// <summary>Calls that were in progress when the last process ended. People and conversations were restored before.</summary>
    public static async Task RestoreCallsAsync(Chat chat, ChatDb db, Moment now, CancellationToken cancellationToken)
    {
        foreach (var call in await db.Calls.AsNoTracking().ToListAsync(cancellationToken)) chat.Restore(call.ToRecord(), now);
    }

    static async Task<Dictionary<string, ChatFile>> FilesAsync(ChatDb db, IEnumerable<MessageRow> messages, CancellationToken cancellationToken)
    {
        var files = new Dictionary<string, ChatFile>(StringComparer.Ordinal);
        foreach (var chunk in messages.Select(row => row.FileId).OfType<string>().Chunk(500))
            foreach (var file in await db.Files.AsNoTracking().Where(row => chunk.Contains(row.Id)).ReadAsync(cancellationToken))
                files[file.File.Id.ToString()] = file.File;
        return files;
    }

    static async Task<Dictionary<long, Person>> AuthorsAsync(
        ChatDb db, IEnumerable<long> ids, Dictionary<long, Person> known, CancellationToken cancellationToken)
    {
        var authors = new Dictionary<long, Person>(known);
        foreach (var chunk in ids.Where(id => !known.ContainsKey(id)).Distinct().Chunk(500))
            foreach (var row in await db.People.AsNoTracking().Where(row => chunk.Contains(row.Id)).ToListAsync(cancellationToken))
                authors[row.Id] = row.ToPerson();
        return authors;
    }
}
