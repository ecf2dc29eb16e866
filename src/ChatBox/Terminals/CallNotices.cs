using System.Collections.Concurrent;
using ChatBox.Protocol.Json;
using ChatBox.Recipients;

namespace ChatBox.Terminals;

/// <summary>
/// Says, once for each call, that one goes on in a conversation that is followed: from a terminal nobody can take part. How it ended is told by its
/// line among the messages. Thread-safe.
/// </summary>
sealed class CallNotices(Terminal terminal)
{
    readonly ConcurrentDictionary<string, string> labels = new();
    readonly ConcurrentDictionary<string, string> told = new();

    /// <summary>Follows a conversation, and says so where a call goes on there already.</summary>
    public void Follow(Recipient recipient)
    {
        labels[recipient.Conversation.Id] = recipient.Label;
        if (recipient.Conversation.Call is { } call) Tell(call);
    }

    public void OnEvent(ServerFrame frame)
    {
        if (frame is CallFrame { Call: { Conversation: not null, Id: not null, By: not null } call }) Tell(call);
    }

    void Tell(CallObject call)
    {
        if (!labels.TryGetValue(call.Conversation, out var label)) return;
        if (call.State == CallWords.Ended)
        {
            told.TryRemove(call.Conversation, out _);
            return;
        }

        // One conversation has one call at a time: the newest counts, and no server makes this grow.
        if (told.TryGetValue(call.Conversation, out var known) && known == call.Id) return;
        told[call.Conversation] = call.Id;
        var what = call.State == CallWords.Ringing ? $"{call.By.Name} is calling ({label})" : $"A call goes on in {label}, begun by {call.By.Name}";
        terminal.Say($"{what}. You cannot take part from here: only the page can.");
    }
}
