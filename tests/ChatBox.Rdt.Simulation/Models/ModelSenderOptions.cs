using ChatBox.Rdt.Simulation.Network;

namespace ChatBox.Rdt.Simulation.Models;

public sealed record ModelSenderOptions
{
    /// <summary>Bytes of UDP or TCP payload per packet.</summary>
    public int PacketSize { get; init; } = 1_200;

    /// <summary>Of those, what is not file: the packet's header and seal.</summary>
    public int PacketHeader { get; init; } = 40;

    /// <summary>Bytes of headers below.</summary>
    public int Overhead { get; init; } = Datagram.UdpOverhead;

    /// <summary>Packets that the file makes; practically endless by default.</summary>
    public int Pieces { get; init; } = 100_000_000;

    public TimeSpan StartAt { get; init; }

    public ModelSenderOptions WithFile(long bytes) => this with { Pieces = (int)((bytes + PacketSize - PacketHeader - 1) / (PacketSize - PacketHeader)) };
}
