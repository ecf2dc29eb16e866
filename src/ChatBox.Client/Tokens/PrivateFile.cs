namespace ChatBox.Client.Tokens;

/// <summary>Files and directories that only the user can read (0600, 0700). On Windows the profile's own access list does that.</summary>
static class PrivateFile
{
    const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    const UnixFileMode OwnerDirectory = OwnerFile | UnixFileMode.UserExecute;

    public static void CreateDirectory(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, OwnerDirectory);
    }

    /// <summary>The mode holds from the file's first moment.</summary>
    public static FileStream Open(string path, FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows() && mode != FileMode.Open) options.UnixCreateMode = OwnerFile;
        return new FileStream(path, options);
    }

    /// <summary>After a crash the file is either the old one or the new one, whole: a neighbour is written, flushed and renamed.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var neighbour = path + ".new";
        // One left over from a crash may have another mode.
        File.Delete(neighbour);
        using (var file = Open(neighbour, FileMode.CreateNew, FileShare.None))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(neighbour, path, overwrite: true);
    }
}
