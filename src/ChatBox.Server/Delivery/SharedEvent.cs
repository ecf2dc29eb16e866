using ChatBox.Core.Events;
using ChatBox.Protocol.Json;
using ChatBox.Server.Doors.Web;

namespace ChatBox.Server.Delivery;

/// <summary>News on its way to many sessions: what does not depend on the session is encoded once. Used by one thread at a time.</summary>
public sealed class SharedEvent(ChatEvent chatEvent)
{
    byte[]? webFrame;

    public ChatEvent Event { get; } = chatEvent;

    /// <summary>The WebSocket frame, header and all, ready for the socket.</summary>
    public byte[] WebFrame => webFrame ??= WebSocketFrame.OfText(WireJson.Encode(Event.ToFrame()));
}
