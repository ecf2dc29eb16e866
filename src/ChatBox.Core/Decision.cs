using ChatBox.Core.Changes;
using ChatBox.Core.Conversations;

namespace ChatBox.Core;

/// <summary>What <see cref="Chat.Decide"/> makes of a command: a change to write, something that holds already, or a refusal.</summary>
public abstract record Decision
{
    Decision()
    {
    }

    public sealed record Write(Change Change) : Decision;

    /// <summary>Nothing to write: it is so already. <paramref name="Conversation"/> is the one the command was about.</summary>
    public sealed record Done(ConversationId Conversation) : Decision;

    public sealed record Refuse(Refusal Refusal) : Decision;
}
