namespace ChatBox.Client;

/// <summary>
/// The server broke the promise that messages are numbered without a gap and kept: it left some out, or knows fewer than before (an old
/// backup, another database). Going on would hide the loss.
/// </summary>
public sealed class LostMessagesException(string message) : ChatException(message);
