using ChatBox.Core.Files;

namespace ChatBox.Server.Files;

/// <summary>How much of the disk files may take, as the host has set it.</summary>
public sealed record FileSettings
{
    /// <summary>
    /// Files of one person that stream at once, up and down together; others wait their turn. A browser opens 6 connections, or 100 streams
    /// for a page full of pictures: 16 at once keep the disk busy, and one person's buffers below 16 MiB.
    /// </summary>
    public const int TransfersPerPerson = 16;

    /// <summary>Uploads that are not whole, or that nobody has sent, are swept after this time without a byte.</summary>
    public static readonly TimeSpan UploadLifetime = TimeSpan.FromHours(24);

    /// <summary>
    /// <c>CHATBOX_FILES_PER_PERSON</c>, default 50 GiB, and <c>CHATBOX_FILES_TOTAL</c>, default 500 GiB: what one person's files, and all
    /// files together, may take. The smaller is the largest file.
    /// </summary>
    public FileLimits Limits { get; init; } = FileLimits.Default;

    /// <summary>
    /// <c>CHATBOX_FILES_FLOOR</c>, bytes, default 1 GiB: with less free space than this on the disk, uploads are refused, so that
    /// messages go on.
    /// </summary>
    public long Floor { get; init; } = ByteSize.GiB;

    /// <summary>Reads them from the environment; what is not set keeps its default.</summary>
    /// <returns>The settings, and a sentence for each value that is no size.</returns>
    public static (FileSettings Settings, IReadOnlyList<string> Problems) Read(Func<string, string?> variable)
    {
        List<string> problems = [];
        var defaults = new FileSettings();
        var perPerson = Size("CHATBOX_FILES_PER_PERSON", defaults.Limits.PerPerson);
        var total = Size("CHATBOX_FILES_TOTAL", defaults.Limits.Total);
        var floor = Size("CHATBOX_FILES_FLOOR", defaults.Floor);
        return (new FileSettings { Limits = new FileLimits(perPerson, total), Floor = floor }, problems);

        long Size(string name, long otherwise)
        {
            if (variable(name) is not { Length: > 0 } text) return otherwise;
            if (ByteSize.TryParse(text, out var bytes)) return bytes;
            problems.Add($"{name}={text}: give a size such as 10GB or 512MiB.");
            return otherwise;
        }
    }
}
