using ChatBox.Server.Admin;

namespace ChatBox.Server.Files;

/// <summary>Where files lie below the data directory, and what each is called there: never by a name that somebody has given.</summary>
sealed class FileDirectories
{
    const string RecordEnding = ".offset";
    const string WordEnding = ".word";

    public FileDirectories(string root)
    {
        Root = Path.Combine(root, "files");
        (Uploads, Blobs) = (Path.Combine(Root, "uploads"), Path.Combine(Root, "blobs"));
        foreach (var directory in new[] { Root, Uploads, Blobs }) PrivateFiles.CreateDirectory(directory);
    }

    public string Root { get; }
    public string Uploads { get; }
    public string Blobs { get; }

    public string PartOf(string id) => Path.Combine(Uploads, Checked(id));

    /// <summary>How much of it is durable.</summary>
    public string RecordOf(string id) => PartOf(id) + RecordEnding;

    /// <summary>What its sender said of it.</summary>
    public string WordOf(string id) => PartOf(id) + WordEnding;

    /// <summary>The ids of what lies in the folder of uploads; whatever else lies there is not ours.</summary>
    public IEnumerable<string> UploadIds() => Directory.EnumerateFiles(Uploads)
        .Select(path => Path.GetFileName(path))
        .Select(name => name.Split('.', 2)[0])
        .Where(IsId).Distinct();

    public static bool IsId(string text) => text.Length is > 0 and <= 64 && text.All(char.IsAsciiLetterOrDigit);

    // An id is made here and found in the database before it becomes a path; this is the last door.
    static string Checked(string id) => IsId(id) ? id : throw new ArgumentException("not the id of a file", nameof(id));
}
