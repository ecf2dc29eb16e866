using ChatBox.Core;
using ChatBox.Core.Commands;
using ChatBox.Core.Conversations;
using ChatBox.Core.Messages;
using ChatBox.Protocol.Json;
using ChatBox.Server.Sessions;
using Words = ChatBox.Protocol.Json.RequestWords;

namespace ChatBox.Server.Doors.Web.Api;

/// <summary>Messages: the history, sending, searching.</summary>
static class MessagesApi
{
    const string Query = "q";

    public static void MapMessages(this IEndpointRouteBuilder api)
    {
        api.MapGet("/conversations/{id}/messages", HistoryAsync).Produces<MessagesPage>()
            .WithSummary("Messages in ascending order: the newest, or before, after or around a number.");
        api.MapPost("/conversations/{id}/messages", SendAsync).Accepts<MessageBody>("application/json")
            .Produces<MessageObject>(StatusCodes.Status201Created).Produces<MessageObject>()
            .WithSummary("Send a message. 200 with the stored message where the client id was used before.");
        api.MapGet("/search", SearchAsync).Produces<SearchPage>().WithSummary("Messages in which every word occurs, newest first.");
    }

    static Task<IResult> HistoryAsync(HttpContext context, Call call, string id)
    {
        var fields = Call.QueryOf(context, Words.Before, Words.After, Words.Around, Words.Limit);
        var range = RequestReader.RangeOf(fields);
        fields.RefuseRest();
        if (fields.Refusal is { } refusal) return Task.FromResult(refusal.ToProblem());
        return call.RunAsync(context, new ReadHistory(Call.ConversationOf(id), range), answer =>
        {
            var history = (Answer.History)answer;
            return Results.Json(new MessagesPage([.. history.Messages.Select(message => message.ToWire())], history.Last), WireJson.Context.MessagesPage);
        });
    }

    static async Task<IResult> SendAsync(HttpContext context, Call call, string id)
    {
        var (body, refused) = await Call.ReadAsync(context);
        if (body is null) return refused!;
        var (clientId, text) = (body.RequireString(Words.ClientId), body.RequireString(Words.Text));
        body.RefuseRest();
        if (body.Refusal is { } bad) return bad.ToProblem();
        if (!ClientMessageId.TryParse(clientId, out var parsedId)) return Refusals.BadClientId.ToProblem();
        if (!MessageText.TryParse(text, out var parsedText, out var refusal)) return refusal.ToProblem();
        return await call.RunAsync(context, new SendMessage(Call.ConversationOf(id), parsedId, parsedText), answer =>
        {
            var posted = (Answer.Posted)answer;
            var status = posted.IsRepeat ? StatusCodes.Status200OK : StatusCodes.Status201Created;
            return Results.Json(posted.Message.ToWire(), WireJson.Context.MessageObject, statusCode: status);
        });
    }

    static Task<IResult> SearchAsync(HttpContext context, Call call)
    {
        var fields = Call.QueryOf(context, Words.Before, Words.Limit);
        var (text, before, limit) = (fields.TakeString(Query), fields.TakeNumber(Words.Before), fields.TakeNumber(Words.Limit));
        var conversation = fields.TakeString(Words.Conversation);
        fields.RefuseRest();
        if (fields.Refusal is { } bad) return Task.FromResult(bad.ToProblem());
        if (string.IsNullOrWhiteSpace(text)) return Task.FromResult(Refusals.BadText.ToProblem());
        if (text.Length > SearchMessages.MaxLength) return Task.FromResult(Refusals.TextTooLong.ToProblem());
        if (limit is < 1 or > HistoryRange.MaxLimit || before < 1) return Task.FromResult(Refusals.BadRange.ToProblem());
        ConversationId? within = conversation is null ? null : Call.ConversationOf(conversation);
        return call.RunAsync(context, new SearchMessages(text, within, before, (int)(limit ?? HistoryRange.DefaultLimit)), answer =>
        {
            var search = (Answer.SearchResults)answer;
            return Results.Json(new SearchPage(search.ToWire(), search.Next), WireJson.Context.SearchPage);
        });
    }
}

sealed record MessageBody(string ClientId, string Text);
