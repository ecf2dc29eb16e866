namespace ChatBox.Server.Files.Share;

/// <summary>Where a path really leads, with every link on the way followed.</summary>
static class RealPaths
{
    // What Linux follows before it says ELOOP.
    const int MaxLinks = 40;

    /// <summary>The path without links; null where links go round in a circle.</summary>
    /// <param name="path">Absolute.</param>
    public static string? Of(string path)
    {
        var root = Path.GetPathRoot(path)!;
        var rest = new Stack<string>(Parts(path[root.Length..]));
        var real = root;
        for (var links = 0; rest.TryPop(out var part);)
        {
            if (part == ".") continue;
            if (part == "..")
            {
                real = Path.GetDirectoryName(real) ?? root;
                continue;
            }

            var next = Path.Combine(real, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MaxLinks) return null;
            if (Path.IsPathRooted(target)) (real, target) = (Path.GetPathRoot(target)!, target[Path.GetPathRoot(target)!.Length..]);
            foreach (var one in Parts(target)) rest.Push(one);
        }

        return real;
    }

    /// <summary>Whether a path without links lies below a directory without links.</summary>
    public static bool IsBelow(string real, string directory) =>
        real.StartsWith(Path.TrimEndingDirectorySeparator(directory) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    // The first is on top of the stack that it goes to.
    static IEnumerable<string> Parts(string path) =>
        path.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries).Reverse();
}
