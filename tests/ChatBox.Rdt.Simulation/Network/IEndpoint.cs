namespace ChatBox.Rdt.Simulation.Network;

/// <summary>
/// A protocol machine as the network drives it. After every Handle call, <see cref="PollTransmit"/> is called until it gives nothing, then
/// <see cref="PollTimeout"/>.
/// </summary>
public interface IEndpoint
{
    void HandleDatagram(TimeSpan now, Datagram datagram);

    void HandleTimeout(TimeSpan now);

    /// <summary>The next datagram to send now; null if there is none (any more).</summary>
    Datagram? PollTransmit(TimeSpan now);

    /// <summary>When <see cref="HandleTimeout"/> wants to be called; null for never. A time in the past means at once.</summary>
    TimeSpan? PollTimeout();
}
