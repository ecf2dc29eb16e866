using System.Net;

namespace ChatBox.Rdt.Simulation.Network;

/// <summary>An endpoint in the network, with the address the others see.</summary>
public sealed class Host : IEventHandler
{
    /// <summary>A machine which asks for its timer this often without time passing will do so for ever.</summary>
    const int MaxTimeoutsAtOnce = 1_000;

    readonly SimulatedNetwork network;
    TimeSpan? scheduled;
    TimeSpan lastTimeout = TimeSpan.MinValue;
    int timeoutsAtOnce;

    internal Host(SimulatedNetwork network, IPEndPoint address, IEndpoint endpoint)
    {
        (this.network, Address, Endpoint) = (network, address, endpoint);
    }

    public IPEndPoint Address { get; private set; }

    public IEndpoint Endpoint { get; }

    /// <summary>Datagrams handed to the endpoint.</summary>
    public long Received { get; private set; }

    /// <summary>The translator before this host forgets its mapping and makes another: what comes to the old address is lost.</summary>
    public void Rebind(IPEndPoint address)
    {
        network.Move(this, address);
        Address = address;
    }

    /// <summary>Sends what the endpoint has, and notes its timer. To be called after anything was done to the endpoint from outside.</summary>
    public void Drive()
    {
        var now = network.Clock.Now;
        while (Endpoint.PollTransmit(now) is { } datagram) network.Send(this, datagram with { From = Address });
        if (Endpoint.PollTimeout() is not { } at) return;
        if (at < now) at = now;
        if (scheduled <= at) return;
        scheduled = at;
        network.Clock.Schedule(at, this);
    }

    void IEventHandler.HandleEvent(object? state, int argument)
    {
        var now = network.Clock.Now;
        // An event which an earlier one has overtaken.
        if (scheduled != now) return;
        scheduled = null;
        if (Endpoint.PollTimeout() is { } at && at <= now)
        {
            timeoutsAtOnce = lastTimeout == now ? timeoutsAtOnce + 1 : 0;
            lastTimeout = now;
            if (timeoutsAtOnce > MaxTimeoutsAtOnce) throw new InvalidOperationException($"{Endpoint} asks for its timer for ever at {now}.");
            Endpoint.HandleTimeout(now);
        }

        Drive();
    }

    internal void Receive(Datagram datagram)
    {
        Received++;
        Endpoint.HandleDatagram(network.Clock.Now, datagram);
        Drive();
    }
}
