using ChatBox.Rdt.Congestion;

namespace ChatBox.Rdt.Tests.Congestion;

/// <summary>Drives a controller by hand: whole windows, acknowledged a round trip later, as one acknowledgement or as many.</summary>
sealed class ControllerDriver(ICongestionController controller, double rttMs, int size = 1_200)
{
    readonly RttEstimator rtt = new(TimeSpan.FromMilliseconds(rttMs));

    public TimeSpan Now { get; private set; } = TimeSpan.FromSeconds(1);

    public TimeSpan RoundTrip => TimeSpan.FromMilliseconds(rttMs);

    /// <summary>Sends a window at once.</summary>
    public List<SentStamp> SendWindow()
    {
        var sent = new List<SentStamp>();
        for (var inFlight = 0L; inFlight + size <= controller.Window; inFlight += size) sent.Add(controller.HandleSent(Now, size, inFlight));
        return sent;
    }

    public void Wait(double rounds = 1) => Now += RoundTrip * rounds;

    public void Ack(IReadOnlyList<SentStamp> packets, int perAck = int.MaxValue)
    {
        for (var from = 0; from < packets.Count; from += Math.Min(perAck, packets.Count - from))
        {
            rtt.Update(Now - packets[from].SentAt, TimeSpan.Zero);
            var to = perAck == int.MaxValue ? packets.Count : Math.Min(packets.Count, from + perAck);
            for (var index = from; index < to; index++) controller.HandleAcked(Now, packets[index]);
            controller.HandleAckProcessed(Now, rtt, (packets.Count - to) * (long)size);
        }
    }

    public void Lose(IEnumerable<SentStamp> packets)
    {
        foreach (var packet in packets) controller.HandleLost(Now, packet);
        controller.HandleAckProcessed(Now, rtt, 0);
    }

    /// <summary>One round trip without loss.</summary>
    public void Round(int perAck = 2)
    {
        var sent = SendWindow();
        Wait();
        Ack(sent, perAck);
    }
}
