namespace ChatBox.Client;

/// <summary>
/// The server did not prove to be the one that was meant: its certificate is not trusted, or is not the pinned one. No name, code or token
/// was sent to it.
/// </summary>
public sealed class UntrustedServerException(string message, Exception? innerException = null) : ChatException(message, innerException);
