using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using ChatBox.Core;
using ChatBox.Core.Calls;
using ChatBox.Core.Commands;
using ChatBox.Core.Conversations;
using ChatBox.Core.Files;
using ChatBox.Core.Messages;
using ChatBox.Core.People;
using ChatBox.Core.Presence;
using Words = ChatBox.Protocol.Json.RequestWords;

namespace ChatBox.Protocol.Json;

/// <summary>
/// A WebSocket request becomes a command: <c>{"type":TYPE,"id":ID,...}</c>. Unknown types, unknown or repeated fields and values out of
/// range are refused by name. Pure and thread-safe; never throws.
/// </summary>
public static partial class RequestReader
{
    const int MaxIdLength = 64;

    static readonly FrozenDictionary<string, Func<FlatObject, Command?>> Table = new Dictionary<string, Func<FlatObject, Command?>>
    {
        [Words.Conversations] = fields => new ListConversations(PagingOf(fields)),
        [Words.Conversation] = fields => new ShowConversation(ConversationOf(fields)),
        [Words.People] = fields => new ListPeople(PagingOf(fields)),
        [Words.Members] = fields => new ListMembers(ConversationOf(fields), PagingOf(fields)),
        [Words.Find] = fields => new Find(QueryOf(fields)),
        [Words.History] = fields => new ReadHistory(ConversationOf(fields), RangeOf(fields)),
        [Words.Send] = fields => SendOf(fields, ConversationOf(fields)),
        [Words.Delete] = fields => new DeleteMessage(ConversationOf(fields), RequireNumber(fields, Words.Number)),
        [Words.FileSet] = fields => new SetFileState(ConversationOf(fields), RequireNumber(fields, Words.Number), FileStateOf(fields)),
        [Words.Changes] = fields => ChangesOf(fields, ConversationOf(fields)),
        [Words.Files] = fields => FilesOf(fields, ConversationOf(fields)),
        [Words.Share] = fields => new ListShare(PagingOf(fields)),
        [Words.Transfer] = fields => TransferOf(fields),
        [Words.Read] = fields => new MarkRead(ConversationOf(fields), RequireNumber(fields, Words.Number)),
        [Words.Typing] = fields => new SetTyping(ConversationOf(fields)),
        [Words.Presence] = fields => new SetPresence(PresenceOf(fields)),
        [Words.RoomCreate] = fields => RoomNameOf(fields) is { } name ? new CreateRoom(name, fields.TakeBoolean(Words.Private)) : null,
        [Words.RoomJoin] = fields => new JoinRoom(ConversationOf(fields)),
        [Words.RoomLeave] = fields => new LeaveRoom(ConversationOf(fields)),
        [Words.RoomInvite] = fields => new InviteMember(ConversationOf(fields), PersonOf(fields)),
        [Words.RoomRemove] = fields => new RemoveMember(ConversationOf(fields), PersonOf(fields)),
        [Words.DirectOpen] = fields => new OpenDirect(PersonOf(fields)),
        [Words.CallStart] = fields => new StartCall(ConversationOf(fields), EndpointOf(fields), MediaOf(fields)),
        [Words.CallAccept] = fields => new AcceptCall(CallOf(fields), EndpointOf(fields), MediaOf(fields)),
        [Words.CallDecline] = fields => new DeclineCall(CallOf(fields)),
        [Words.CallJoin] = fields => new JoinCall(CallOf(fields), EndpointOf(fields), MediaOf(fields)),
        [Words.CallLeave] = fields => new LeaveCall(CallOf(fields)),
        [Words.CallResume] = fields => new ResumeCall(CallOf(fields), EndpointOf(fields), MediaOf(fields)),
        [Words.CallMedia] = fields => new SetCallMedia(CallOf(fields), MediaOf(fields)),
        [Words.CallSignal] = fields => SignalOf(fields) is { } signal ? new SendCallSignal(CallOf(fields), PeerOf(fields), EndpointOf(fields), signal) : null,
        [Words.CallIce] = fields => new ShowIceServers(CallOf(fields)),
        [Words.Search] = fields => SearchOf(fields),
        [Words.LinkCreate] = _ => new CreateLink(),
        [Words.Invite] = _ => new ShowInvite(),
        [Words.Ping] = _ => new Ping(),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Every type of request, for who documents or tests them all.</summary>
    public static IEnumerable<string> Types => Table.Keys;

    /// <param name="json">One whole WebSocket message.</param>
    /// <param name="id">The request's own id, also where the rest is refused; null where it could not be read.</param>
    /// <param name="command">What is asked for.</param>
    /// <param name="refusal">What is wrong.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> json, out string? id, [NotNullWhen(true)] out Command? command, [NotNullWhen(false)] out Refusal? refusal)
    {
        (id, command) = (null, null);
        if (!FlatObject.TryParse(json, out var fields, out refusal)) return false;
        if (fields.TakeString(Words.Id) is not { Length: > 0 and <= MaxIdLength } requestId)
        {
            refusal = Refusals.BadFrame($"A request has an id of 1 to {MaxIdLength} characters.");
            return false;
        }

        id = requestId;
        var type = fields.RequireString(Words.Type);
        if (fields.Refusal is null && !Table.ContainsKey(type)) fields.Fail(Refusals.UnknownType(type.Beginning(FlatObject.MaxNameShown)));
        return TryBuild(fields, type, out command, out refusal);
    }

    /// <summary>For the HTTP API: the range of a history request.</summary>
    public static HistoryRange RangeOf(FlatObject fields)
    {
        var (before, after, around) = (fields.TakeNumber(Words.Before), fields.TakeNumber(Words.After), fields.TakeNumber(Words.Around));
        var limit = LimitOf(fields, HistoryRange.DefaultLimit);
        var bounds = (before is null ? 0 : 1) + (after is null ? 0 : 1) + (around is null ? 0 : 1);
        if (bounds > 1 || before < 1 || after < 0 || around < 1) fields.Fail(Refusals.BadRange);
        if (before is { } b) return HistoryRange.Before(b, limit);
        if (after is { } a) return HistoryRange.After(a, limit);
        return around is { } number ? HistoryRange.Around(number, limit) : HistoryRange.Newest(limit);
    }

    static bool TryBuild(
        FlatObject fields, string type, [NotNullWhen(true)] out Command? command, [NotNullWhen(false)] out Refusal? refusal)
    {
        command = fields.Refusal is null ? Table[type](fields) : null;
        fields.RefuseRest();
        refusal = fields.Refusal;
        if (refusal is not null) command = null;
        return command is not null && refusal is null;
    }

    static ConversationId ConversationOf(FlatObject fields)
    {
        // What is no id is the id of nothing: the answer must not tell the two apart.
        if (!ConversationId.TryParse(fields.RequireString(Words.Conversation), out var id)) fields.Fail(Refusals.NoSuchConversation);
        return id;
    }

    static PersonId PersonOf(FlatObject fields)
    {
        if (!PersonId.TryParse(fields.RequireString(Words.Person), out var id)) fields.Fail(Refusals.NoSuchPerson);
        return id;
    }

    static ClientMessageId ClientIdOf(FlatObject fields)
    {
        if (!ClientMessageId.TryParse(fields.RequireString(Words.ClientId), out var id)) fields.Fail(Refusals.BadClientId);
        return id;
    }

    /// <summary>For the HTTP API: a message to send. Beside a file the text may be left out, or be blank.</summary>
    public static SendMessage SendOf(FlatObject fields, ConversationId conversation)
    {
        var clientId = ClientIdOf(fields);
        if (fields.TakeString(Words.Upload) is not { } given)
            return new SendMessage(conversation, clientId, TextOf(fields.RequireString(Words.Text)));
        // What is no id is the id of nothing.
        if (!FileId.TryParse(given, out var upload)) fields.Fail(Refusals.NoSuchFile);
        return new SendMessage(conversation, clientId, CaptionOf(fields.TakeString(Words.Text)), upload);

        MessageText CaptionOf(string? given) => string.IsNullOrWhiteSpace(given) ? MessageText.None : TextOf(given);


        MessageText TextOf(string given)
        {
            if (!MessageText.TryParse(given, out var text, out var refusal)) fields.Fail(refusal);
            return text;
        }
    }

    /// <summary>For the HTTP API: a state that a file is to have.</summary>
    public static FileState FileStateOf(FlatObject fields)
    {
        if (FileWords.Asked(fields.RequireString(Words.State)) is { } state) return state;
        fields.Fail(Refusals.BadFrame("The state is accepted, declined, cancelled, arrived, verified or damaged."));
        return default;
    }

    /// <summary>For the HTTP API: which changes.</summary>
    public static ReadChanges ChangesOf(FlatObject fields, ConversationId conversation)
    {
        var (after, limit) = (RequireNumber(fields, Words.After), LimitOf(fields, HistoryRange.DefaultLimit));
        if (after < 0) fields.Fail(Refusals.BadRange);
        return new ReadChanges(conversation, after, limit);
    }

    /// <summary>For the HTTP API: which messages with files.</summary>
    public static ListFiles FilesOf(FlatObject fields, ConversationId conversation)
    {
        var (before, limit) = (fields.TakeNumberOrDigits(Words.Before), LimitOf(fields, HistoryRange.DefaultLimit));
        if (before < 1) fields.Fail(Refusals.BadRange);
        return new ListFiles(conversation, before, limit);
    }

    static OpenTransfer TransferOf(FlatObject fields)
    {
        var (file, path) = (fields.TakeString(Words.File), fields.TakeString(Words.Path));
        if (file is null == path is null) fields.Fail(Refusals.BadFrame("A transfer has a file or a path, and not both."));
        // What is no id is the id of nothing, and what no path can be is none.
        FileId id = default;
        if ((file is not null && !FileId.TryParse(file, out id)) || path is { Length: > OpenTransfer.MaxPath }) fields.Fail(Refusals.NoSuchFile);
        return new OpenTransfer(file is null ? null : id, path);
    }

    static PersonName? RoomNameOf(FlatObject fields)
    {
        if (PersonName.TryParseRoom(fields.RequireString(Words.Name), out var name, out var refusal)) return name;
        fields.Fail(refusal);
        return null;
    }

    static PresenceState PresenceOf(FlatObject fields)
    {
        switch (fields.RequireString(Words.State))
        {
            case "online": return PresenceState.Online;
            case "away": return PresenceState.Away;
            default:
                fields.Fail(Refusals.BadFrame("The state is online or away."));
                return PresenceState.Online;
        }
    }

    static SearchMessages SearchOf(FlatObject fields)
    {
        var text = QueryOf(fields);
        if (string.IsNullOrWhiteSpace(text)) fields.Fail(Refusals.BadText);
        ConversationId? conversation = null;
        if (fields.TakeString(Words.Conversation) is { } given)
        {
            if (ConversationId.TryParse(given, out var id)) conversation = id;
            else fields.Fail(Refusals.NoSuchConversation);
        }

        var before = fields.TakeString(Words.Before);
        var beforeId = 0L;
        if (before is not null && (!long.TryParse(before, NumberStyles.None, CultureInfo.InvariantCulture, out beforeId) || beforeId < 1))
            fields.Fail(Refusals.BadRange);
        return new SearchMessages(text, conversation, before is null ? null : beforeId, LimitOf(fields, HistoryRange.DefaultLimit));
    }

    static string QueryOf(FlatObject fields)
    {
        var text = fields.RequireString(Words.Text);
        if (text.Length > SearchMessages.MaxLength) fields.Fail(Refusals.TextTooLong);
        return text;
    }

    /// <summary>For the HTTP API: the bounds of a page.</summary>
    public static Paging PagingOf(FlatObject fields) => new(fields.TakeString(Words.After), LimitOf(fields, Paging.DefaultLimit));

    static int LimitOf(FlatObject fields, int fallback)
    {
        var limit = fields.TakeNumber(Words.Limit) ?? fallback;
        if (limit is >= 1 and <= Paging.MaxLimit) return (int)limit;
        fields.Fail(Refusals.BadRange);
        return fallback;
    }

    static long RequireNumber(FlatObject fields, string name)
    {
        if (fields.TakeNumber(name) is { } number) return number;
        fields.Fail(Refusals.BadFrame($"The field {name} is missing."));
        return 0;
    }
}
