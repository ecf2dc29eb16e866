using ChatBox.Client.Files;
using ChatBox.Protocol.Json;

namespace ChatBox.Client;

/// <summary>
/// A file on the server, as something to fetch. Immutable. What the server says of it (name, size, hash) comes from elsewhere: a name is a
/// label, and <see cref="NameForSaving"/> is a name for the disk.
/// </summary>
public sealed record RemoteFile
{
    RemoteFile(string path, string name) => (Path, Name) = (path, name);

    /// <summary>Where it is, below the server's address.</summary>
    internal string Path { get; }

    /// <summary>The id of a message's file; null for what is of the share.</summary>
    internal string? Id { get; private init; }

    /// <summary>The path of a file of the share; null for everything else.</summary>
    internal string? SharedPath { get; private init; }

    /// <summary>What it is called there, without directories. A label: show it escaped, and save it under <see cref="NameForSaving"/>.</summary>
    public string Name { get; }

    /// <summary>A name for the disk made of it: no path, no hidden file, no flag, no device, nothing that cannot be seen.</summary>
    public string NameForSaving => SafeNames.Of(Name);

    /// <summary>SHA-256 as the sender or the server gave it, 64 hexadecimal digits; null where it is not known before the bytes come.</summary>
    public string? Sha256 { get; private init; }

    /// <summary>The file of a message.</summary>
    public static RemoteFile Of(FileObject file) => new($"api/v1/files/{Escape(file.Id)}", file.Name) { Sha256 = file.Sha256, Id = file.Id };

    /// <summary>A file of the host's share.</summary>
    public static RemoteFile Of(SharedFileObject file) =>
        new($"api/v1/share/files/{EscapePath(file.Path)}", LastPart(file.Path)) { Sha256 = file.Sha256, SharedPath = file.Path };

    /// <summary>A file of the host's share, by its path alone.</summary>
    /// <exception cref="ArgumentException">No share lists such a path.</exception>
    public static RemoteFile OfShare(string path) => new($"api/v1/share/files/{EscapePath(path)}", LastPart(path)) { SharedPath = path };

    /// <summary>A directory of the host's share with all below it, as a zip made while it is sent: it cannot be continued, only fetched anew.</summary>
    /// <param name="directory">As it stands in the paths of the share; empty for the whole share.</param>
    public static RemoteFile ZipOf(string directory)
    {
        var trimmed = directory.Trim('/');
        return new($"api/v1/share/zip/{EscapePath(trimmed)}", (trimmed.Length == 0 ? "share" : LastPart(trimmed)) + ".zip");
    }

    static string LastPart(string path) => path[(path.LastIndexOf('/') + 1)..];

    static string EscapePath(string path) => path.Length == 0 ? "" : string.Join('/', path.Split('/').Select(Escape));

    // RFC 3986, section 5.2.4: "." and ".." would be taken out on the way, escaped or not. No share lists such a path.
    static string Escape(string part) => part is "" or "." or ".."
        ? throw new ArgumentException("A path of the share has no empty part, no . and no .. in it.")
        : Uri.EscapeDataString(part);
}
