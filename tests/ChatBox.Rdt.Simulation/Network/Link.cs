namespace ChatBox.Rdt.Simulation.Network;

/// <summary>
/// One direction of a line: a drop-tail queue before a serialiser, then loss, corruption, duplication, delay. Everything may be changed while
/// packets are under way. One link may be part of several routes, which then share its rate and queue. Not thread-safe.
/// </summary>
public sealed class Link(VirtualClock clock, ulong seed)
{
    readonly SplitMix random = new(seed);
    double busyUntil;
    TimeSpan lastArrival;

    /// <summary>Bytes a second, headers included; infinite by default.</summary>
    public double Rate { get; set; } = double.PositiveInfinity;

    /// <summary>Bytes that may wait for the serialiser; what comes on top is dropped. Unlimited by default.</summary>
    public double QueueLimit { get; set; } = double.PositiveInfinity;

    /// <summary>Propagation delay.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Up to this much is added to the delay, uniformly.</summary>
    public TimeSpan Jitter { get; set; }

    /// <summary>Jitter delays what follows too instead of letting it overtake; true by default.</summary>
    public bool KeepsOrder { get; set; } = true;

    public ILossModel? Loss { get; set; }

    /// <summary>Share of packets that are held back by <see cref="ReorderDelay"/> while others pass.</summary>
    public double Reorder { get; set; }

    public TimeSpan ReorderDelay { get; set; } = TimeSpan.FromMilliseconds(2);

    public double Duplicate { get; set; }

    public double Corrupt { get; set; }

    /// <summary>Bytes of the largest IP packet; larger ones vanish without a word. Unlimited by default.</summary>
    public int Mtu { get; set; } = int.MaxValue;

    /// <summary>Everything vanishes.</summary>
    public bool IsBlackhole { get; set; }

    /// <summary>A test's own choice of victims.</summary>
    public Func<Datagram, bool>? Drops { get; set; }

    public LinkCounters Counters { get; } = new();

    /// <summary>Bytes which wait now.</summary>
    public double Queued => double.IsPositiveInfinity(Rate) ? 0 : Math.Max(0, (busyUntil - clock.Now.TotalSeconds) * Rate);

    internal void Send(Datagram datagram, IEventHandler next, int hop)
    {
        Counters.Offered++;
        if (datagram.WireSize > Mtu || IsBlackhole || Drops?.Invoke(datagram) == true)
        {
            Counters.Vanished++;
            return;
        }

        var leaves = clock.Now;
        if (!double.IsPositiveInfinity(Rate))
        {
            if (Queued + datagram.WireSize > QueueLimit)
            {
                Counters.QueueDropped++;
                return;
            }

            busyUntil = Math.Max(busyUntil, clock.Now.TotalSeconds) + (datagram.WireSize / Rate);
            leaves = TimeSpan.FromTicks((long)(busyUntil * TimeSpan.TicksPerSecond));
        }

        Counters.CarriedBytes += datagram.WireSize;
        if (Loss?.Loses(random) == true)
        {
            Counters.Lost++;
            return;
        }

        if (random.Chance(Corrupt)) datagram = Spoil(datagram);
        Deliver(datagram, leaves, next, hop);
        if (!random.Chance(Duplicate)) return;
        Counters.Duplicated++;
        Deliver(datagram, leaves, next, hop);
    }

    void Deliver(Datagram datagram, TimeSpan leaves, IEventHandler next, int hop)
    {
        var arrival = leaves + Delay;
        if (Jitter > TimeSpan.Zero) arrival += Jitter * random.NextDouble();
        if (random.Chance(Reorder))
        {
            Counters.Reordered++;
            arrival += ReorderDelay;
        }
        else if (KeepsOrder)
        {
            if (arrival < lastArrival) arrival = lastArrival;
            lastArrival = arrival;
        }

        clock.Schedule(arrival, next, datagram, hop + 1);
    }

    Datagram Spoil(Datagram datagram)
    {
        Counters.Corrupted++;
        if (datagram.Payload.IsEmpty) return datagram with { IsCorrupt = true };
        var bytes = datagram.Payload.ToArray();
        for (var flips = 1 + random.Next(4); flips > 0; flips--) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        return datagram with { Payload = bytes, IsCorrupt = true };
    }
}
