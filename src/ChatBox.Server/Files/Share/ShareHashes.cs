using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Threading.Channels;
using ChatBox.Server.Files.Blobs;

namespace ChatBox.Server.Files.Share;

/// <summary>
/// The SHA-256 of shared files, as far as it is known: small ones are hashed when they are listed, one after the other; large ones when
/// somebody first asks for them, because a host may well share more than a disk reads in a day. Kept in memory while the file is the same.
/// Thread-safe.
/// </summary>
sealed class ShareHashes(ContentDigests digests)
{
    /// <summary>Bytes up to which a file is hashed unasked.</summary>
    public const long UnaskedBytes = 64 * ByteSize.MiB;

    // Large files that wait to be hashed. One that finds no place is asked for again.
    readonly Channel<ShareEntry> asked =
        Channel.CreateBounded<ShareEntry>(new BoundedChannelOptions(64) { FullMode = BoundedChannelFullMode.DropWrite });
    readonly ConcurrentDictionary<string, (FileIdentity Identity, byte[] Hash)> known = new(StringComparer.Ordinal);

    public byte[]? Of(ShareEntry entry) =>
        known.TryGetValue(entry.RealPath, out var one) && one.Identity == entry.Identity ? one.Hash : null;

    /// <summary>Somebody wants this one; it is hashed soon.</summary>
    public void Ask(ShareEntry entry)
    {
        if (Of(entry) is null) asked.Writer.TryWrite(entry);
    }

    public ValueTask<bool> WaitForAskedAsync(CancellationToken cancellationToken) => asked.Reader.WaitToReadAsync(cancellationToken);

    public bool TryTakeAsked(out ShareEntry? entry) => asked.Reader.TryRead(out entry);

    /// <summary>Hashes a file, unless it is known or changes meanwhile.</summary>
    public async Task LearnAsync(ShareEntry entry, string root, CancellationToken cancellationToken)
    {
        if (Of(entry) is not null) return;
        using var file = ShareFile.TryOpen(entry, root);
        if (file is null) return;
        var hash = await digests.HashAsync(file, HashAlgorithmName.SHA256, cancellationToken);
        if (Native.IdentityOf(file) == entry.Identity) known[entry.RealPath] = (entry.Identity, hash);
    }

    /// <summary>Forgets what is not shared any more.</summary>
    public void Keep(IReadOnlySet<string> realPaths)
    {
        foreach (var path in known.Keys)
            if (!realPaths.Contains(path)) known.TryRemove(path, out _);
    }
}
