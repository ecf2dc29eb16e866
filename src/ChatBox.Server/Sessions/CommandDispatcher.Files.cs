using System.Globalization;
using System.Text;
using ChatBox.Core;
using ChatBox.Core.Commands;
using ChatBox.Core.Conversations;
using ChatBox.Core.Messages;
using ChatBox.Core.People;

namespace ChatBox.Server.Sessions;

// Files in messages, what has changed in messages, and the host's share.
public sealed partial class CommandDispatcher
{
    /// <summary>Bytes of a shared file in a list beside its path.</summary>
    const int SharedFileBytes = 180;

    async Task<Answer> ChangesAsync(PersonId speaker, ReadChanges command, CancellationToken cancellationToken)
    {
        if (!host.Ask(chat => chat.CanRead(speaker, command.Conversation))) return Answer.Refuse(Refusals.NoSuchConversation);
        var (messages, newest) = await reader.ChangesAsync(command.Conversation, command.After, command.Limit, cancellationToken);
        return Reread(speaker, command.Conversation, messages, whole => new Answer.Changes(whole, newest));
    }

    async Task<Answer> FilesAsync(PersonId speaker, ListFiles command, CancellationToken cancellationToken)
    {
        if (!host.Ask(chat => chat.CanRead(speaker, command.Conversation))) return Answer.Refuse(Refusals.NoSuchConversation);
        var (messages, hasMore) = await reader.FilesAsync(command.Conversation, command.Before, command.Limit, cancellationToken);
        return Reread(speaker, command.Conversation, messages, whole =>
            new Answer.Files(whole, hasMore ? whole[^1].Number.ToString(CultureInfo.InvariantCulture) : null));
    }

    Answer.SharedFiles ListShared(Paging paging)
    {
        var files = share?.List(paging.After, paging.Limit + 1) ?? [];
        var bytes = 0;
        var page = files.Take(paging.Limit).TakeWhile((file, i) => (bytes += BytesOf(file)) <= MaxPageBytes || i == 0).ToList();
        return new Answer.SharedFiles(page, page.Count < files.Count ? page[^1].Path : null);

        // A path is at most doubled in JSON, but for signs that no path has in number.
        static int BytesOf(SharedFile file) => SharedFileBytes + 2 * Encoding.UTF8.GetByteCount(file.Path);
    }

    /// <summary>
    /// The answer of what was read. Asked again: who was removed meanwhile gets nothing. How far uploads are only the rules know.
    /// </summary>
    Answer Reread(
        PersonId speaker, ConversationId id, IReadOnlyList<Message> messages, Func<IReadOnlyList<Message>, Answer> answer) =>
        host.Ask(chat =>
        {
            if (!chat.CanRead(speaker, id)) return Answer.Refuse(Refusals.NoSuchConversation);
            var whole = messages.Any(IsUnderWay) ? [.. messages.Select(message => chat.WithProgress(message))] : messages;
            return answer(whole);
        });

    Message WithProgress(Message message) => IsUnderWay(message) ? host.Ask(chat => chat.WithProgress(message)) : message;

    static bool IsUnderWay(Message message) => message.File is { IsUnderWay: true };
}
