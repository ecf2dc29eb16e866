using ChatBox.Rdt.Simulation.Network;

namespace ChatBox.Rdt.Simulation.Transfers;

/// <summary>One client, one server, one line between them, one file.</summary>
public sealed record TransferSetup
{
    public ulong Seed { get; init; } = 1;

    public int Length { get; init; } = 1_000_000;

    /// <summary>Each way.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(25);

    /// <summary>Bytes a second from server to client; infinite for none.</summary>
    public double Rate { get; init; } = 12_500_000;

    /// <summary>Bytes; null for one bandwidth-delay product, at least 30,000.</summary>
    public double? Queue { get; init; }

    /// <summary>Bytes of the largest IP packet, 1,500 by default.</summary>
    public int Mtu { get; init; } = 1_500;

    /// <summary>By ticket; else by cookie, as from the text door.</summary>
    public bool ByTicket { get; init; } = true;

    /// <summary>The address that the ticket was fetched from; null for the client's own.</summary>
    public System.Net.IPEndPoint? TicketFrom { get; init; }

    /// <summary>What the host has measured before it gave the ticket; null for nothing.</summary>
    public TimeSpan? RoundTrip { get; init; }

    public EndpointOptions Server { get; init; } = new();

    public Func<ReceiverOptions, ReceiverOptions>? Client { get; init; }

    /// <summary>Bytes that the client has from before; it asks for the rest.</summary>
    public int Have { get; init; }

    /// <summary>What the line does beside delay and rate; called for the way down, then for the way up.</summary>
    public Action<Link>? Line { get; init; }
}
