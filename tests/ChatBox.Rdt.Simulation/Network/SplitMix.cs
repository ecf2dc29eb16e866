namespace ChatBox.Rdt.Simulation.Network;

/// <summary>SplitMix64 (Steele, Lea and Flood, 2014): the same numbers for the same seed on every machine and runtime. Not thread-safe.</summary>
public sealed class SplitMix(ulong seed)
{
    ulong state = seed;

    public ulong Next()
    {
        state += 0x9E3779B97F4A7C15;
        return Mix(state);
    }

    /// <summary>In [0, 1).</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>In [0, bound).</summary>
    public int Next(int bound) => (int)(NextDouble() * bound);

    /// <summary>In [low, high).</summary>
    public double Next(double low, double high) => low + (NextDouble() * (high - low));

    public bool Chance(double probability) => probability > 0 && NextDouble() < probability;

    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[Next(choices.Length)];

    /// <summary>A generator of its own for one purpose, so that what one part draws does not shift what another sees.</summary>
    public SplitMix Fork(ulong purpose) => new(Mix(state ^ Mix(purpose)));

    static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
