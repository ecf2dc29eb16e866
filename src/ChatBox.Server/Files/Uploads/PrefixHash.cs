using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace ChatBox.Server.Files.Uploads;

/// <summary>
/// The SHA-256 of an upload's bytes from the first on, taken while they stream. After a restart it begins anew and catches up by reading,
/// while bytes go on to arrive behind it; when it has caught up, it takes them from memory again. Thread-safe.
/// </summary>
sealed class PrefixHash : IDisposable
{
    const int ReadBytes = 256 * 1024;

    readonly Lock gate = new();
    IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    long hashedTo;

    /// <summary>What an earlier run of the server wrote down about the bytes up to an offset; checked when the hash passes it.</summary>
    UploadRecord expected;

    public PrefixHash(UploadRecord expected = default) => this.expected = expected;

    public long HashedTo
    {
        get
        {
            lock (gate) return hashedTo;
        }
    }

    /// <summary>True when the bytes on the disk were found to be others than those that had arrived.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>Bytes that have just been written at <paramref name="offset"/>. Passed over where the hash is behind them.</summary>
    public void Append(long offset, ReadOnlySpan<byte> bytes)
    {
        lock (gate)
        {
            if (hashedTo < offset || hashedTo >= offset + bytes.Length) return;
            Take(bytes[(int)(hashedTo - offset)..]);
        }
    }

    /// <summary>Reads what is missing up to <paramref name="written"/>, which may grow meanwhile.</summary>
    public void CatchUp(SafeFileHandle file, Func<long> written, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ReadBytes);
        try
        {
            while (!IsDamaged)
            {
                cancellationToken.ThrowIfCancellationRequested();
                long from;
                lock (gate)
                {
                    from = hashedTo;
                    if (from >= written()) return;
                }

                var wanted = (int)Math.Min(ReadBytes, written() - from);
                // Never past the offset whose hash is known, so that it can be compared.
                if (expected.Sha256 is not null && from < expected.Offset) wanted = (int)Math.Min(wanted, expected.Offset - from);
                var read = RandomAccess.Read(file, buffer.AsSpan(0, wanted), from);
                if (read == 0) throw new EndOfStreamException("an upload has fewer bytes than were written to it");
                Append(from, buffer.AsSpan(0, read));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The hash of exactly the first <paramref name="length"/> bytes; null where it is not there yet.</summary>
    public byte[]? Of(long length)
    {
        lock (gate) return hashedTo == length && !IsDamaged ? hash.GetCurrentHash() : null;
    }

    /// <summary>Bytes behind <paramref name="length"/> were taken back.</summary>
    public void RollBack(long length)
    {
        lock (gate)
        {
            if (hashedTo <= length) return;
            Restart();
        }
    }

    public void Dispose() => hash.Dispose();

    void Restart()
    {
        hash.Dispose();
        hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hashedTo = 0;
    }

    void Take(ReadOnlySpan<byte> bytes)
    {
        var toExpected = expected.Offset - hashedTo;
        if (expected.Sha256 is not null && toExpected > 0 && toExpected <= bytes.Length)
        {
            hash.AppendData(bytes[..(int)toExpected]);
            hashedTo += toExpected;
            bytes = bytes[(int)toExpected..];
            IsDamaged = !hash.GetCurrentHash().AsSpan().SequenceEqual(expected.Sha256);
            expected = default;
        }

        hash.AppendData(bytes);
        hashedTo += bytes.Length;
    }
}
