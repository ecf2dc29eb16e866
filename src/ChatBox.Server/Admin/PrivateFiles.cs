using Microsoft.Win32.SafeHandles;

namespace ChatBox.Server.Admin;

/// <summary>
/// Files and directories that only the server's user can read (0600, 0700). On Windows the profile's own access list does that.
/// </summary>
static class PrivateFiles
{
    public const UnixFileMode GroupAndOthers =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    const UnixFileMode Owner = OwnerFile | UnixFileMode.UserExecute;

    public static void CreateDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, Owner);
    }

    /// <summary>The mode holds from the file's first moment, and only for a file that this call makes.</summary>
    public static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerFile;
        return new FileStream(path, options);
    }

    /// <summary>The same for who reads and writes at positions: .NET gives a mode to streams only, so the file is made by one.</summary>
    public static SafeFileHandle OpenOrCreateHandle(string path)
    {
        if (!File.Exists(path)) Open(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite).Dispose();
        return File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
    }

    /// <summary>
    /// Writes a file that after a crash is either the old one or the new one, whole: a neighbour is written, flushed to the disk and
    /// renamed.
    /// </summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var neighbour = path + ".new";
        // One left over from a crash may have another mode.
        File.Delete(neighbour);
        try
        {
            using (var file = Open(neighbour, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(neighbour, path, overwrite: true);
        }
        catch
        {
            // On a full disk half of it may be there.
            File.Delete(neighbour);
            throw;
        }
    }

    /// <summary>Whether others on the machine can read the file, which a private key must not allow.</summary>
    public static bool OthersCanRead(string path) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & GroupAndOthers) != 0;

    public static void Close(string path)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, OwnerFile);
    }
}
