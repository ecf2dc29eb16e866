using System.Security.Cryptography;

namespace ChatBox.Client.Files;

/// <summary>
/// What cannot be read twice: it goes up in pieces that are held until the server has them. Where it can be made anew (a directory), what the
/// server has from before is read over.
/// </summary>
sealed class StreamBody(UploadSource source) : IUploadBody
{
    /// <summary>Held in memory. Large enough that the answer to each piece costs little; the server makes a piece durable before it answers.</summary>
    public const int PieceBytes = 8 * 1024 * 1024;

    const int WriteBytes = 64 * 1024;

    readonly Stream stream = source.Open();
    readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    readonly byte[] piece = new byte[PieceBytes];
    long start;
    int count;
    bool isEnded;
    bool lengthIsTold;

    long End => start + count;

    public async Task<UploadPart?> FromAsync(long offset, Action<long> moved, CancellationToken cancellationToken)
    {
        while (offset >= End && !isEnded)
        {
            (start, count) = (End, 0);
            await FillAsync(cancellationToken);
        }

        if (offset > End) throw new LocalFileException($"{source.Name} is not what it was when its upload began.");
        if (offset < start) throw new ProtocolViolationException("The server has lost a part of the file that it had.");
        if (offset == End && lengthIsTold) return null;
        var rest = piece.AsMemory((int)(offset - start), (int)(End - offset));
        return new UploadPart(new PushedContent(rest.Length, (target, token) => WriteAsync(rest, offset, target, moved, token)), isEnded ? End : null);
    }

    public void LengthIsTold() => lengthIsTold = true;

    public string Digest() => Convert.ToHexStringLower(hash.GetCurrentHash());

    public async ValueTask DisposeAsync()
    {
        // Closing what somebody else reads from at the moment can wait for ever.
        if (source.IsOpenedHere) await stream.DisposeAsync();
        hash.Dispose();
    }

    async Task FillAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (this.count < PieceBytes)
            {
                // Reading a keyboard or a pipe may block, so it gets a thread of its own and is no longer waited for when it is too late.
                var room = piece.AsMemory(this.count);
                var count = await Task.Run(() => stream.Read(room.Span), cancellationToken).WaitAsync(cancellationToken);
                isEnded = count == 0;
                if (isEnded) break;
                hash.AppendData(room.Span[..count]);
                this.count += count;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw LocalFileException.Of(source.Name, e);
        }
    }

    static async Task WriteAsync(ReadOnlyMemory<byte> rest, long offset, Stream target, Action<long> moved, CancellationToken cancellationToken)
    {
        for (var at = 0; at < rest.Length; at += WriteBytes)
        {
            var chunk = rest[at..Math.Min(rest.Length, at + WriteBytes)];
            await target.WriteAsync(chunk, cancellationToken);
            moved(offset + at + chunk.Length);
        }
    }
}
