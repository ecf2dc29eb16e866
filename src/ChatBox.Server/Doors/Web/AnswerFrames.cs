using ChatBox.Core.Events;
using ChatBox.Protocol.Json;
using ChatBox.Server.Sessions;

namespace ChatBox.Server.Doors.Web;

/// <summary>Answers as frames of the WebSocket dialect.</summary>
static class AnswerFrames
{
    public static ServerFrame ToFrame(this Answer answer, string id) => answer switch
    {
        Answer.Refused refused => refused.Refusal.ToFrame(id),
        Answer.Posted posted => new OkFrame(id) { Message = posted.Message.ToWire(), Repeated = posted.IsRepeat ? true : null },
        Answer.OneConversation one => new OkFrame(id) { Conversation = one.View.ToWire() },
        Answer.Conversations list => new OkFrame(id) { Conversations = [.. list.Views.Select(view => view.ToWire())], Next = list.Next },
        Answer.PeopleList list => new OkFrame(id) { People = [.. list.Views.Select(view => view.ToWire())], Next = list.Next },
        Answer.Found found => new OkFrame(id)
        {
            People = [.. found.People.Select(view => view.ToWire())],
            Rooms = [.. found.Rooms.Select(view => view.ToWire())],
        },
        Answer.History history => new OkFrame(id) { Messages = [.. history.Messages.Select(message => message.ToWire())], Last = history.Last },
        Answer.SearchResults search => new OkFrame(id) { Results = search.ToWire(), Next = search.Next },
        Answer.Link link => new OkFrame(id) { Url = link.Url, Qr = QrRows.Of(link.Url), ExpiresAt = link.ExpiresAt },
        _ => new OkFrame(id),
    };

    public static IReadOnlyList<SearchResultObject> ToWire(this Answer.SearchResults search) =>
        [.. search.Results.Select(result => new SearchResultObject(result.Found.Message.ToWire(), result.ConversationName))];

    public static WelcomeFrame Welcome(Session session, PersonView person, ServerIdentity identity, DateTimeOffset now) => new(
        person.ToWire(), session.Id.ToString(System.Globalization.CultureInfo.InvariantCulture),
        new ServerObject(identity.Id, identity.Name, identity.Version), now,
        new LimitsObject(Core.Messages.MessageText.MaxLength, Core.People.PersonName.MaxLength));
}
