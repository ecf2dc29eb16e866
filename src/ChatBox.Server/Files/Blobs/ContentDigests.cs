using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace ChatBox.Server.Files.Blobs;

/// <summary>Hashes of files on the disk, read in constant memory; two at once, so that messages go on beside them. Thread-safe.</summary>
sealed class ContentDigests : IDisposable
{
    const int BufferBytes = 256 * 1024;

    readonly SemaphoreSlim running = new(2);

    public async Task<byte[]> HashAsync(SafeFileHandle file, HashAlgorithmName algorithm, CancellationToken cancellationToken)
    {
        await running.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Hash(file, algorithm, cancellationToken), cancellationToken);
        }
        finally
        {
            running.Release();
        }
    }

    public void Dispose() => running.Dispose();

    static byte[] Hash(SafeFileHandle file, HashAlgorithmName algorithm, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(algorithm);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            for (var offset = 0L; RandomAccess.Read(file, buffer, offset) is > 0 and var read; offset += read)
            {
                cancellationToken.ThrowIfCancellationRequested();
                hash.AppendData(buffer, 0, read);
            }

            return hash.GetHashAndReset();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
