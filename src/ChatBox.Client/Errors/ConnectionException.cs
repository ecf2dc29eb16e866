namespace ChatBox.Client;

/// <summary>
/// The server could not be reached, or the connection broke. After a request that is not repeated by itself
/// (<see cref="ChatClient.CreateRoomAsync"/>) this leaves open whether the server carried it out.
/// </summary>
public sealed class ConnectionException(string message, Exception? innerException = null) : ChatException(message, innerException);
