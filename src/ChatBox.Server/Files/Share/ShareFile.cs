using Microsoft.Win32.SafeHandles;

namespace ChatBox.Server.Files.Share;

/// <summary>Opens shared files, and only those: whatever was put in their place since they were listed.</summary>
static class ShareFile
{
    /// <summary>The file as it was listed; null where it is gone, is another now, or lies outside.</summary>
    /// <param name="root">Of the share, without links.</param>
    public static SafeFileHandle? TryOpen(ShareEntry entry, string root)
    {
        SafeFileHandle? file = null;
        try
        {
            // A pipe in its place would wait for its other end when opened.
            if (Native.IdentityOf(new FileInfo(entry.RealPath)) != entry.Identity) return null;
            file = File.OpenHandle(
                entry.RealPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
            // Of the file that is open, so that nothing can be exchanged between looking and opening.
            var real = Native.PathOf(file) ?? RealPaths.Of(entry.RealPath);
            if (real is not null && RealPaths.IsBelow(real, root) && Native.IdentityOf(file) == entry.Identity) return file;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Gone, or not for this user any more.
        }

        file?.Dispose();
        return null;
    }
}
