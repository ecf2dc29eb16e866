using System.Collections;

namespace ChatBox.Rdt.Simulation.Models;

/// <summary>A set of small numbers that grows.</summary>
sealed class BitSet
{
    readonly BitArray bits = new(1024);

    public int Count { get; private set; }

    public bool this[int index] => index < bits.Length && bits[index];

    public void Set(int index)
    {
        if (index >= bits.Length) bits.Length = index * 2;
        if (bits[index]) return;
        bits[index] = true;
        Count++;
    }
}
