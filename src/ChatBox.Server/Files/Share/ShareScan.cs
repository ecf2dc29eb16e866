using ChatBox.Core.Files;

namespace ChatBox.Server.Files.Share;

/// <summary>
/// What there is to share, as of now: regular files below the directory, but none that is hidden (a dot before its name or that of a folder
/// above it), none whose name cannot be said in an address, and nothing that a link leads to outside. Bounded whatever lies there.
/// </summary>
sealed class ShareScan
{
    /// <summary>Files that are listed. A page of them is 200; nobody looks through more than fifty.</summary>
    public const int MaxFiles = 10_000;

    // Directory entries that are looked at, so that a folder of a million links costs a second and not an hour.
    const int MaxEntries = 100_000;
    const int MaxDepth = 32;

    readonly string root;
    readonly CancellationToken cancellationToken;
    readonly List<ShareEntry> files = [];
    readonly HashSet<string> directories = new(StringComparer.Ordinal);
    int entries;

    ShareScan(string root, CancellationToken cancellationToken) => (this.root, this.cancellationToken) = (root, cancellationToken);

    /// <param name="root">Absolute and without links.</param>
    /// <returns>By path; cut where there is more than <see cref="MaxFiles"/>.</returns>
    public static (IReadOnlyList<ShareEntry> Files, bool IsCut) Run(string root, CancellationToken cancellationToken)
    {
        var scan = new ShareScan(root, cancellationToken);
        var isWhole = scan.Walk(root, "", depth: 0);
        scan.files.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        return (scan.files, !isWhole);
    }

    // False where a limit was met.
    bool Walk(string directory, string prefix, int depth)
    {
        // Links can lead to one folder on many ways; it is listed on the first.
        if (depth > MaxDepth || !directories.Add(directory)) return true;
        try
        {
            foreach (var entry in new DirectoryInfo(directory).EnumerateFileSystemInfos())
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (++entries > MaxEntries) return false;
                if (IsHidden(entry) || !FileName.TryParse(entry.Name, out _, out _)) continue;
                if (!Take(entry, prefix + entry.Name, depth)) return false;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Gone meanwhile, or not for this user: not shared.
        }

        return true;
    }

    bool Take(FileSystemInfo entry, string path, int depth)
    {
        var real = entry.FullName;
        if (entry.LinkTarget is not null)
        {
            if (RealPaths.Of(real) is not { } target || !RealPaths.IsBelow(target, root) || LeadsToHidden(target)) return true;
            real = target;
        }

        if (Directory.Exists(real)) return Walk(real, path + "/", depth + 1);
        var file = new FileInfo(real);
        if (!file.Exists) return true;
        var identity = Native.IdentityOf(file);
        if (!identity.IsRegular) return true;
        if (files.Count == MaxFiles) return false;
        files.Add(new ShareEntry(path, real, identity, new DateTimeOffset(file.LastWriteTimeUtc)));
        return true;
    }

    bool LeadsToHidden(string real) =>
        Path.GetRelativePath(root, real).Split(Path.DirectorySeparatorChar).Any(part => part.StartsWith('.'));

    static bool IsHidden(FileSystemInfo entry) => entry.Name.StartsWith('.') || (entry.Attributes & FileAttributes.Hidden) != 0;
}
