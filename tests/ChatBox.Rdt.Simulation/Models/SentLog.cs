using ChatBox.Rdt.Congestion;

namespace ChatBox.Rdt.Simulation.Models;

enum SentState : byte
{
    InFlight,
    Acked,
    Lost,
}

struct SentPacket
{
    public SentStamp Stamp;
    public int Piece;
    public SentState State;
}

/// <summary>The packets that were sent and are not all settled, by number.</summary>
sealed class SentLog
{
    SentPacket[] ring = new SentPacket[1024];

    /// <summary>The lowest number that is still kept.</summary>
    public long First { get; private set; }

    /// <summary>The number of the next packet.</summary>
    public long Next { get; private set; }

    public ref SentPacket this[long number] => ref ring[number & (ring.Length - 1)];

    public void Add(in SentStamp stamp, int piece)
    {
        if (Next - First == ring.Length) Grow();
        this[Next++] = new() { Stamp = stamp, Piece = piece };
    }

    /// <summary>Forgets what is settled at the low end, but keeps lost ones for a while: their acknowledgement may still come.</summary>
    public void Trim(TimeSpan keepLostSince)
    {
        while (First < Next)
        {
            ref var packet = ref this[First];
            if (packet.State == SentState.InFlight || (packet.State == SentState.Lost && packet.Stamp.SentAt >= keepLostSince)) return;
            First++;
        }
    }

    void Grow()
    {
        var larger = new SentPacket[ring.Length * 2];
        for (var number = First; number < Next; number++) larger[number & (larger.Length - 1)] = this[number];
        ring = larger;
    }
}
