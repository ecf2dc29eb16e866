namespace ChatBox.Core.Conversations;

public static class ConversationLimits
{
    /// <summary>Rooms one person may have made. A hundred is more than anybody needs and stops a script from filling the list.</summary>
    public const int RoomsPerMaker = 100;

    /// <summary>Conversations one person may be in; bounds what a person costs the server.</summary>
    public const int ConversationsPerPerson = 2000;
}
