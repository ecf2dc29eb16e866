using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ChatBox.Server.Files;

/// <summary>What files need of the system and .NET does not offer. Linux and macOS; elsewhere each does what can be done without.</summary>
static class Native
{
    const int ReadOnlyDirectory = 0x10000;
    const int AtEmptyPath = 0x1000;
    const int AtSymlinkNoFollow = 0x100;
    const int AtCurrentDirectory = -100;
    const uint BasicStats = 0x7ff;
    const int TypeMask = 0xF000;

    const int RegularFile = 0x8000;

    /// <summary>Makes the names in a directory durable: without it a file that was renamed may be gone after a power cut.</summary>
    public static void FlushDirectory(string path)
    {
        // On Windows a rename is as durable as the file system makes it; there is no such call.
        if (OperatingSystem.IsWindows()) return;
        var descriptor = Open(Utf8(path), OperatingSystem.IsLinux() ? ReadOnlyDirectory : 0);
        if (descriptor < 0) throw Failed("open", path);
        try
        {
            if (Fsync(descriptor) != 0) throw Failed("fsync", path);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    /// <summary>Which file this is, and its state: all of it changes when another is put in its place.</summary>
    public static FileIdentity IdentityOf(SafeFileHandle file)
    {
        if (OperatingSystem.IsLinux() && Statx((int)file.DangerousGetHandle(), Utf8(""), AtEmptyPath, BasicStats, out var stat) == 0)
            return stat.ToIdentity();
        return new FileIdentity(0, RandomAccess.GetLength(file), File.GetLastWriteTimeUtc(file).Ticks, IsRegular: true);
    }

    /// <summary>The same by path, without opening it: a pipe or a device would do things when opened. Links are not followed.</summary>
    public static FileIdentity IdentityOf(FileInfo file)
    {
        if (OperatingSystem.IsLinux() && Statx(AtCurrentDirectory, Utf8(file.FullName), AtSymlinkNoFollow, BasicStats, out var stat) == 0)
            return stat.ToIdentity();
        return new FileIdentity(0, file.Length, file.LastWriteTimeUtc.Ticks, IsRegular: (file.Attributes & FileAttributes.Device) == 0);
    }

    /// <summary>Where a file that is open really lies; null where the system does not tell.</summary>
    public static string? PathOf(SafeFileHandle file) =>
        OperatingSystem.IsLinux() ? new FileInfo($"/proc/self/fd/{(int)file.DangerousGetHandle()}").LinkTarget : null;

    // As C wants it: UTF-8 and a NUL behind it.
    static byte[] Utf8(string path) => Encoding.UTF8.GetBytes(path + '\0');

    static IOException Failed(string call, string path) =>
        new($"{call} {path}: {Marshal.GetLastPInvokeErrorMessage()}", Marshal.GetLastPInvokeError());

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    static extern int Fsync(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    static extern int Close(int descriptor);

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    static extern int Statx(int directory, byte[] path, int flags, uint mask, out StatxBuffer buffer);

    // struct statx of Linux, the same on every architecture: statx(2).
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    struct StatxBuffer
    {
        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(112)]
        public long ModifiedSeconds;

        [FieldOffset(120)]
        public uint ModifiedNanoseconds;

        public readonly FileIdentity ToIdentity() => new(
            Inode, (long)Size, unchecked(ModifiedSeconds * 1_000_000_000 + ModifiedNanoseconds), (Mode & TypeMask) == RegularFile);
    }
}

/// <summary>A file as it was at one moment. Equal as long as nobody wrote to it or put another in its place.</summary>
/// <param name="Inode">0 where the system does not tell.</param>
/// <param name="Modified">A number that changes with the time of the last write; not a time.</param>
readonly record struct FileIdentity(ulong Inode, long Size, long Modified, bool IsRegular);
