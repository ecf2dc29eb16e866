using ChatBox.Core;
using ChatBox.Core.Changes;
using ChatBox.Core.Messages;
using Microsoft.EntityFrameworkCore;

namespace ChatBox.Server.Storage;

sealed partial class WriteStore
{
    /// <summary>
    /// Messages get their numbers. The counters are raised first, in ascending order of conversation: that locks each on a database with
    /// row locks, never in a circle, and what the batch then reads of the conversation (repeats, members) no other node can change.
    /// </summary>
    async Task<WriteOutcome[]> StoreAsync(Message[] posts, CancellationToken cancellationToken)
    {
        var conversations = posts.Select(post => post.Conversation.Value).Distinct().Order().ToArray();
        foreach (var id in conversations)
            await db.Conversations.Where(row => row.Id == id)
                .ExecuteUpdateAsync(row => row.SetProperty(conversation => conversation.LastNumber, conversation => conversation.LastNumber), cancellationToken);

        var counters = await db.Conversations.AsNoTracking()
            .Where(row => conversations.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.LastNumber, cancellationToken);
        var stored = await FindRepeatsAsync(posts, conversations, cancellationToken);
        var members = await FindMembersAsync(posts, conversations, cancellationToken);

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
                outcomes[i] = WriteOutcome.Of(new MessagePosted(first.ToMessage(post.Author), IsRepeat: true));
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
                };
                rows.Add(row);
                stored[(conversation, author, row.ClientId)] = row;
                outcomes[i] = WriteOutcome.Of(new MessagePosted(post with { Number = row.Number }));
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

        db.AddRange(rows);
        await db.SaveChangesAsync(cancellationToken);
        await database.AddToSearchAsync(db, rows, cancellationToken);
        return outcomes;
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
