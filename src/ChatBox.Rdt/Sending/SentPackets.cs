using System.Numerics;

namespace ChatBox.Rdt.Sending;

enum PacketState : byte
{
    /// <summary>Asks for no acknowledgement, or was skipped.</summary>
    Untracked,
    InFlight,

    /// <summary>Declared lost, and kept for a while: it may be acknowledged after all.</summary>
    Lost,
    Acked,
}

/// <summary>
/// The packets that are not settled, in a ring indexed by their number. States stand apart in bytes, so that looking for the next packet in
/// flight runs over many at once. Grows by doubling up to <see cref="MaxSpan"/> numbers. Not thread-safe.
/// </summary>
sealed class SentPackets
{
    /// <summary>Numbers from the oldest unsettled packet to the newest: 20 MB on the way at 1,200 bytes, in 1.6 MB of notes.</summary>
    public const int MaxSpan = 16_384;

    PacketState[] states = new PacketState[256];
    SentPacket[] packets = new SentPacket[256];

    /// <summary>The oldest number that is not settled.</summary>
    public long First { get; private set; }

    /// <summary>The number after the newest.</summary>
    public long End { get; private set; }

    /// <summary>No room for more data. What is left is for probes and acknowledgements.</summary>
    public bool IsFull => End - First >= MaxSpan - 512;

    /// <summary>No room for anything.</summary>
    public bool IsExhausted => End - First >= MaxSpan - 2;

    public ref SentPacket this[long number] => ref packets[number & (packets.Length - 1)];

    public PacketState StateOf(long number) => number < First || number >= End ? PacketState.Acked : states[number & (states.Length - 1)];

    public void SetState(long number, PacketState state) => states[number & (states.Length - 1)] = state;

    /// <summary>Appends a number at <see cref="End"/>; its packet is to be filled in where it is tracked.</summary>
    public void Add(PacketState state)
    {
        if (state == PacketState.Untracked && First == End)
        {
            First = ++End;
            return;
        }

        if (End - First == states.Length) Grow();
        states[End & (states.Length - 1)] = state;
        End++;
    }

    /// <summary>The lowest number in [from, to) with one of two states; <paramref name="to"/> if there is none.</summary>
    public long Find(long from, long to, PacketState one, PacketState other)
    {
        from = Math.Max(from, First);
        to = Math.Min(to, End);
        while (from < to)
        {
            var at = (int)(from & (states.Length - 1));
            var run = states.AsSpan(at, (int)Math.Min(to - from, states.Length - at));
            var found = run.IndexOfAny(one, other);
            if (found >= 0) return from + found;
            from += run.Length;
        }

        return Math.Max(from, to);
    }

    public long FindInFlight(long from, long to) => Find(from, to, PacketState.InFlight, PacketState.InFlight);

    /// <summary>Lets go of what is settled at the old end, and of what was lost before a time.</summary>
    public void Trim(TimeSpan lostBefore)
    {
        while (First < End && states[First & (states.Length - 1)] is var state && state != PacketState.InFlight
            && (state != PacketState.Lost || this[First].LostAt < lostBefore || End - First > MaxSpan / 2))
            First++;
    }

    internal void Jump(long number) => First = End = number;

    void Grow()
    {
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)states.Length + 1);
        var (grownStates, grownPackets) = (new PacketState[size], new SentPacket[size]);
        for (var number = First; number < End; number++)
        {
            grownStates[number & (size - 1)] = states[number & (states.Length - 1)];
            grownPackets[number & (size - 1)] = packets[number & (packets.Length - 1)];
        }

        (states, packets) = (grownStates, grownPackets);
    }
}
