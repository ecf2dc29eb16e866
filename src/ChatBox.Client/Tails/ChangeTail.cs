using ChatBox.Protocol.Json;

namespace ChatBox.Client.Tails;

/// <summary>
/// The changes of one conversation from a number on. A message carries the number of its newest change only, so what is asked for has gaps
/// where a message changed twice; what is pushed has none.
/// </summary>
sealed class ChangeTail(string conversation, long after) : NewsQueue(conversation)
{
    /// <summary>The highest number that is known. Written by the reader alone.</summary>
    public long Known { get; private set; } = after;

    public override bool Knows(ConversationObject now) => (now.Changes ?? 0) == Known;

    /// <summary>
    /// Whether a pushed change is the next one. One that is known is passed over; one too far ahead makes the reader ask.
    /// </summary>
    public bool AcceptNews(MessageObject message)
    {
        if (message.Change == Known + 1)
        {
            Known++;
            return true;
        }

        if (message.Change > Known) AskServer();
        return false;
    }

    /// <summary>Whether a change that was asked for is news.</summary>
    public bool AcceptAsked(MessageObject message)
    {
        if (message.Change is not { } change || change <= Known) return false;
        Known = change;
        return true;
    }

    /// <summary>All up to this number has been asked for.</summary>
    public void CatchUp(long changes) => Known = Math.Max(Known, changes);
}
