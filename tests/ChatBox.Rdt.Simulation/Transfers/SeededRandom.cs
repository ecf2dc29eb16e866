using System.Buffers.Binary;
using ChatBox.Rdt.Simulation.Network;

namespace ChatBox.Rdt.Simulation.Transfers;

/// <summary>The machine's chance from a seed.</summary>
public sealed class SeededRandom(ulong seed) : IRandomSource
{
    readonly SplitMix mix = new(seed);

    public void Fill(Span<byte> bytes)
    {
        Span<byte> eight = stackalloc byte[8];
        while (!bytes.IsEmpty)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(eight, mix.Next());
            var count = Math.Min(8, bytes.Length);
            eight[..count].CopyTo(bytes);
            bytes = bytes[count..];
        }
    }
}
