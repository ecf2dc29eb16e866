namespace ChatBox.Server.Files;

/// <summary>How much room the disk of a directory has. Asked of the system each time; a test says otherwise. Thread-safe.</summary>
sealed class Space(string directory)
{
    /// <summary>Free bytes for this user.</summary>
    public long Free() => new DriveInfo(directory).AvailableFreeSpace;
}
