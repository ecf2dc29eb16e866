namespace ChatBox.Client;

/// <summary>What answers at the address does not speak ChatBox's protocol, or breaks its limits. The connection was closed.</summary>
public sealed class ProtocolViolationException(string message, Exception? innerException = null) : ChatException(message, innerException);
