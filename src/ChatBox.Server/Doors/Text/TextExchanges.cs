using System.Globalization;
using System.Text;
using ChatBox.Core;
using ChatBox.Core.Commands;
using ChatBox.Core.Conversations;
using ChatBox.Core.Messages;
using ChatBox.Core.People;
using ChatBox.Protocol.Text;
using ChatBox.Server.Sessions;

namespace ChatBox.Server.Doors.Text;

/// <summary>
/// The exchanges of somebody who has connected: each request becomes commands of the core, and what they come to is its answer.
/// Thread-safe.
/// </summary>
sealed class TextExchanges(ChatHost host, CommandDispatcher dispatcher)
{
    /// <summary>Bytes of the paths in a list of files: an answer is at most as long as a message may be.</summary>
    const int MaxFileListBytes = 48 * 1024;

    /// <summary>What is wrong with a request by itself; null where it can be carried out.</summary>
    public static Refusal? Check(TextMessage message)
    {
        if (message.Request is not { } request) return Refusals.BadFrame("A request has a field t, such as <t:connect>.");
        if (!TextRequests.Exists(request)) return Refusals.UnknownType(request.Length <= 32 ? request : request[..32] + "...");
        var missing = TextRequests.NeededBy(request) & ~message.Fields;
        return missing == TextFields.None ? null : Refusals.BadFrame($"The request {request} lacks {Keys(missing)}.");
    }

    /// <summary>Is it this person who speaks? By what people see, as names are compared: a client may write it as it was typed.</summary>
    public static bool IsSender(TextMessage message, Person person) => PersonName.KeyOf(message.Sender) == person.Name.Key;

    /// <summary>
    /// Carries out a request that <see cref="Check"/> found whole. The inner task is the answer; the outer ends when the next may
    /// begin.
    /// </summary>
    public async ValueTask<Task<TextReply>> BeginAsync(Session session, TextMessage message, CancellationToken cancellationToken) =>
        message.Request switch
        {
            TextWords.MessageRequest => await PostAsync(session, message, cancellationToken),
            TextWords.GetUserList => Task.FromResult(await UserListAsync(session, cancellationToken)),
            TextWords.GetFile => Task.FromResult(await FileListAsync(session, cancellationToken)),
            TextWords.Download => DownloadAsync(session, message.Message!, cancellationToken),
            _ => Task.FromResult(TextReply.Error(Refusals.AlreadyJoined)),
        };

    async ValueTask<Task<TextReply>> PostAsync(Session session, TextMessage message, CancellationToken cancellationToken)
    {
        if (!MessageText.TryParse(message.Message, out var text, out var refusal)) return Failed(refusal);
        (var conversation, refusal) = await ConversationAsync(session, message.Recipient!, cancellationToken);
        if (refusal is not null) return Failed(refusal);
        // The protocol has no ids of its own: each request is a message.
        var command = new SendMessage(conversation, ClientMessageId.New(), text);
        return ReplyAsync(await dispatcher.BeginAsync(session.Person.Id, session, command, cancellationToken));

        static Task<TextReply> Failed(Refusal refusal) => Task.FromResult(TextReply.Failed(TextWords.MessageResponse, refusal));
    }

    // r = "all" / the name of somebody, here or away
    async ValueTask<(ConversationId Conversation, Refusal? Refusal)> ConversationAsync(
        Session session, string recipient, CancellationToken cancellationToken)
    {
        if (recipient == TextWords.All) return (ConversationId.Lobby, null);
        if (host.Ask(chat => chat.FindPersonByName(recipient)) is not { } person) return (default, Refusals.NoSuchPerson);
        return await dispatcher.ExecuteAsync(session.Person.Id, session, new OpenDirect(person.Id), cancellationToken) switch
        {
            Answer.OneConversation one => (one.View.Info.Id, null),
            Answer.Refused refused => (default, refused.Refusal),
            _ => (default, Refusals.Internal),
        };
    }

    static async Task<TextReply> ReplyAsync(Task<Answer> pending) => await pending is Answer.Refused refused
        ? TextReply.Failed(TextWords.MessageResponse, refused.Refusal)
        : new TextReply(TextWords.MessageResponse, TextWords.True);

    async ValueTask<TextReply> UserListAsync(Session session, CancellationToken cancellationToken)
    {
        List<string> names = [];
        string? after = null;
        do
        {
            var command = new ListPeople(new Paging(after, Paging.MaxLimit));
            var answer = await dispatcher.ExecuteAsync(session.Person.Id, session, command, cancellationToken);
            if (answer is not Answer.PeopleList page)
                return TextReply.Error(answer is Answer.Refused refused ? refused.Refusal : Refusals.Internal);
            names.AddRange(page.Views.Select(view => view.Person.Name.Text));
            after = page.Next;
        }
        while (after is not null);
        names.Sort(StringComparer.Ordinal);
        return new TextReply(TextWords.UserList, TextList.Format(names));
    }

    // As many as a message takes; who wants more than some hundred files lists them on the page.
    async ValueTask<TextReply> FileListAsync(Session session, CancellationToken cancellationToken)
    {
        List<string> paths = [];
        string? after = null;
        var bytes = 0;
        do
        {
            var command = new ListShare(new Paging(after, Paging.MaxLimit));
            var answer = await dispatcher.ExecuteAsync(session.Person.Id, session, command, cancellationToken);
            if (answer is not Answer.SharedFiles page)
                return TextReply.Error(answer is Answer.Refused refused ? refused.Refusal : Refusals.Internal);
            var fitting = page.List.TakeWhile(file => (bytes += Encoding.UTF8.GetByteCount(file.Path) + 4) <= MaxFileListBytes);
            paths.AddRange(fitting.Select(file => file.Path));
            after = bytes > MaxFileListBytes ? null : page.Next;
        }
        while (after is not null);
        return new TextReply(TextWords.FileList, TextList.Format(paths));
    }

    // The port is all that the protocol has words for: the grant is bound to the address of the connection, and to the name.
    async Task<TextReply> DownloadAsync(Session session, string path, CancellationToken cancellationToken)
    {
        if (path.Length > OpenTransfer.MaxPath) return new TextReply(TextWords.DownloadResponse, TextWords.Err);
        var command = new OpenTransfer(null, path, IsByAddress: true);
        return await dispatcher.ExecuteAsync(session.Person.Id, session, command, cancellationToken) switch
        {
            Answer.Transfer transfer => new TextReply(TextWords.DownloadResponse, transfer.Port.ToString(CultureInfo.InvariantCulture)),
            Answer.Refused { Refusal: { Kind: RefusalKind.TooMany or RefusalKind.Unavailable } refusal } => TextReply.Error(refusal),
            _ => new TextReply(TextWords.DownloadResponse, TextWords.Err),
        };
    }

    static string Keys(TextFields fields) => string.Join(", ", new[]
    {
        (TextFields.Message, "m"), (TextFields.Sender, "s"), (TextFields.Recipient, "r"), (TextFields.Request, "t"),
    }.Where(pair => fields.HasFlag(pair.Item1)).Select(pair => pair.Item2));
}
