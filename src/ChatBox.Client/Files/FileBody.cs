using System.Security.Cryptography;

namespace ChatBox.Client.Files;

/// <summary>A file: one request takes all that is left, and any byte can be sent again.</summary>
sealed class FileBody(UploadSource source) : IUploadBody
{
    const int ChunkBytes = 256 * 1024;

    readonly Stream file = source.Open();
    readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    readonly byte[][] chunks = [new byte[ChunkBytes], new byte[ChunkBytes]];
    long hashed;

    long Length => source.Length!.Value;

    public async Task<UploadPart?> FromAsync(long offset, Action<long> moved, CancellationToken cancellationToken)
    {
        if (offset > Length) throw new ProtocolViolationException("The server has more of the file than there is.");
        await HashUpToAsync(offset, cancellationToken);
        if (offset == Length) return null;
        return new UploadPart(new PushedContent(Length - offset, (target, token) => WriteAsync(offset, target, moved, token)), null);
    }

    public void LengthIsTold()
    {
        // It was, when the upload was made.
    }

    public string Digest() => Convert.ToHexStringLower(hash.GetCurrentHash());

    public async ValueTask DisposeAsync()
    {
        await file.DisposeAsync();
        hash.Dispose();
    }

    /// <summary>What went up in an earlier run is read again here: the hash is that of the bytes that are here now.</summary>
    async Task HashUpToAsync(long offset, CancellationToken cancellationToken)
    {
        Seek(hashed);
        while (hashed < offset)
        {
            var count = await ReadAsync(chunks[0].AsMemory(0, (int)Math.Min(ChunkBytes, offset - hashed)), cancellationToken);
            Hash(chunks[0].AsSpan(0, count), hashed);
        }
    }

    async Task WriteAsync(long offset, Stream target, Action<long> moved, CancellationToken cancellationToken)
    {
        Seek(offset);
        // One chunk is hashed while it goes out and the next is read.
        Task hashing = Task.CompletedTask;
        try
        {
            for (var (at, turn) = (offset, 0); at < Length; turn ^= 1)
            {
                var count = await ReadAsync(chunks[turn].AsMemory(0, (int)Math.Min(ChunkBytes, Length - at)), cancellationToken);
                await hashing;
                var (chunk, start) = (chunks[turn].AsMemory(0, count), at);
                hashing = Task.Run(() => Hash(chunk.Span, start), CancellationToken.None);
                await target.WriteAsync(chunk, cancellationToken);
                at += count;
                moved(at);
            }
        }
        finally
        {
            await hashing;
        }
    }

    void Hash(ReadOnlySpan<byte> bytes, long at)
    {
        if (at + bytes.Length <= hashed) return;
        var news = bytes[(int)(hashed - at)..];
        hash.AppendData(news);
        hashed += news.Length;
    }

    void Seek(long position) => file.Position = position;

    async ValueTask<int> ReadAsync(Memory<byte> memory, CancellationToken cancellationToken)
    {
        try
        {
            var count = await file.ReadAsync(memory, cancellationToken);
            return count > 0 ? count : throw new LocalFileException($"{source.Name} became shorter while it was sent.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw LocalFileException.Of(source.Name, e);
        }
    }
}
