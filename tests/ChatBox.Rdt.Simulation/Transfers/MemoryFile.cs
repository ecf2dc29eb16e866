using System.Security.Cryptography;
using ChatBox.Rdt.Simulation.Network;

namespace ChatBox.Rdt.Simulation.Transfers;

/// <summary>A file of random bytes, which may be changed under the sender's hands.</summary>
public sealed class MemoryFile : IFileSource
{
    public MemoryFile(int length, ulong seed)
    {
        Bytes = new byte[length];
        new SeededRandom(new SplitMix(seed).Next()).Fill(Bytes);
        Info = new FileInfo(length, SHA256.HashData(Bytes), "film.bin");
    }

    public byte[] Bytes { get; }

    public FileInfo Info { get; }

    /// <summary>Reading beyond it fails, as if the file had been cut.</summary>
    public long ReadableLength { get; set; } = long.MaxValue;

    /// <summary>The highest offset that was read.</summary>
    public long ReadUpTo { get; private set; }

    public FileOffer Offer => new(Info, this);

    /// <summary>The lowest offset that was read.</summary>
    public long ReadFrom { get; private set; } = long.MaxValue;

    public bool TryRead(long offset, Span<byte> bytes)
    {
        if (offset + bytes.Length > ReadableLength) return false;
        Bytes.AsSpan((int)offset, bytes.Length).CopyTo(bytes);
        ReadFrom = Math.Min(ReadFrom, offset);
        ReadUpTo = Math.Max(ReadUpTo, offset + bytes.Length);
        return true;
    }
}
