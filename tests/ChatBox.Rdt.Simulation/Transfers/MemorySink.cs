namespace ChatBox.Rdt.Simulation.Transfers;

/// <summary>What a client wrote. A byte that is written twice, or outside of the file, is an error of the machine.</summary>
public sealed class MemorySink(int capacity) : IFileSink
{
    readonly bool[] written = new bool[capacity];

    public byte[] Bytes { get; } = new byte[capacity];

    public long BytesWritten { get; private set; }

    /// <summary>Writing fails from here on, as on a full disk.</summary>
    public bool IsFull { get; set; }

    public bool TryWrite(long offset, ReadOnlySpan<byte> bytes)
    {
        if (IsFull) return false;
        var marks = written.AsSpan((int)offset, bytes.Length);
        if (marks.Contains(true)) throw new InvalidOperationException($"Bytes {offset} to {offset + bytes.Length} are written twice.");
        marks.Fill(true);
        bytes.CopyTo(Bytes.AsSpan((int)offset));
        BytesWritten += bytes.Length;
        return true;
    }

    /// <summary>As if these bytes had been there from a transfer before.</summary>
    public void Preset(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Bytes);
        written.AsSpan(0, bytes.Length).Fill(true);
    }
}
