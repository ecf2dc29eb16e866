using System.Net;

namespace ChatBox.Rdt.Simulation.Network;

/// <summary>Hosts, and the chains of links between them. All chance comes from the seed. Not thread-safe.</summary>
public sealed class SimulatedNetwork(ulong seed)
{
    readonly Dictionary<IPEndPoint, Host> hosts = [];
    readonly Dictionary<(Host From, Host To), Route> routes = [];
    readonly SplitMix seeds = new(seed);

    public VirtualClock Clock { get; } = new();

    /// <summary>Datagrams that came to an address where nobody is (any more).</summary>
    public long Unreachable { get; private set; }

    public Link CreateLink() => new(Clock, seeds.Next());

    public Host Attach(IPEndPoint address, IEndpoint endpoint) => hosts[address] = new Host(this, address, endpoint);

    /// <summary>What one host sends to the other passes these links in turn; none of them: it arrives at once.</summary>
    public void Connect(Host from, Host to, params Link[] links) => routes[(from, to)] = new Route(this, links);

    /// <summary>A line between two hosts, alike in both directions.</summary>
    public (Link Forth, Link Back) ConnectBoth(Host one, Host other, Action<Link> configure)
    {
        var (forth, back) = (CreateLink(), CreateLink());
        configure(forth);
        configure(back);
        Connect(one, other, forth);
        Connect(other, one, back);
        return (forth, back);
    }

    /// <summary>A datagram from anywhere, as an attacker sends it; it arrives at once.</summary>
    public void Inject(IPEndPoint from, Datagram datagram) => Arrive(datagram with { From = from });

    internal void Send(Host from, Datagram datagram)
    {
        if (hosts.TryGetValue(datagram.To, out var to) && routes.TryGetValue((from, to), out var route)) route.HandleEvent(datagram, 0);
        else Unreachable++;
    }

    internal void Move(Host host, IPEndPoint address)
    {
        hosts.Remove(host.Address);
        hosts.Add(address, host);
    }

    void Arrive(Datagram datagram)
    {
        if (hosts.TryGetValue(datagram.To, out var host)) host.Receive(datagram);
        else Unreachable++;
    }

    sealed class Route(SimulatedNetwork network, Link[] links) : IEventHandler
    {
        public void HandleEvent(object? state, int hop)
        {
            var datagram = (Datagram)state!;
            if (hop < links.Length) links[hop].Send(datagram, this, hop);
            else network.Arrive(datagram);
        }
    }
}
