using ChatBox.Client.Requests;
using ChatBox.Core.Messages;
using ChatBox.Protocol.Json;
using Words = ChatBox.Protocol.Json.RequestWords;

namespace ChatBox.Client;

public sealed partial class ChatClient
{
    /// <summary>The largest page the server gives.</summary>
    const int PageLimit = 200;

    // A server that pages on for ever is not believed. A person is in 2,000 conversations at most, and pages hold fewer where they are
    // large.
    const int MaxPages = 1000;

    const string NoAnswer = "No answer came in time. It may or may not have been done.";

    /// <summary>
    /// Sends a message, and again after a lost connection, with the same client id, until the server has acknowledged or refused it.
    /// Messages are stored in the order of the calls, each once.
    /// </summary>
    /// <param name="conversation">The id of a conversation one is in.</param>
    /// <param name="text">1 to 8,000 code points; line breaks become <c>\n</c>.</param>
    /// <param name="clientId">One's own id, 1 to 64 characters of <c>A-Z a-z 0-9 - _ . :</c>; default a new one. Give the same one again to
    /// send again what had no answer.</param>
    /// <param name="cancellationToken">Ends waiting; the message may be stored nevertheless.</param>
    /// <returns>The message as it is stored, durable and with its number.</returns>
    /// <exception cref="RefusedException">The server (or, for a text that no server takes, the client) refused it. It is not
    /// stored.</exception>
    /// <exception cref="AnswerTimeoutException">It is open whether it is stored.</exception>
    public async Task<MessageObject> SendAsync(
        string conversation, string text, string? clientId = null, CancellationToken cancellationToken = default)
    {
        if (!MessageText.TryParse(text, out var checkedText, out var refusal)) throw new RefusedException(refusal.Code, refusal.Message);
        var id = clientId ?? ClientMessageId.New().Value;
        var answer = await AskAsync(
            Words.Send,
            cancellationToken,
            (Words.Conversation, conversation),
            (Words.ClientId, id),
            (Words.Text, checkedText.Value));
        return Checked.Required(answer.Message, Checked.IsWhole);
    }

    /// <summary>Everybody who is online or away.</summary>
    public Task<IReadOnlyList<PersonObject>> GetPeopleAsync(CancellationToken cancellationToken = default) =>
        GetPagesAsync(Words.People, answer => Checked.Required(answer.People, Checked.IsWhole), cancellationToken);

    /// <summary>The conversations one is in.</summary>
    public Task<IReadOnlyList<ConversationObject>> GetConversationsAsync(CancellationToken cancellationToken = default) =>
        GetPagesAsync(Words.Conversations, answer => Checked.Required(answer.Conversations, Checked.IsWhole), cancellationToken);

    /// <summary>One conversation, as one sees it.</summary>
    public async Task<ConversationObject> GetConversationAsync(string conversation, CancellationToken cancellationToken = default) =>
        ConversationOf(await AskAsync(Words.Conversation, cancellationToken, (Words.Conversation, conversation)));

    /// <summary>At most 10 people and 10 rooms whose name holds the words.</summary>
    public async Task<FoundObject> FindAsync(string text, CancellationToken cancellationToken = default)
    {
        var answer = await AskAsync(Words.Find, cancellationToken, (Words.Text, text));
        return new FoundObject(Checked.Required(answer.People, Checked.IsWhole), Checked.Required(answer.Rooms, Checked.IsWhole));
    }

    /// <summary>The direct conversation with a person, made when there is none.</summary>
    public async Task<ConversationObject> OpenDirectAsync(string person, CancellationToken cancellationToken = default) =>
        ConversationOf(await AskAsync(Words.DirectOpen, cancellationToken, (Words.Person, person)));

    /// <summary>Joins a public room; no error where one is in it.</summary>
    public async Task<ConversationObject> JoinRoomAsync(string conversation, CancellationToken cancellationToken = default) =>
        ConversationOf(await AskAsync(Words.RoomJoin, cancellationToken, (Words.Conversation, conversation)));

    /// <summary>Makes a room. Not repeated after a lost connection: a second try would find its own name taken.</summary>
    /// <exception cref="ConnectionException">The connection broke; look whether the room is there.</exception>
    public async Task<ConversationObject> CreateRoomAsync(
        string name, bool isPrivate = false, CancellationToken cancellationToken = default) =>
        ConversationOf(await AskOnceAsync(Words.RoomCreate, cancellationToken, (Words.Name, name), (Words.Private, isPrivate)));

    /// <summary>Leaves a room. Not repeated after a lost connection, as <see cref="CreateRoomAsync"/>.</summary>
    public Task LeaveRoomAsync(string conversation, CancellationToken cancellationToken = default) =>
        AskOnceAsync(Words.RoomLeave, cancellationToken, (Words.Conversation, conversation));

    /// <summary>Brings a person into a room one is in.</summary>
    public Task InviteAsync(string conversation, string person, CancellationToken cancellationToken = default) =>
        AskAsync(Words.RoomInvite, cancellationToken, (Words.Conversation, conversation), (Words.Person, person));

    /// <summary>Everything up to the number is read. The marker only moves forward.</summary>
    public Task MarkReadAsync(string conversation, long number, CancellationToken cancellationToken = default) =>
        AskAsync(Words.Read, cancellationToken, (Words.Conversation, conversation), (Words.Number, number));

    /// <summary>One page of history: what follows <paramref name="after"/>, in order, at most 200 and at most 64 KiB.</summary>
    public Task<MessagesPage> GetHistoryAsync(
        string conversation, long after, int limit = PageLimit, CancellationToken cancellationToken = default) =>
        GetHistoryAsync(conversation, after, limit, options.RequestTimeout, cancellationToken);

    async Task<MessagesPage> GetHistoryAsync(
        string conversation, long after, int limit, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(
            number => new Request(
                number,
                isRepeatable: true,
                Words.History,
                (Words.Conversation, conversation),
                (Words.After, after),
                (Words.Limit, limit)),
            timeout,
            NoAnswer,
            cancellationToken);
        return new MessagesPage(Checked.Required(answer.Messages, Checked.IsWhole), answer.Last ?? throw Checked.Incomplete());
    }

    static ConversationObject ConversationOf(OkFrame answer) => Checked.Required(answer.Conversation, Checked.IsWhole);

    Task<OkFrame> AskAsync(string type, CancellationToken cancellationToken, params (string, object?)[] fields) =>
        AskAsync(number => new Request(number, isRepeatable: true, type, fields), options.RequestTimeout, NoAnswer, cancellationToken);

    Task<OkFrame> AskOnceAsync(string type, CancellationToken cancellationToken, params (string, object?)[] fields) =>
        AskAsync(number => new Request(number, isRepeatable: false, type, fields), options.RequestTimeout, NoAnswer, cancellationToken);

    Task<OkFrame> AskAsync(RequestBook.Making make, TimeSpan timeout, string tooLate, CancellationToken cancellationToken) =>
        InTimeAsync(token => requests.AskAsync(make, token), timeout, tooLate, cancellationToken);

    async Task<IReadOnlyList<T>> GetPagesAsync<T>(string type, Func<OkFrame, IReadOnlyList<T>> read, CancellationToken cancellationToken)
    {
        var all = new List<T>();
        string? after = null;
        for (var page = 0; page < MaxPages; page++)
        {
            var answer = await AskAsync(type, cancellationToken, (Words.After, after), (Words.Limit, PageLimit));
            all.AddRange(read(answer));
            if (answer.Next is null) return all;
            after = answer.Next;
        }

        throw new ProtocolViolationException("The server's list has no end.");
    }
}
