using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ChatBox.Client.Files;

namespace ChatBox.Client;

/// <summary>Something to send as a file: a file, a directory as a zip, or what a program writes. Immutable.</summary>
public sealed class UploadSource
{
    UploadSource(string name, long? length, string? identity, Func<Stream> open) =>
        (Name, Length, Identity, Open) = (name, length, identity, open);

    /// <summary>What the file is called for the others.</summary>
    public string Name { get; }

    /// <summary>In bytes; null where it is known at the end only.</summary>
    public long? Length { get; }

    /// <summary>
    /// Path, size and time of change, or the same of all files of a directory: what is the same is taken for the same bytes, and an upload of it
    /// goes on where it stopped. Null for a stream, which cannot be read twice.
    /// </summary>
    internal string? Identity { get; }

    /// <summary>Whether what was opened is ours to close.</summary>
    internal bool IsOpenedHere => Identity is not null;

    /// <summary>From the first byte on.</summary>
    internal Func<Stream> Open { get; }

    /// <summary>A file; a link is followed. What is no plain file (a pipe, a device) is read as a stream is.</summary>
    /// <exception cref="LocalFileException">There is none, or it cannot be read.</exception>
    public static UploadSource OfFile(string path, string? name = null)
    {
        var full = Path.GetFullPath(path);
        try
        {
            using var file = OpenFile(full);
            var called = name ?? Path.GetFileName(full);
            // A pipe that was opened and closed again is gone: it is opened once, by who reads.
            if (!file.CanSeek) throw new LocalFileException($"{path} is no file. Give - as the file and pipe it in.");
            var identity = string.Create(CultureInfo.InvariantCulture, $"{full}\n{file.Length}\n{File.GetLastWriteTimeUtc(full).Ticks}");
            return new UploadSource(called, file.Length, identity, () => OpenFile(full));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw LocalFileException.Of(path, e);
        }
    }

    /// <summary>What a program writes, to its end. It is read once; 8 MiB of it are held, which is what can be sent again. It is not closed.</summary>
    public static UploadSource OfStream(Stream stream, string name) => new(name, null, null, () => stream);

    /// <summary>
    /// A directory and all below it as a zip, made while it is sent: no file is written for it, and nothing is compressed. Links are left out.
    /// The same files give the same bytes.
    /// </summary>
    /// <exception cref="LocalFileException">It cannot be read.</exception>
    public static UploadSource OfDirectory(string path, string? name = null)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        try
        {
            var entries = ZippedDirectory.List(full);
            var text = new StringBuilder();
            foreach (var entry in entries)
                text.Append(CultureInfo.InvariantCulture, $"{entry.Name}\0{entry.Length}\0{entry.Modified.Ticks}\0");
            var identity = full + "\n" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
            var called = name ?? (Path.GetFileName(full) is { Length: > 0 } last ? last : "root") + ".zip";
            return new UploadSource(called, null, identity, () => ZippedDirectory.Open(full, entries));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw LocalFileException.Of(path, e);
        }
    }

    static FileStream OpenFile(string path) =>
        new(path, new FileStreamOptions { Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0, Options = FileOptions.SequentialScan });
}
