namespace ChatBox.Server.Sessions;

/// <summary>A file of the host's share. <paramref name="Path"/> has <c>/</c> between its parts and begins with none.</summary>
/// <param name="Sha256">64 hexadecimal digits, where it is known already.</param>
public sealed record SharedFile(string Path, long Size, DateTimeOffset Modified, string? Sha256 = null);

/// <summary>The files that the host shares with everybody who has joined. Thread-safe.</summary>
public interface IShare
{
    /// <summary>At most so many files whose paths come after the given one, by code unit; all of them in order, page by page.</summary>
    IReadOnlyList<SharedFile> List(string? after, int limit);
}
