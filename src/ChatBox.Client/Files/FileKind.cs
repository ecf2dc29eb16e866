using System.Runtime.InteropServices;
using System.Text;

namespace ChatBox.Client.Files;

/// <summary>
/// What there is at a path beside files. Renaming a file to the path of a device or a pipe puts the file in its place: whoever is
/// administrator and saves to <c>/dev/null</c> would have none from then on.
/// </summary>
static class FileKind
{
    /// <summary>AT_FDCWD.</summary>
    const int CurrentDirectory = -100;

    /// <summary>AT_SYMLINK_NOFOLLOW: a link is replaced, and not what it leads to.</summary>
    const int NoFollow = 0x100;

    /// <summary>STATX_TYPE.</summary>
    const uint Type = 1;

    /// <returns>A word for it; null for a file, a link, nothing at all, and what this system does not tell.</returns>
    public static string? Of(string path)
    {
        if (Directory.Exists(path) && new FileInfo(path).LinkTarget is null) return "directory";
        if (!OperatingSystem.IsLinux()) return null;
        if (Statx(CurrentDirectory, Encoding.UTF8.GetBytes(path + '\0'), NoFollow, Type, out var found) != 0) return null;
        return (found.Mode & 0xF000) switch
        {
            0x1000 => "pipe",
            0x2000 or 0x6000 => "device",
            0xC000 => "socket",
            _ => null,
        };
    }

    [DllImport("libc", EntryPoint = "statx")]
    static extern int Statx(int directory, byte[] path, int flags, uint mask, out StatxBuffer found);

    // struct statx of Linux, the same on every architecture: statx(2).
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    struct StatxBuffer
    {
        [FieldOffset(28)]
        public ushort Mode;
    }
}
