using System.Globalization;
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
        api.MapDelete("/conversations/{id}/messages/{number}", DeleteAsync).Produces<MessageObject>()
            .WithSummary("Delete a message: one's own, or any in a room that one made.");
        api.MapPut("/conversations/{id}/messages/{number}/file", SetFileStateAsync).Accepts<FileStateBody>("application/json")
            .Produces<MessageObject>().WithSummary("Answer an offer, withdraw it, or say what became of it.");
        api.MapGet("/conversations/{id}/changes", ChangesAsync).Produces<ChangesPage>()
            .WithSummary("Messages that have changed since a change, in the order of their newest changes.");
        api.MapGet("/conversations/{id}/files", FilesAsync).Produces<FilesPage>().WithSummary("Messages with files, newest first.");
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
            return Results.Json(new MessagesPage(history.Messages.ToWire(), history.Last), WireJson.Context.MessagesPage);
        });
    }

    static async Task<IResult> SendAsync(HttpContext context, Call call, string id)
    {
        var (body, refused) = await Call.ReadAsync(context);
        if (body is null) return refused!;
        var command = RequestReader.SendOf(body, Call.ConversationOf(id));
        body.RefuseRest();
        if (body.Refusal is { } bad) return bad.ToProblem();
        return await call.RunAsync(context, command, answer =>
        {
            var posted = (Answer.Posted)answer;
            var status = posted.IsRepeat ? StatusCodes.Status200OK : StatusCodes.Status201Created;
            return Results.Json(posted.Message.ToWire(), WireJson.Context.MessageObject, statusCode: status);
        });
    }

    static Task<IResult> DeleteAsync(HttpContext context, Call call, string id, string number) =>
        NumberOf(number) is { } valid
            ? call.RunAsync(context, new DeleteMessage(Call.ConversationOf(id), valid), WriteChanged)
            : Task.FromResult(Refusals.BadRange.ToProblem());

    static async Task<IResult> SetFileStateAsync(HttpContext context, Call call, string id, string number)
    {
        var (body, refused) = await Call.ReadAsync(context);
        if (body is null) return refused!;
        var state = RequestReader.FileStateOf(body);
        if (NumberOf(number) is null) body.Fail(Refusals.BadRange);
        body.RefuseRest();
        return body.Refusal is { } bad
            ? bad.ToProblem()
            : await call.RunAsync(context, new SetFileState(Call.ConversationOf(id), NumberOf(number)!.Value, state), WriteChanged);
    }

    static Task<IResult> ChangesAsync(HttpContext context, Call call, string id)
    {
        var fields = Call.QueryOf(context, Words.After, Words.Limit);
        var command = RequestReader.ChangesOf(fields, Call.ConversationOf(id));
        fields.RefuseRest();
        if (fields.Refusal is { } refusal) return Task.FromResult(refusal.ToProblem());
        return call.RunAsync(context, command, answer =>
        {
            var changes = (Answer.Changes)answer;
            return Results.Json(new ChangesPage(changes.Messages.ToWire(), changes.Newest), WireJson.Context.ChangesPage);
        });
    }

    static Task<IResult> FilesAsync(HttpContext context, Call call, string id)
    {
        var fields = Call.QueryOf(context, Words.Before, Words.Limit);
        var command = RequestReader.FilesOf(fields, Call.ConversationOf(id));
        fields.RefuseRest();
        if (fields.Refusal is { } refusal) return Task.FromResult(refusal.ToProblem());
        return call.RunAsync(context, command, answer =>
        {
            var files = (Answer.Files)answer;
            return Results.Json(new FilesPage(files.Messages.ToWire(), files.Next), WireJson.Context.FilesPage);
        });
    }

    static IResult WriteChanged(Answer answer) => Results.Json(((Answer.Changed)answer).Message.ToWire(), WireJson.Context.MessageObject);

    static long? NumberOf(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

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

sealed record MessageBody(string ClientId, string? Text, string? Upload);

sealed record FileStateBody(string State);
