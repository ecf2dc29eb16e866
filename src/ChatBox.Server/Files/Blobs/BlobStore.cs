using ChatBox.Server.Admin;
using Microsoft.Win32.SafeHandles;

namespace ChatBox.Server.Files.Blobs;

/// <summary>
/// Whole files, each named by the SHA-256 of its bytes and so stored once, whoever sent it how often. A blob appears by a rename and is
/// durable before anything refers to it; it goes with the last reference. Thread-safe.
/// </summary>
sealed class BlobStore(FileDirectories directories)
{
    // Publishing, and looking whether somebody still refers to it before removing it, must not cross for the same content. 64 locks are
    // enough that two contents rarely share one.
    readonly SemaphoreSlim[] gates = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1, 1))];

    public string PathOf(ReadOnlySpan<byte> sha256)
    {
        var name = Convert.ToHexStringLower(sha256);
        return Path.Combine(directories.Blobs, name[..2], name);
    }

    /// <summary>Opens a blob for reading; null where there is none.</summary>
    public SafeFileHandle? TryOpen(ReadOnlySpan<byte> sha256)
    {
        try
        {
            return File.OpenHandle(
                PathOf(sha256), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Bytes of a blob; null where there is none.</summary>
    public long? LengthOf(ReadOnlySpan<byte> sha256) => new FileInfo(PathOf(sha256)) is { Exists: true } file ? file.Length : null;

    /// <summary>Held while something begins or ends to refer to this content.</summary>
    public async Task<IDisposable> LockAsync(byte[] sha256, CancellationToken cancellationToken)
    {
        var gate = gates[sha256[0] % gates.Length];
        await gate.WaitAsync(cancellationToken);
        return new Release(gate);
    }

    /// <summary>
    /// The bytes of <paramref name="part"/>, durable and hashed before, become the blob. Where the content is there already the part stays,
    /// for the caller to remove. Under the lock of this content.
    /// </summary>
    public void Publish(string part, ReadOnlySpan<byte> sha256, long length)
    {
        var path = PathOf(sha256);
        // One of another length is what a failing disk has left.
        if (new FileInfo(path) is { Exists: true } there && there.Length == length) return;
        var folder = Path.GetDirectoryName(path)!;
        var isNew = !Directory.Exists(folder);
        PrivateFiles.CreateDirectory(folder);
        File.Move(part, path, overwrite: true);
        Native.FlushDirectory(folder);
        if (isNew) Native.FlushDirectory(directories.Blobs);
        Native.FlushDirectory(directories.Uploads);
    }

    /// <summary>
    /// Frees the bytes. Who reads them now reads on: the name goes at once, the bytes with the last reader. Under the lock of this
    /// content.
    /// </summary>
    public void Remove(ReadOnlySpan<byte> sha256)
    {
        try
        {
            File.Delete(PathOf(sha256));
        }
        catch (DirectoryNotFoundException)
        {
            // Gone already.
        }
    }

    /// <summary>The hashes of all blobs that lie here.</summary>
    public IEnumerable<byte[]> All() => Directory.EnumerateDirectories(directories.Blobs)
        .SelectMany(Directory.EnumerateFiles)
        .Select(path => Path.GetFileName(path))
        .Where(name => name.Length == 64 && name.All(char.IsAsciiHexDigitLower))
        .Select(Convert.FromHexString);

    sealed class Release(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
