using System.Runtime.CompilerServices;

namespace ChatBox.Rdt.Packets;

/// <summary>Packet numbers from <paramref name="First"/> to <paramref name="Last"/>, both included.</summary>
public readonly record struct NumberRange(long First, long Last);

/// <summary>The ranges of one ACK, the highest first; at most <see cref="Wire.MaxAckRanges"/>.</summary>
struct AckRanges
{
    Ranges ranges;

    public int Count { get; private set; }

    public readonly NumberRange this[int index] => ranges[index];

    public readonly long Largest => ranges[0].Last;

    public void Add(NumberRange range) => ranges[Count++] = range;

    /// <summary>A copy of the first of them, for a trace.</summary>
    public readonly NumberRange[] ToArray(int count) => ((ReadOnlySpan<NumberRange>)ranges)[..count].ToArray();

    [InlineArray(Wire.MaxAckRanges)]
    struct Ranges
    {
        NumberRange first;
    }
}
