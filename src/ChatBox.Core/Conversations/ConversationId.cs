using System.Diagnostics.CodeAnalysis;

namespace ChatBox.Core.Conversations;

/// <summary>Which conversation. Positive; drawn at random, but for <see cref="Lobby"/>.</summary>
public readonly record struct ConversationId(long Value) : IComparable<ConversationId>
{
    const string LobbyText = "lobby";

    /// <summary>The one conversation that everybody is in; written <c>lobby</c>.</summary>
    public static ConversationId Lobby { get; } = new(1);

    public int CompareTo(ConversationId other) => Value.CompareTo(other.Value);

    public override string ToString() => this == Lobby ? LobbyText : OpaqueId.Format(Value);

    public static bool TryParse([NotNullWhen(true)] string? text, out ConversationId id)
    {
        if (text == LobbyText)
        {
            id = Lobby;
            return true;
        }

        var parsed = OpaqueId.TryParse(text, out var value) && value != Lobby.Value;
        id = parsed ? new ConversationId(value) : default;
        return parsed;
    }

    public static bool operator <(ConversationId left, ConversationId right) => left.Value < right.Value;
    public static bool operator >(ConversationId left, ConversationId right) => left.Value > right.Value;
    public static bool operator <=(ConversationId left, ConversationId right) => left.Value <= right.Value;
    public static bool operator >=(ConversationId left, ConversationId right) => left.Value >= right.Value;
}
