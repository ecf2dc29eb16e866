using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace ChatBox.Server.Certificates;

/// <summary>
/// Under which addresses and names this machine can be reached in its networks, as of now. Thread-safe. <see cref="Changed"/> is raised
/// on a thread of the system when a cable is plugged in, a lease changes or a tunnel comes up.
/// </summary>
public sealed class NetworkAddresses : IDisposable
{
    // A certificate has to fit a handshake: 64 addresses are about 1 KiB of it. A machine with more has them for its containers.
    const int Max = 64;

    readonly Func<IEnumerable<IPAddress>> read;
    readonly Lock refreshing = new();
    volatile IReadOnlyList<IPAddress> current;
    bool subscribed;

    internal NetworkAddresses(Func<IEnumerable<IPAddress>> read, string hostName)
    {
        this.read = read;
        Names = MachineNames.Of(hostName);
        current = Read();
    }

    /// <summary>The set of addresses has become another one.</summary>
    public event Action? Changed;

    /// <summary>
    /// Unicast addresses of interfaces that are up, neither loopback nor IPv6 link-local, the one to invite with first; 64 at most.
    /// </summary>
    public IReadOnlyList<IPAddress> Current => current;

    /// <summary>
    /// The address that others most likely reach: on an interface with a gateway, IPv4 before IPv6. Loopback when there is none.
    /// </summary>
    public IPAddress Preferred => current is [var first, ..] ? first : IPAddress.Loopback;

    /// <summary>The host name, what mDNS makes of it, <c>chatbox.local</c> and <c>localhost</c>; in lower case. Fixed at start.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The addresses of this machine, followed live.</summary>
    public static NetworkAddresses OfThisMachine()
    {
        var addresses = new NetworkAddresses(MachineAddresses, Dns.GetHostName()) { subscribed = true };
        NetworkChange.NetworkAddressChanged += addresses.OnAddressChanged;
        return addresses;
    }

    /// <summary>Reads again, and raises <see cref="Changed"/> when the set differs; their order alone is no news.</summary>
    public void Refresh()
    {
        lock (refreshing)
        {
            var before = current;
            current = Read();
            if (before.ToHashSet().SetEquals(current))
                return;
        }

        Changed?.Invoke();
    }

    public void Dispose()
    {
        if (subscribed)
            NetworkChange.NetworkAddressChanged -= OnAddressChanged;
    }

    void OnAddressChanged(object? sender, EventArgs e) => Refresh();

    IPAddress[] Read() => [.. read().Distinct().Take(Max)];

    static IEnumerable<IPAddress> MachineAddresses()
    {
        try
        {
            return
            [
                .. from network in NetworkInterface.GetAllNetworkInterfaces()
                   // Tunnels of Linux have no carrier to report and say Unknown while they work.
                   where network.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown
                   let properties = network.GetIPProperties()
                   let hasGateway = properties.GatewayAddresses.Any(g => !g.Address.Equals(IPAddress.Any))
                   from unicast in properties.UnicastAddresses
                   where IsUsable(unicast.Address)
                   orderby hasGateway descending, unicast.Address.AddressFamily == AddressFamily.InterNetwork descending
                   select unicast.Address,
            ];
        }
        catch (NetworkInformationException)
        {
            // A sandbox can hide the interfaces; names and loopback still work.
            return [];
        }
    }

    /// <summary>An fe80:: address means nothing without its interface, and browsers refuse it in a link.</summary>
    static bool IsUsable(IPAddress address) => !IPAddress.IsLoopback(address) && !address.IsIPv6LinkLocal && !address.IsIPv6Multicast;
}
