using ChatBox.Core.Events;
using ChatBox.Protocol.Json;
using ChatBox.Server.Doors.Web;

namespace ChatBox.Server.Delivery;

/// <summary>News on its way to many sessions: what does not depend on the session is encoded once. Used by one thread at a time.</summary>
public sealed class SharedEvent(ChatEvent chatEvent)
{
    byte[]? webFrame;

    public ChatEvent Event { get; } = chatEvent;

    public string? CoalescingKey { get; } = chatEvent.CoalescingKey;

    /// <summary>
    /// The key of news that this overtakes without having it: who came or went, and a conversation that is gone. What is said of the same
    /// afterwards must not stand before it, or a client would end with the older state.
    /// </summary>
    public string? EndedKey { get; } = chatEvent switch
    {
        PersonEvent { News: not PersonNews.Presence } person => (person with { News = PersonNews.Presence }).CoalescingKey,
        ConversationGoneEvent gone => $"conversation {gone.Conversation}",
        _ => null,
    };

    /// <summary>The WebSocket frame, header and all, ready for the socket.</summary>
    public byte[] WebFrame => webFrame ??= WebSocketFrame.OfText(WireJson.Encode(Event.ToFrame()));
}
