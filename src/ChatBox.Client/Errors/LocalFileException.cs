namespace ChatBox.Client;

/// <summary>A file on this computer cannot be read or written as a transfer needs it.</summary>
/// <param name="message">Names the file and the reason.</param>
/// <param name="innerException">What the system said; null where the file itself is the reason.</param>
public sealed class LocalFileException(string message, Exception? innerException = null) : ChatException(message, innerException)
{
    /// <summary>Whether the disk, or what one may use of it, is full.</summary>
    // ENOSPC and Linux's EDQUOT; ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL.
    public bool IsDiskFull =>
        InnerException is IOException e && IsFull(e);

    internal static LocalFileException Of(string path, Exception e) => new(
        e switch
        {
            IOException io when IsFull(io) => $"There is no room left for {path}. Make some and start again: what is there already is kept.",
            IOException io when IsInUse(io) => $"{path} is in use by another program. Wait until that is done, or give another name.",
            DirectoryNotFoundException => $"{path}: there is no directory {Path.GetDirectoryName(path)}.",
            _ => $"{path}: {e.Message.Replace($" : '{path}'", "", StringComparison.Ordinal).ReplaceLineEndings(" ").TrimEnd('.')}.",
        },
        e);

    static bool IsFull(IOException e) => e.HResult is 28 or 122 or unchecked((int)0x80070070) or unchecked((int)0x80070027);

    // EWOULDBLOCK of flock, as Linux and macOS have it; ERROR_SHARING_VIOLATION.
    static bool IsInUse(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);
}
