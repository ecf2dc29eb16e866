using ChatBox.Core;
using ChatBox.Protocol.Json;
using ChatBox.Server.Delivery;
using ChatBox.Server.Sessions;

namespace ChatBox.Server.Doors.Web;

/// <summary>JSON in WebSocket frames. News is the same for all, so it is encoded once.</summary>
sealed class WebDialect : IDialect
{
    /// <summary>Seconds after which a client may come back to a server that is stopping.</summary>
    const int RetryAfterSeconds = 1;

    public static readonly WebDialect Instance = new();

    public bool WelcomesWithCalls => true;

    public ReadOnlyMemory<byte> Encode(SharedEvent news) => news.WebFrame;

    public ReadOnlyMemory<byte> EncodeGoodbye(Refusal reason) => WebSocketFrame.OfText(WireJson.Encode(
        new GoodbyeFrame(reason.Code, reason.Message, reason.Code == Refusals.GoingAway.Code ? RetryAfterSeconds : null)));
}
