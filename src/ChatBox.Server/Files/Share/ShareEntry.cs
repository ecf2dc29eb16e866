using System.Globalization;

namespace ChatBox.Server.Files.Share;

/// <summary>A file of the host's share.</summary>
/// <param name="Path">Below the shared directory, with slashes: how it is asked for.</param>
/// <param name="RealPath">Where it lies, links followed.</param>
sealed record ShareEntry(string Path, string RealPath, FileIdentity Identity, DateTimeOffset Modified)
{
    public long Size => Identity.Size;

    /// <summary>What its bytes are called while their hash is not known. It changes when they do.</summary>
    public string ETag => string.Create(CultureInfo.InvariantCulture, $"\"{Identity.Size:x}-{Identity.Modified:x}-{Identity.Inode:x}\"");
}
