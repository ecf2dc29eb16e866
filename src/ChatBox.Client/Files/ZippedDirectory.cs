using System.IO.Compression;
using System.IO.Pipelines;

namespace ChatBox.Client.Files;

/// <summary>A file below a directory.</summary>
/// <param name="Name">Its path in the zip.</param>
/// <param name="Path">Its path here.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Modified">In UTC.</param>
sealed record ZippedFile(string Name, string Path, long Length, DateTime Modified);

/// <summary>A directory as the bytes of a zip, which come into being as they are read.</summary>
static class ZippedDirectory
{
    // A list of so many names is some hundred megabytes; more is a slip such as -r /.
    const int MaxFiles = 1_000_000;

    static readonly EnumerationOptions Everything = new()
    {
        RecurseSubdirectories = true,
        // A directory that cannot be read must not be missing without a word.
        IgnoreInaccessible = false,
        // Links may lead anywhere, also in a circle.
        AttributesToSkip = FileAttributes.ReparsePoint,
    };

    // The range that a zip can hold.
    static readonly DateTime First = new(1980, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    static readonly DateTime Last = new(2107, 12, 31, 23, 59, 58, DateTimeKind.Utc);

    /// <summary>In an order that is the same everywhere.</summary>
    public static IReadOnlyList<ZippedFile> List(string directory)
    {
        var files = new List<ZippedFile>();
        foreach (var file in new DirectoryInfo(directory).EnumerateFiles("*", Everything))
        {
            if (files.Count == MaxFiles) throw new IOException($"There are more than {MaxFiles} files in it");
            var name = Path.GetRelativePath(directory, file.FullName).Replace(Path.DirectorySeparatorChar, '/');
            files.Add(new ZippedFile(name, file.FullName, file.Length, file.LastWriteTimeUtc));
        }

        files.Sort((one, other) => string.CompareOrdinal(one.Name, other.Name));
        return files;
    }

    /// <summary>Closing the stream ends the making of it.</summary>
    public static Stream Open(string directory, IReadOnlyList<ZippedFile> files)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 1024 * 1024, resumeWriterThreshold: 512 * 1024, useSynchronizationContext: false));
        _ = Task.Run(() => WriteAsync(directory, files, pipe.Writer));
        return pipe.Reader.AsStream();
    }

    static async Task WriteAsync(string directory, IReadOnlyList<ZippedFile> files, PipeWriter writer)
    {
        try
        {
            var target = writer.AsStream(leaveOpen: true);
            await using (var zip = await ZipArchive.CreateAsync(target, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null))
            {
                foreach (var file in files)
                {
                    var entry = zip.CreateEntry(file.Name, CompressionLevel.NoCompression);
                    entry.LastWriteTime = new DateTimeOffset(file.Modified < First ? First : file.Modified > Last ? Last : file.Modified);
                    // The mode, so that a program stays one; 0x8000 says that it is a plain file (stat.h).
                    if (!OperatingSystem.IsWindows()) entry.ExternalAttributes = (0x8000 | (int)(File.GetUnixFileMode(file.Path) & Permissions)) << 16;
                    await using var source = File.OpenRead(file.Path);
                    await using var sink = await entry.OpenAsync();
                    await source.CopyToAsync(sink);
                }
            }

            await writer.CompleteAsync();
        }
        catch (Exception e)
        {
            await writer.CompleteAsync(e is IOException ? e : new IOException($"{directory}: {e.Message}", e));
        }
    }

    const UnixFileMode Permissions = (UnixFileMode)0x1FF;
}
