namespace ChatBox.Client.Files;

/// <summary>
/// The bytes of a source on their way up, hashed as they are read. What the server has is asked of it: it may be less than was sent. One user
/// at a time.
/// </summary>
interface IUploadBody : IAsyncDisposable
{
    /// <summary>What follows the bytes that the server has.</summary>
    /// <param name="offset">How many it has.</param>
    /// <param name="moved">Is told how many of the bytes have gone out.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    /// <returns>Null when that was all, and the server knows it.</returns>
    /// <exception cref="LocalFileException">The source cannot be read, or is not what it was.</exception>
    Task<UploadPart?> FromAsync(long offset, Action<long> moved, CancellationToken cancellationToken);

    /// <summary>The server knows the length.</summary>
    void LengthIsTold();

    /// <returns>SHA-256 of all bytes, 64 hexadecimal digits, when all have been read.</returns>
    string Digest();
}

/// <summary>What one request takes along.</summary>
/// <param name="Length">The length of the whole, where it was not told before and is known now.</param>
sealed record UploadPart(PushedContent Content, long? Length);
