namespace ChatBox.Client;

/// <summary>
/// No answer came within <see cref="ChatClientOptions.RequestTimeout"/>, reconnecting included. Whether the server carried the request out
/// is open; a message sent again with the same client id is stored once.
/// </summary>
public sealed class AnswerTimeoutException(string message, Exception? innerException = null) : ChatException(message, innerException);
