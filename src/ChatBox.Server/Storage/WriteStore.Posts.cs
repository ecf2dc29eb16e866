using ChatBox.Core;
using ChatBox.Core.Changes;
using ChatBox.Core.Files;
using ChatBox.Core.Messages;
using Microsoft.EntityFrameworkCore;

namespace ChatBox.Server.Storage;

sealed partial class WriteStore
{
    /// <summary>
    /// Messages get their numbers. The counters are raised first, in ascending order of conversation: that locks each on a database with
    /// row locks, never in a circle, and what the batch then reads of the conversation (repeats, members) no other node can change.
    /// </summary>
    async Task<WriteOutcome[]> StoreAsync(PostWrite[] writes, CancellationToken cancellationToken)
    {
        var posts = Array.ConvertAll(writes, write => write.Message);
        var conversations = posts.Select(post => post.Conversation.Value).Distinct().Order().ToArray();
        foreach (var id in conversations)
            await db.Conversations.Where(row => row.Id == id)
                .ExecuteUpdateAsync(
                    row => row.SetProperty(conversation => conversation.LastNumber, conversation => conversation.LastNumber),
                    cancellationToken);

        var counters = await db.Conversations.AsNoTracking()
            .Where(row => conversations.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.LastNumber, cancellationToken);
        var stored = await FindRepeatsAsync(posts, conversations, cancellationToken);
        var members = await FindMembersAsync(posts, conversations, cancellationToken);
        var files = await FindFilesAsync(writes, stored.Values, cancellationToken);

        var outcomes = new WriteOutcome[posts.Length];
        List<MessageRow> rows = [];
        for (var i = 0; i < posts.Length; i++)
        {
            var post = posts[i];
            var (conversation, author) = (post.Conversation.Value, post.Author.Id.Value);
            if (!members.Contains((conversation, author)))
            {
                outcomes[i] = WriteOutcome.Refused(Refusals.NoSuchConversation);
            }
            else if (stored.TryGetValue((conversation, author, post.ClientId.Value), out var first))
            {
                outcomes[i] = WriteOutcome.Of(new MessagePosted(first.ToMessage(post.Author, FileOf(first)), IsRepeat: true));
            }
            else if (writes[i].Upload is { } upload && Check(writes[i], files.GetValueOrDefault(upload.ToString())) is { } refusal)
            {
                outcomes[i] = WriteOutcome.Refused(refusal);
            }
            else
            {
                var row = new MessageRow
                {
                    ConversationId = conversation,
                    Number = ++counters[conversation],
                    AuthorId = author,
                    ClientId = post.ClientId.Value,
                    Text = post.Text.Value,
                    Time = post.Time.ToUnixTimeMilliseconds(),
                    FileId = writes[i].Upload?.ToString(),
                    Call = post.Call?.ToText(),
                };
                if (row.FileId is not null) Send(files[row.FileId], row, writes[i].UploadState);
                rows.Add(row);
                stored[(conversation, author, row.ClientId)] = row;
                outcomes[i] = WriteOutcome.Of(new MessagePosted(post with { Number = row.Number, File = FileOf(row) }) { ReadBy = writes[i].ReadBy });
            }
        }

        if (rows.Count == 0) return outcomes;
        foreach (var id in rows.Select(row => row.ConversationId).Distinct())
        {
            var last = counters[id];
            await db.Conversations.Where(row => row.Id == id)
                .ExecuteUpdateAsync(row => row.SetProperty(conversation => conversation.LastNumber, last), cancellationToken);
        }

        // What one wrote oneself is read; the core says the same in memory.
        foreach (var group in rows.GroupBy(row => (row.ConversationId, row.AuthorId)))
        {
            var ((conversation, author), last) = (group.Key, group.Max(row => row.Number));
            await db.Members.Where(row => row.ConversationId == conversation && row.PersonId == author && row.ReadMarker < last)
                .ExecuteUpdateAsync(row => row.SetProperty(member => member.ReadMarker, last), cancellationToken);
        }

        await MoveReadersAsync(writes, outcomes, cancellationToken);
        db.AddRange(rows);
        await db.SaveChangesAsync(cancellationToken);
        await database.AddToSearchAsync(db, [.. rows.Select(row => new SearchEntry(row.Id, SearchTextOf(row)))], cancellationToken);
        return outcomes;

        ChatFile? FileOf(MessageRow row) => row.FileId is null ? null : files[row.FileId].ToFile();

        string SearchTextOf(MessageRow row) => row.FileId is null ? row.Text : $"{row.Text}\n{files[row.FileId].Name}";
    }

    async Task MoveReadersAsync(PostWrite[] writes, WriteOutcome[] outcomes, CancellationToken cancellationToken)
    {
        for (var i = 0; i < writes.Length; i++)
        {
            if (writes[i].ReadBy.Count == 0 || outcomes[i].Changes is not [MessagePosted { IsRepeat: false, Message: { Number: var number } }]) continue;
            var (conversation, people) = (writes[i].Message.Conversation.Value, writes[i].ReadBy.Select(person => person.Value).ToArray());
            await db.Members.Where(row => row.ConversationId == conversation && people.Contains(row.PersonId) && row.ReadMarker == number - 1)
                .ExecuteUpdateAsync(row => row.SetProperty(member => member.ReadMarker, number), cancellationToken);
        }
    }

    /// <summary>May the upload go with this message? The store alone knows, as uploads are not in memory.</summary>
    static Refusal? Check(PostWrite post, FileRow? file)
    {
        if (file is null || file.OwnerId != post.Message.Author.Id.Value) return Refusals.NoSuchFile;
        // One message for one upload: who accepts or deletes must know which.
        if (file.State != FileState.Unsent) return file.State.IsFreed() ? Refusals.FileGone : Refusals.FileStateRefused;
        return post.UploadState == FileState.There && file.Sha256 is null ? Refusals.UploadUnfinished : null;
    }

    static void Send(FileRow file, MessageRow message, FileState state)
    {
        (file.ConversationId, file.Number, file.State) = (message.ConversationId, message.Number, state);
        if (file.Sha256 is not null) file.EndsAt = null;
    }

    // Of messages without files nothing is asked.
    async Task<Dictionary<string, FileRow>> FindFilesAsync(
        PostWrite[] writes, IEnumerable<MessageRow> stored, CancellationToken cancellationToken)
    {
        var ids = writes.Select(write => write.Upload?.ToString()).Concat(stored.Select(row => row.FileId)).OfType<string>().Distinct()
            .ToArray();
        return ids.Length == 0
            ? []
            : await db.Files.Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, StringComparer.Ordinal, cancellationToken);
    }

    async Task<Dictionary<(long, long, string), MessageRow>> FindRepeatsAsync(
        Message[] posts, long[] conversations, CancellationToken cancellationToken)
    {
        var authors = posts.Select(post => post.Author.Id.Value).Distinct().ToArray();
        var clientIds = posts.Select(post => post.ClientId.Value).Distinct().ToArray();
        var found = await db.Messages.AsNoTracking()
            .Where(row => conversations.Contains(row.ConversationId) && authors.Contains(row.AuthorId) && clientIds.Contains(row.ClientId))
            .ToListAsync(cancellationToken);
        return found.ToDictionary(row => (row.ConversationId, row.AuthorId, row.ClientId));
    }

    async Task<HashSet<(long, long)>> FindMembersAsync(Message[] posts, long[] conversations, CancellationToken cancellationToken)
    {
        var authors = posts.Select(post => post.Author.Id.Value).Distinct().ToArray();
        var found = await db.Members.AsNoTracking()
            .Where(row => conversations.Contains(row.ConversationId) && authors.Contains(row.PersonId))
            .Select(row => new { row.ConversationId, row.PersonId })
            .ToListAsync(cancellationToken);
        return [.. found.Select(row => (row.ConversationId, row.PersonId))];
    }
}
