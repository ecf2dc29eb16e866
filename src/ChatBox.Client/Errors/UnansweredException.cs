namespace ChatBox.Client;

/// <summary>The server answers, and its UDP port does not: something on the way blocks it. Another try would end in the same way.</summary>
public sealed class UnansweredException(string message) : ChatException(message);
