using System.Net.WebSockets;
using ChatBox.Core;
using ChatBox.Protocol.Json;
using ChatBox.Server.Doors.Web.Api;
using ChatBox.Server.Doors.Web.Files;
using ChatBox.Server.Doors.Web.Setup;
using ChatBox.Server.Files;
using ChatBox.Server.Sessions;
using ChatBox.Server.Storage;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Json;

namespace ChatBox.Server.Doors.Web;

/// <summary>The web door: the page, the HTTP API below /api/v1 and the WebSocket at /ws.</summary>
static class WebDoor
{
    // A pulled cable is noticed by a ping without a pong: 10 s and 10 s, and 3 s of presence grace, are within the 30 s that are promised.
    static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(10);
    static readonly TimeSpan PongTimeout = TimeSpan.FromSeconds(10);

    // About forty messages of the largest size with what they are found by. SQLite's log has some room of its own beyond it.
    const long RoomForMessages = 1024 * 1024;

    public static void AddWebDoor(this IServiceCollection services)
    {
        services.AddSingleton<Credentials>();
        services.AddSingleton<Call>();
        services.AddSingleton<GuessThrottle>();
        services.AddSingleton<WebSocketDoor>();
        services.AddSingleton<FileRoutes>();
        services.AddSingleton<ShareRoutes>();
        services.Configure<JsonOptions>(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, WireJson.Context));
        services.AddOpenApi("v1", options => options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "ChatBox";
            document.Info.Description = "See docs/protocol.md for the meaning of every call, the WebSocket dialect and the error codes.";
            document.Servers?.Clear();
            return Task.CompletedTask;
        }));
        services.Configure<WebSocketOptions>(options =>
        {
            options.KeepAliveInterval = PingInterval;
            options.KeepAliveTimeout = PongTimeout;
        });
    }

    public static void MapWebDoor(this WebApplication app, PageFiles page)
    {
        app.MapGet("/healthz", () => Results.Text("ok")).ExcludeFromDescription();
        app.MapGet("/readyz", ReadyAsync).ExcludeFromDescription();
        app.MapOpenApi("/openapi/{documentName}.json");
        app.MapGet("/ws", ConnectAsync).ExcludeFromDescription();
        // HTTP/2 opens a WebSocket by an extended CONNECT, RFC 8441.
        app.MapMethods("/ws", [HttpMethods.Connect], ConnectAsync).ExcludeFromDescription();

        var api = app.MapGroup("/api/v1");
        api.MapPeople();
        api.MapConversations();
        api.MapMessages();
        api.MapUploads();
        api.MapFiles();
        api.MapShare();
        // No route for the page: a route that takes every address would also be the answer to the wrong method of another.
        app.Use((context, next) => context.GetEndpoint() is null ? WriteRestAsync(context, page) : next(context));
    }

    static Task WriteRestAsync(HttpContext context, PageFiles page)
    {
        if (context.Request.Path.StartsWithSegments("/api")) return Refusals.NoSuchThing.ToProblem().ExecuteAsync(context);
        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)) return page.WriteAsync(context);
        context.Response.Headers.Allow = $"{HttpMethods.Get}, {HttpMethods.Head}";
        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        return Task.CompletedTask;
    }

    static async Task<IResult> ReadyAsync(HttpContext context, ChatReader reader, MessageWriter writer, Space space)
    {
        if (writer.Closed is { } closed) return closed.ToProblem();
        if (space.Free() < RoomForMessages) return Refusals.StorageFull.ToProblem();
        await reader.ProbeAsync(context.RequestAborted);
        return Results.Text("ready");
    }

    static async Task<IResult> ConnectAsync(HttpContext context, Credentials credentials, WebSocketDoor door, ReachedAt reachedAt)
    {
        if (!context.WebSockets.IsWebSocketRequest)
            return Refusals.BadFrame("Open a WebSocket here, RFC 6455.").ToProblem(StatusCodes.Status426UpgradeRequired);
        var (speaker, refusal) = await credentials.IdentifyAsync(context, changesSomething: true);
        if (speaker is null) return refusal!.ToProblem();
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        var stream = context.Features.Get<CapturedUpgrade>()?.Stream ?? throw new InvalidOperationException("the upgrade was not captured");
        if (!await door.RunAsync(socket, stream, speaker, StillKnownAsync, OriginOf(), context.RequestAborted)) context.Abort();
        return Results.Empty;

        ConnectionOrigin? OriginOf() => context.Connection.RemoteIpAddress is { } address
            ? new ConnectionOrigin(
                address, () => TcpRoundTrip.Of(context.Features.Get<IConnectionSocketFeature>()?.Socket), reachedAt.Of(context.Request))
            : null;

        async Task<bool> StillKnownAsync() => (await credentials.IdentifyAsync(context, changesSomething: true)).Speaker == speaker;
    }
}
