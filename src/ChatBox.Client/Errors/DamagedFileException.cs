namespace ChatBox.Client;

/// <summary>
/// The bytes that arrived, here or there, are not those that were sent: their SHA-256 differs. Nothing of them is left as a finished file.
/// </summary>
public sealed class DamagedFileException(string message) : ChatException(message);
