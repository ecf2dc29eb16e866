using ChatBox.Core;
using ChatBox.Core.Commands;
using ChatBox.Protocol.Json;
using ChatBox.Server.Doors.Web.Setup;
using ChatBox.Server.Sessions;

namespace ChatBox.Server.Doors.Web.Api;

/// <summary>Joining, staying known, going, and who is here.</summary>
static class PeopleApi
{
    public static void MapPeople(this IEndpointRouteBuilder api)
    {
        api.MapGet("/server", ServerAsync).Produces<ServerInfo>()
            .WithSummary("Which server this is, whether joining takes an invite code, and who the page's cookie belongs to.");
        api.MapPost("/people", JoinAsync).Accepts<JoinBody>("application/json").Produces<JoinedObject>(StatusCodes.Status201Created)
            .WithSummary("Join with a name and, where the server asks for one, the invite code.");
        api.MapPost("/links/redeem", RedeemAsync).Accepts<RedeemBody>("application/json")
            .Produces<JoinedObject>(StatusCodes.Status201Created)
            .WithSummary("A second device by a one-time link.");
        api.MapGet("/me", MeAsync).Produces<MeObject>().WithSummary("Who the token or cookie belongs to.");
        api.MapPost("/logout", LogOutAsync).Produces<LogoutObject>().WithSummary("Say goodbye; the token is void from now on.");
        api.MapPost("/come-back", ComeBackAsync).Produces<JoinedObject>().WithSummary(
            "Back within ten minutes of the log-out, as the same person.");
        api.MapPost("/links", (HttpContext context, Call call) => call.RunAsync(
                context, new CreateLink(), answer => WriteLink(context, answer, StatusCodes.Status201Created)))
            .Produces<LinkObject>(StatusCodes.Status201Created).WithSummary("A one-time link for another device of oneself.");
        api.MapGet("/invite", (HttpContext context, Call call) => call.RunAsync(
                context, new ShowInvite(), answer => WriteLink(context, answer, StatusCodes.Status200OK)))
            .Produces<LinkObject>().WithSummary("The link that lets others in.");
        api.MapGet("/people", (HttpContext context, Call call) =>
        {
            var fields = Call.QueryOf(context, RequestWords.Limit);
            var paging = RequestReader.PagingOf(fields);
            fields.RefuseRest();
            return fields.Refusal is { } refusal
                ? Task.FromResult(refusal.ToProblem())
                : call.RunAsync(context, new ListPeople(paging), WritePeople);
        }).Produces<PeoplePage>().WithSummary("Who is online or away.");
        api.MapGet("/find", (HttpContext context, Call call, string? q) => call.RunAsync(context, new Find(q ?? ""), answer =>
        {
            var found = (Answer.Found)answer;
            var result = new FoundObject([.. found.People.Select(view => view.ToWire())], [.. found.Rooms.Select(view => view.ToWire())]);
            return Results.Json(result, WireJson.Context.FoundObject);
        })).Produces<FoundObject>().WithSummary("People and rooms whose name holds the words.");
    }

    public static IResult WritePeople(Answer answer)
    {
        var people = (Answer.PeopleList)answer;
        return Results.Json(new PeoplePage([.. people.Views.Select(view => view.ToWire())], people.Next), WireJson.Context.PeoplePage);
    }

    static async Task<IResult> ServerAsync(HttpContext context, ServerIdentity server, Call call, Admission admission)
    {
        var info = new ServerInfo(server.Id, server.Name, server.Version, server.IsCodeRequired);
        // Whoever opens the page may be nobody yet: that is no failure, and takes no second question. Programs, which bring a token, ask
        // for /me.
        if (Credentials.TokenOf(context.Request) is { Token: { } token, IsCookie: true })
        {
            var (speaker, _) = await call.IdentifyAsync(context);
            if (speaker is not null) info = info with { Me = MeOf(speaker) };
            else if (await admission.WhoMayComeBackAsync(token, context.RequestAborted) is { } person)
                info = info with { ComeBackAs = person.Name.Text };
        }

        return Results.Json(info, WireJson.Context.ServerInfo);
    }

    static async Task<IResult> JoinAsync(HttpContext context, Admission admission, GuessThrottle throttle)
    {
        if (Credentials.IsForeign(context.Request)) return Refusals.ForeignOrigin.ToProblem();
        var (body, refused) = await Call.ReadAsync(context);
        if (body is null) return refused!;
        var (name, code) = (body.RequireString(RequestWords.Name), body.TakeString(RequestWords.Code));
        body.RefuseRest();
        if (body.Refusal is { } bad) return bad.ToProblem();
        if (!throttle.MayTry(context.Connection.RemoteIpAddress)) return Refusals.RateLimited.ToProblem();
        var (admitted, refusal) = await admission.JoinAsync(name, code, context.RequestAborted);
        if (refusal == Refusals.BadCode) throttle.TryGuess(context.Connection.RemoteIpAddress);
        return Write(context, admitted, refusal, StatusCodes.Status201Created);
    }

    static async Task<IResult> RedeemAsync(HttpContext context, Admission admission, GuessThrottle throttle)
    {
        if (Credentials.IsForeign(context.Request)) return Refusals.ForeignOrigin.ToProblem();
        var (body, refused) = await Call.ReadAsync(context);
        if (body is null) return refused!;
        var link = body.RequireString(RequestWords.Link);
        body.RefuseRest();
        if (body.Refusal is { } bad) return bad.ToProblem();
        if (!throttle.MayTry(context.Connection.RemoteIpAddress)) return Refusals.RateLimited.ToProblem();
        var (admitted, refusal) = await admission.RedeemLinkAsync(link, context.RequestAborted);
        if (refusal == Refusals.BadLink) throttle.TryGuess(context.Connection.RemoteIpAddress);
        return Write(context, admitted, refusal, StatusCodes.Status201Created);
    }

    static async Task<IResult> MeAsync(HttpContext context, Call call, Admission admission)
    {
        var (speaker, refused) = await call.IdentifyAsync(context);
        if (speaker is not null) return Results.Json(MeOf(speaker), WireJson.Context.MeObject);
        var (token, _) = Credentials.TokenOf(context.Request);
        return await admission.WhoMayComeBackAsync(token, context.RequestAborted) is { } person
            ? Refusals.NotJoined.ToProblem(person.Name.Text)
            : refused!;
    }

    static async Task<IResult> LogOutAsync(HttpContext context, Call call, Admission admission)
    {
        var (speaker, refused) = await call.IdentifyAsync(context);
        if (speaker is null) return refused!;
        var (done, refusal) = await admission.LogOutAsync(speaker, context.RequestAborted);
        if (done is null) return refusal!.ToProblem();
        // The cookie stays: for ten minutes it is what one can come back with, and after that it is nothing.
        var answer = new LogoutObject(done.Person.Name.Text, done.NameFree ? true : null, done.ComeBackUntil);
        return Results.Json(answer, WireJson.Context.LogoutObject);
    }

    static async Task<IResult> ComeBackAsync(HttpContext context, Admission admission, GuessThrottle throttle)
    {
        var (token, isCookie) = Credentials.TokenOf(context.Request);
        if (isCookie && token is not null && !Credentials.HasOwnOrigin(context.Request)) return Refusals.ForeignOrigin.ToProblem();
        if (!throttle.MayTry(context.Connection.RemoteIpAddress)) return Refusals.RateLimited.ToProblem();
        var (admitted, refusal) = await admission.ComeBackAsync(token, context.RequestAborted);
        // A cookie that is too old is no guess.
        if (refusal == Refusals.NotJoined && !isCookie) throttle.TryGuess(context.Connection.RemoteIpAddress);
        return Write(context, admitted, refusal, StatusCodes.Status200OK);
    }

    static MeObject MeOf(Speaker speaker) => new(speaker.Person.Id.ToString(), speaker.Person.Name.Text);

    static IResult Write(HttpContext context, Admitted? admitted, Refusal? refusal, int status)
    {
        if (admitted is null) return refusal!.ToProblem();
        Credentials.SetCookie(context, admitted.Token);
        context.Response.Headers.CacheControl = "no-store";
        var person = admitted.Speaker.Person;
        return Results.Json(
            new JoinedObject(person.Id.ToString(), person.Name.Text, admitted.Token), WireJson.Context.JoinedObject, statusCode: status);
    }

    static IResult WriteLink(HttpContext context, Answer answer, int status)
    {
        var link = ((Answer.Link)answer).At(context.RequestServices.GetRequiredService<ReachedAt>().Of(context.Request));
        return Results.Json(new LinkObject(link.Url, QrRows.Of(link.Url), link.ExpiresAt), WireJson.Context.LinkObject, statusCode: status);
    }
}

// The bodies of requests, for the description of the API; reading goes through FlatObject, which refuses what these do not name.
sealed record JoinBody(string Name, string? Code);

sealed record RedeemBody(string Link);
