namespace ChatBox.Client;

/// <summary>A file that was offered is not wanted, or not to be had, any more.</summary>
/// <param name="state">How it ended: <c>declined</c>, <c>cancelled</c> or <c>failed</c>, as in docs/protocol.md, "Objects".</param>
/// <param name="message">A sentence for the person who waits.</param>
public sealed class OfferEndedException(string state, string message) : ChatException(message)
{
    /// <summary><c>declined</c> by the other, <c>cancelled</c> by who offered it, or <c>failed</c>: it never became whole.</summary>
    public string State { get; } = state;
}
