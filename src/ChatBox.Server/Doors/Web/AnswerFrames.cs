using System.Buffers.Text;
using ChatBox.Core.Calls;
using ChatBox.Core.Events;
using ChatBox.Core.Files;
using ChatBox.Core.Messages;
using ChatBox.Protocol.Json;
using ChatBox.Rdt;
using ChatBox.Server.Sessions;

namespace ChatBox.Server.Doors.Web;

/// <summary>Answers as frames of the WebSocket dialect.</summary>
static class AnswerFrames
{
    public static ServerFrame ToFrame(this Answer answer, string id) => answer switch
    {
        Answer.Refused refused => refused.Refusal.ToFrame(id),
        Answer.Posted posted => new OkFrame(id) { Message = posted.Message.ToWire(), Repeated = posted.IsRepeat ? true : null },
        Answer.Changed changed => new OkFrame(id) { Message = changed.Message.ToWire() },
        Answer.OneConversation one => new OkFrame(id) { Conversation = one.View.ToWire() },
        Answer.Conversations list => new OkFrame(id) { Conversations = [.. list.Views.Select(view => view.ToWire())], Next = list.Next },
        Answer.PeopleList list => new OkFrame(id) { People = [.. list.Views.Select(view => view.ToWire())], Next = list.Next },
        Answer.Found found => new OkFrame(id)
        {
            People = [.. found.People.Select(view => view.ToWire())],
            Rooms = [.. found.Rooms.Select(view => view.ToWire())],
        },
        Answer.History history => new OkFrame(id) { Messages = history.Messages.ToWire(), Last = history.Last },
        Answer.Changes changes => new OkFrame(id) { Messages = changes.Messages.ToWire(), Changes = changes.Newest },
        Answer.Files files => new OkFrame(id) { Messages = files.Messages.ToWire(), Next = files.Next },
        Answer.SharedFiles shared => new OkFrame(id) { Files = shared.ToWire(), Next = shared.Next },
        Answer.Transfer { Ticket: { } ticket } transfer => new OkFrame(id) { Transfer = transfer.ToWire(ticket) },
        Answer.SearchResults search => new OkFrame(id) { Results = search.ToWire(), Next = search.Next },
        Answer.Called called => new OkFrame(id) { Call = called.Call?.ToWire() },
        Answer.IceServers ice => new OkFrame(id)
        {
            IceServers = [.. ice.Servers.Select(server => new IceServerObject(server.Urls, server.Username, server.Credential))],
            ExpiresAt = ice.ExpiresAt,
        },
        Answer.Link link => new OkFrame(id) { Url = link.Url, Qr = QrRows.Of(link.Url), ExpiresAt = link.ExpiresAt },
        _ => new OkFrame(id),
    };

    public static IReadOnlyList<SearchResultObject> ToWire(this Answer.SearchResults search) =>
        [.. search.Results.Select(result => new SearchResultObject(result.Found.Message.ToWire(), result.ConversationName))];

    public static IReadOnlyList<MessageObject> ToWire(this IReadOnlyList<Message> messages) =>
        [.. messages.Select(message => message.ToWire())];

    public static IReadOnlyList<SharedFileObject> ToWire(this Answer.SharedFiles shared) =>
        [.. shared.List.Select(file => new SharedFileObject(file.Path, file.Size, file.Modified, file.Sha256))];

    static TransferObject ToWire(this Answer.Transfer transfer, TicketGrant ticket) => new(
        transfer.Port, Base64Url.EncodeToString(ticket.Ticket), Base64Url.EncodeToString(ticket.Secret), (int)ticket.Aeads, transfer.File,
        transfer.Info.Length, Convert.ToHexStringLower(transfer.Info.Sha256));

    public static WelcomeFrame Welcome(
        Session session, PersonView person, IReadOnlyList<CallView> calls, ServerIdentity identity, FileLimits files, DateTimeOffset now) => new(
        person.ToWire(), session.Id.ToString(System.Globalization.CultureInfo.InvariantCulture),
        new ServerObject(identity.Id, identity.Name, identity.Version), now,
        new LimitsObject(MessageText.MaxLength, Core.People.PersonName.MaxLength, files.Largest))
        {
            Calls = calls.Count > 0 ? [.. calls.Select(call => call.ToWire())] : null,
        };
}
