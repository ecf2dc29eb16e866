using ChatBox.Core;
using ChatBox.Core.Calls;
using ChatBox.Core.Commands;
using ChatBox.Core.People;
using ChatBox.Protocol.Json;
using ChatBox.Server.Sessions;

namespace ChatBox.Server.Doors.Web.Api;

/// <summary>Conversations, their members and their messages.</summary>
static class ConversationsApi
{
    public static void MapConversations(this IEndpointRouteBuilder api)
    {
        api.MapGet("/conversations", ListAsync).Produces<ConversationsPage>().WithSummary("The conversations one is in.");
        api.MapPost("/conversations", CreateAsync).Accepts<RoomBody>("application/json")
            .Produces<ConversationObject>(StatusCodes.Status201Created)
            .WithSummary("A new room.");
        api.MapPost("/direct", OpenDirectAsync).Accepts<DirectBody>("application/json").Produces<ConversationObject>()
            .WithSummary("The direct conversation with a person.");
        api.MapGet("/conversations/{id}", (HttpContext context, Call call, string id) =>
                call.RunAsync(context, new ShowConversation(Call.ConversationOf(id)), WriteConversation))
            .Produces<ConversationObject>().WithSummary("One conversation.");
        api.MapPost("/conversations/{id}/join", (HttpContext context, Call call, string id) =>
                call.RunAsync(context, new JoinRoom(Call.ConversationOf(id)), WriteConversation))
            .Produces<ConversationObject>().WithSummary("Join a public room.");
        api.MapPost("/conversations/{id}/leave", (HttpContext context, Call call, string id) =>
                call.RunAsync(context, new LeaveRoom(Call.ConversationOf(id)), _ => Results.NoContent()))
            .Produces(StatusCodes.Status204NoContent).WithSummary("Leave a room.");
        api.MapGet("/conversations/{id}/members", MembersAsync).Produces<PeoplePage>().WithSummary("Who is in a conversation.");
        api.MapPut("/conversations/{id}/members/{person}", (HttpContext context, Call call, string id, string person) =>
                call.RunAsync(context, new InviteMember(Call.ConversationOf(id), Call.PersonOf(person)), _ => Results.NoContent()))
            .Produces(StatusCodes.Status204NoContent).WithSummary("Bring somebody into a room.");
        api.MapDelete("/conversations/{id}/members/{person}", (HttpContext context, Call call, string id, string person) =>
                call.RunAsync(context, new RemoveMember(Call.ConversationOf(id), Call.PersonOf(person)), _ => Results.NoContent()))
            .Produces(StatusCodes.Status204NoContent).WithSummary("Remove somebody from a room that one made.");
        api.MapGet("/conversations/{id}/call", (HttpContext context, Call call, string id) =>
                call.RunAsync(context, new ShowCall(Call.ConversationOf(id)), WriteCall))
            .Produces<CallObject>().WithSummary("The call in progress in a conversation.");
        api.MapPut("/conversations/{id}/read", MarkReadAsync).Accepts<ReadBody>("application/json").Produces(StatusCodes.Status204NoContent)
            .WithSummary("Move one's read marker forward.");
    }

    public static IResult WriteConversation(Answer answer) => WriteConversation(answer, StatusCodes.Status200OK);

    static IResult WriteConversation(Answer answer, int status) =>
        Results.Json(((Answer.OneConversation)answer).View.ToWire(), WireJson.Context.ConversationObject, statusCode: status);

    static IResult WriteCall(Answer answer) => Results.Json(((Answer.Called)answer).Call!.ToWire(), WireJson.Context.CallObject);

    static Task<IResult> ListAsync(HttpContext context, Call call)
    {
        var fields = Call.QueryOf(context, RequestWords.Limit);
        var paging = RequestReader.PagingOf(fields);
        fields.RefuseRest();
        if (fields.Refusal is { } refusal) return Task.FromResult(refusal.ToProblem());
        return call.RunAsync(context, new ListConversations(paging), answer =>
        {
            var list = (Answer.Conversations)answer;
            return Results.Json(
                new ConversationsPage([.. list.Views.Select(view => view.ToWire())], list.Next), WireJson.Context.ConversationsPage);
        });
    }

    static async Task<IResult> CreateAsync(HttpContext context, Call call)
    {
        var (body, refused) = await Call.ReadAsync(context);
        if (body is null) return refused!;
        var (text, isPrivate) = (body.RequireString(RequestWords.Name), body.TakeBoolean(RequestWords.Private));
        body.RefuseRest();
        if (body.Refusal is { } bad) return bad.ToProblem();
        if (!PersonName.TryParseRoom(text, out var name, out var refusal)) return refusal.ToProblem();
        return await call.RunAsync(
            context, new CreateRoom(name, isPrivate), answer => WriteConversation(answer, StatusCodes.Status201Created));
    }

    static async Task<IResult> OpenDirectAsync(HttpContext context, Call call)
    {
        var (body, refused) = await Call.ReadAsync(context);
        if (body is null) return refused!;
        var person = body.RequireString(RequestWords.Person);
        body.RefuseRest();
        return body.Refusal is { } bad
            ? bad.ToProblem()
            : await call.RunAsync(context, new OpenDirect(Call.PersonOf(person)), WriteConversation);
    }

    static Task<IResult> MembersAsync(HttpContext context, Call call, string id)
    {
        var fields = Call.QueryOf(context, RequestWords.Limit);
        var paging = RequestReader.PagingOf(fields);
        fields.RefuseRest();
        return fields.Refusal is { } refusal
            ? Task.FromResult(refusal.ToProblem())
            : call.RunAsync(context, new ListMembers(Call.ConversationOf(id), paging), PeopleApi.WritePeople);
    }

    static async Task<IResult> MarkReadAsync(HttpContext context, Call call, string id)
    {
        var (body, refused) = await Call.ReadAsync(context);
        if (body is null) return refused!;
        var number = body.TakeNumber(RequestWords.Number);
        if (number is null) body.Fail(Refusals.BadFrame($"The field {RequestWords.Number} is missing."));
        body.RefuseRest();
        return body.Refusal is { } bad
            ? bad.ToProblem()
            : await call.RunAsync(context, new MarkRead(Call.ConversationOf(id), number!.Value), _ => Results.NoContent());
    }
}

sealed record RoomBody(string Name, bool? Private);

sealed record DirectBody(string Person);

sealed record ReadBody(long Number);
