namespace ChatBox.Client;

/// <summary>A file on this computer cannot be read or written as a transfer needs it.</summary>
/// <param name="message">Names the file and the reason.</param>
/// <param name="innerException">What the system said; null where the file itself is the reason.</param>
public sealed class LocalFileException(string message, Exception? innerException = null) : ChatException(message, innerException)
{
    /// <summary>Whether the disk, or what one may use of it, is full.</summary>
    // ENOSPC and Linux's EDQUOT; ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL.
    public bool IsDiskFull =>
        InnerException is IOException { HResult: 28 or 122 or unchecked((int)0x80070070) or unchecked((int)0x80070027) };

    internal static LocalFileException Of(string path, Exception e) => new($"{path}: {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}.", e);
}
