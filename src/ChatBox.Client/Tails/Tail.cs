using ChatBox.Protocol.Json;

namespace ChatBox.Client.Tails;

/// <summary>The messages of one conversation from a number on: 1, 2, 3, ... without a gap.</summary>
sealed class Tail(string conversation, long after) : NewsQueue(conversation)
{
    /// <summary>The highest number that was delivered. Written by the reader alone.</summary>
    public long Delivered { get; private set; } = after;

    public override bool Knows(ConversationObject now) => (now.Last ?? 0) == Delivered;

    /// <summary>
    /// Whether a pushed message is the next one. One that is known is passed over; one too far ahead makes the reader ask.
    /// </summary>
    public bool AcceptNews(MessageObject message)
    {
        if (message.Number == Delivered + 1)
        {
            Delivered++;
            return true;
        }

        if (message.Number > Delivered) AskServer();
        return false;
    }

    /// <summary>Whether a message of the history is the next one; one that is known is passed over.</summary>
    /// <exception cref="LostMessagesException">Some before it are missing.</exception>
    public bool AcceptHistory(MessageObject message)
    {
        if (message.Number <= Delivered) return false;
        if (message.Number != Delivered + 1)
            throw new LostMessagesException($"The server left out the messages {Delivered + 1} to {message.Number - 1} of a conversation.");
        Delivered++;
        return true;
    }
}
