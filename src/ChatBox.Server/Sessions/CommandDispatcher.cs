using ChatBox.Core;
using ChatBox.Core.Calls;
using ChatBox.Core.Changes;
using ChatBox.Core.Commands;
using ChatBox.Core.Conversations;
using ChatBox.Core.Events;
using ChatBox.Core.People;
using ChatBox.Protocol.Json;
using ChatBox.Server.Calls;
using ChatBox.Server.Storage;

namespace ChatBox.Server.Sessions;

/// <summary>
/// The one place where a command of whatever door is carried out: the rules decide, the writer makes durable, the reader looks up.
/// Thread-safe.
/// </summary>
/// <param name="share">What the host shares; null where nothing is.</param>
/// <param name="transfers">Downloads by RDT; null where there are none.</param>
public sealed partial class CommandDispatcher(
    ChatHost host, MessageWriter writer, ChatReader reader, Admission admission, TimeProvider clock, TurnRelay relay, IShare? share = null,
    ITransfers? transfers = null)
{
    /// <summary>Names that a search box is given at once.</summary>
    const int FindLimit = 10;

    /// <summary>Bytes of a page of what is listed; entries are small, so counting them roughly is enough.</summary>
    const int MaxPageBytes = 48 * 1024;

    /// <summary>
    /// Carries out a command. The inner task is the answer; the outer one ends when the next command of the same connection may be handed
    /// in: for what is written, as soon as it has its place in the order, so that many may be on their way to the disk.
    /// </summary>
    /// <param name="session">The session that asks, where there is one; presence belongs to a session.</param>
    public async ValueTask<Task<Answer>> BeginAsync(
        PersonId speaker, Session? session, Command command, CancellationToken cancellationToken)
    {
        // The file may have to be hashed first: what comes next need not wait for that.
        if (command is OpenTransfer open) return OpenAsync(speaker, session, open, cancellationToken);
        if (command is not ChangeCommand change) return Task.FromResult(await AnswerAsync(speaker, session, command, cancellationToken));
        // Everything that tells all members of a conversation something has this measure.
        if (command is SendMessage or DeleteMessage or SetFileState)
        {
            if (host.TakePost(speaker) is not { } wait) return Task.FromResult(Answer.Refuse(Refusals.RateLimited));
            if (wait > TimeSpan.Zero) await Task.Delay(wait, clock, cancellationToken);
        }

        switch (host.Decide(speaker, change))
        {
            case Decision.Refuse refuse:
                return Task.FromResult(Answer.Refuse(refuse.Refusal));
            case Decision.Done done:
                return Task.FromResult(AnswerOf(speaker, change, done.Conversation));
            case Decision.Write { Change: MessagePosted posted }:
                return AnswerAsync(
                    speaker, change,
                    await writer.EnqueueAsync(new PostWrite(posted.Message, posted.Upload, posted.UploadState), cancellationToken));
            case Decision.Write write:
                // What comes next may depend on it (create a room, then write in it): the connection waits.
                var outcome = await writer.WriteAsync(new ChangeWrite(write.Change), cancellationToken);
                return AnswerAsync(speaker, change, Task.FromResult(outcome));
            default:
                throw new InvalidOperationException("a decision of no kind");
        }
    }

    public async Task<Answer> ExecuteAsync(PersonId speaker, Session? session, Command command, CancellationToken cancellationToken) =>
        await await BeginAsync(speaker, session, command, cancellationToken);

    async Task<Answer> AnswerAsync(PersonId speaker, ChangeCommand command, Task<WriteOutcome> written)
    {
        var outcome = await written;
        if (outcome.Refusal is { } refusal) return Answer.Refuse(refusal);
        return outcome.Changes[0] switch
        {
            MessagePosted posted => new Answer.Posted(WithProgress(posted.Message), posted.IsRepeat),
            MessageChanged changed => new Answer.Changed(WithProgress(changed.Message)),
            ConversationOpened opened => AnswerOf(speaker, command, opened.Info.Id),
            MemberAdded added => AnswerOf(speaker, command, added.Conversation),
            _ => Answer.Ok,
        };
    }

    // The commands that end in a conversation show it as it is now.
    Answer AnswerOf(PersonId speaker, ChangeCommand command, ConversationId conversation) =>
        command is CreateRoom or JoinRoom or OpenDirect ? Show(speaker, conversation) : Answer.Ok;

    async Task<Answer> AnswerAsync(PersonId speaker, Session? session, Command command, CancellationToken cancellationToken)
    {
        switch (command)
        {
            case ListConversations list:
                return ListConversations(speaker, list.Paging);
            case ShowConversation show:
                return Show(speaker, show.Conversation);
            case ListPeople list:
                return host.Ask(chat => PeoplePage(chat, chat.Presence.Present, list.Paging));
            case ListMembers list:
                return host.Ask(chat => chat.CanRead(speaker, list.Conversation)
                    ? PeoplePage(chat, chat.FindConversation(list.Conversation)!.Members, list.Paging)
                    : Answer.Refuse(Refusals.NoSuchConversation));
            case Find find:
                return host.Ask(chat => FindIn(chat, speaker, find.Text));
            case ReadHistory history:
                return await HistoryAsync(speaker, history, cancellationToken);
            case ReadChanges changes:
                return await ChangesAsync(speaker, changes, cancellationToken);
            case ListFiles files:
                return await FilesAsync(speaker, files, cancellationToken);
            case ListShare list:
                return ListShared(list.Paging);
            case SearchMessages search:
                return await SearchAsync(speaker, search, cancellationToken);
            case SetTyping typing:
                return host.SetTyping(speaker, typing) is { } refusal ? Answer.Refuse(refusal) : Answer.Ok;
            case SetPresence presence:
                if (session is not null) host.SetPresence(session, presence.State);
                return Answer.Ok;
            case CallCommand call:
                return Execute(speaker, session, call);
            case ShowCall show:
                return Show(speaker, show);
            case CreateLink:
                return await admission.CreateLinkAsync(speaker, cancellationToken);
            case ShowInvite:
                return await admission.InviteLinkAsync(cancellationToken);
            case Ping:
                return Answer.Ok;
            default:
                throw new ArgumentOutOfRangeException(nameof(command), command, "a command that nobody carries out");
        }
    }

    Answer Show(PersonId speaker, ConversationId id) => host.Ask(chat => chat.CanSee(speaker, id)
        ? new Answer.OneConversation(chat.ViewOf(chat.FindConversation(id)!, speaker))
        : Answer.Refuse(Refusals.NoSuchConversation));

    Answer ListConversations(PersonId speaker, Paging paging)
    {
        ConversationId after = default;
        if (paging.After is not null && !ConversationId.TryParse(paging.After, out after)) return Answer.Refuse(Refusals.BadRange);
        return host.Ask(chat =>
        {
            List<ConversationView> views = [];
            var bytes = 0;
            foreach (var id in chat.ConversationsOf(speaker).Where(id => id > after))
            {
                var view = chat.ViewOf(chat.FindConversation(id)!, speaker);
                // A direct conversation in which nobody has said anything is not there yet, for either.
                if (view is { Info.Kind: ConversationKind.Direct, Last: 0 }) continue;
                bytes += 600 + 3 * Math.Min(200, view.LastMessage?.Text.Value.Length ?? 0) + (view.LastMessage?.File is null ? 0 : ChatReader.FileBytes)
                    + (view.Call is { } call ? 400 + 200 * call.Participants.Count : 0);
                if (views.Count == paging.Limit || bytes > MaxPageBytes) return new Answer.Conversations(views, views[^1].Info.Id.ToString());
                views.Add(view);
            }

            return new Answer.Conversations(views, null);
        });
    }

    static Answer PeoplePage(Chat chat, IEnumerable<PersonId> ids, Paging paging)
    {
        PersonId after = default;
        if (paging.After is not null && !PersonId.TryParse(paging.After, out after)) return Answer.Refuse(Refusals.BadRange);
        var page = ids.Where(id => id > after).Order().Select(chat.FindPerson).OfType<Person>().Take(paging.Limit + 1).ToList();
        var views = page.Take(paging.Limit).Select(chat.ViewOf).ToList();
        return new Answer.PeopleList(views, page.Count > paging.Limit ? views[^1].Person.Id.ToString() : null);
    }

    static Answer FindIn(Chat chat, PersonId speaker, string text)
    {
        var (people, rooms) = chat.Find(speaker, text, FindLimit);
        return new Answer.Found([.. people.Select(chat.ViewOf)], [.. rooms.Select(room => chat.ViewOf(room, speaker))]);
    }

    async Task<Answer> HistoryAsync(PersonId speaker, ReadHistory history, CancellationToken cancellationToken)
    {
        // The number first, then the messages up to it: what is stored in between is pushed, and never counted without being given.
        if (host.Ask(chat => chat.CanRead(speaker, history.Conversation) ? chat.FindConversation(history.Conversation)!.Last : (long?)null) is not { } last)
            return Answer.Refuse(Refusals.NoSuchConversation);
        var messages = await reader.HistoryAsync(history.Conversation, history.Range, last, cancellationToken);
        return Reread(speaker, history.Conversation, messages, whole => new Answer.History(whole, last));
    }

    async Task<Answer> SearchAsync(PersonId speaker, SearchMessages search, CancellationToken cancellationToken)
    {
        if (search.Conversation is { } conversation && !host.Ask(chat => chat.CanRead(speaker, conversation)))
            return Answer.Refuse(Refusals.NoSuchConversation);
        var (found, hasMore) = await reader.SearchAsync(
            speaker, search.Text, search.Conversation, search.Before, search.Limit, cancellationToken);
        var results = host.Ask(chat => found
            .Where(result => chat.CanRead(speaker, result.Message.Conversation))
            .Select(result => (result with { Message = chat.WithProgress(result.Message) }, WireMapping.NameOf(chat.ViewOf(chat.FindConversation(result.Message.Conversation)!, speaker))))
            .ToList());
        var next = hasMore ? found[^1].Id.ToString(System.Globalization.CultureInfo.InvariantCulture) : null;
        return new Answer.SearchResults(results, next);
    }
}
