using System.Security.Cryptography;

namespace ChatBox.Client.Files;

/// <summary>A file: one request takes all that is left, and any byte can be sent again.</summary>
sealed class FileBody(UploadSource source) : IUploadBody
{
    const int ChunkBytes = 256 * 1024;

    readonly Stream _file = source.Open();
    readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    readonly byte[][] _chunks = [new byte[ChunkBytes], new byte[ChunkBytes]];
    long _hashed;

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

    public string Digest() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public async ValueTask DisposeAsync()
    {
        await _file.DisposeAsync();
        _hash.Dispose();
    }

    /// <summary>What went up in an earlier run is read again here: the hash is that of the bytes that are here now.</summary>
    async Task HashUpToAsync(long offset, CancellationToken cancellationToken)
    {
        Seek(_hashed);
        while (_hashed < offset)
        {
            var count = await ReadAsync(_chunks[0].AsMemory(0, (int)Math.Min(ChunkBytes, offset - _hashed)), cancellationToken);
            Hash(_chunks[0].AsSpan(0, count), _hashed);
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
                var count = await ReadAsync(_chunks[turn].AsMemory(0, (int)Math.Min(ChunkBytes, Length - at)), cancellationToken);
                await hashing;
                var (chunk, start) = (_chunks[turn].AsMemory(0, count), at);
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
        if (at + bytes.Length <= _hashed) return;
        var news = bytes[(int)(_hashed - at)..];
        _hash.AppendData(news);
        _hashed += news.Length;
    }

    void Seek(long position) => _file.Position = position;

    async ValueTask<int> ReadAsync(Memory<byte> memory, CancellationToken cancellationToken)
    {
        try
        {
            var count = await _file.ReadAsync(memory, cancellationToken);
            return count > 0 ? count : throw new LocalFileException($"{source.Name} became shorter while it was sent.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw LocalFileException.Of(source.Name, e);
        }
    }
}
