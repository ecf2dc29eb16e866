namespace ChatBox.Client;

/// <summary>The file of tokens cannot be read, written or locked.</summary>
/// <param name="message">Names the file and the reason.</param>
/// <param name="innerException">What the system said.</param>
public sealed class TokenStoreException(string message, Exception? innerException = null) : ChatException(message, innerException)
{
    /// <summary>Whether the disk has no room.</summary>
    // ENOSPC, and ERROR_DISK_FULL.
    public bool IsDiskFull => InnerException is IOException { HResult: 28 or unchecked((int)0x80070070) };
}
