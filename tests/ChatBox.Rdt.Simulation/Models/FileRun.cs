using ChatBox.Rdt.Congestion;
using ChatBox.Rdt.Simulation.Network;

namespace ChatBox.Rdt.Simulation.Models;

/// <summary>One file over one line: what a person waits for.</summary>
/// <param name="Seconds">From the request until the last byte is there; the end of the run if it is not.</param>
/// <param name="Goodput">Bytes of the file a second.</param>
public sealed record FileRun(bool IsWhole, double Seconds, double Goodput, long Sent, long Lost, long QueueDropped)
{
    public double MegabitsPerSecond => Goodput * 8 / 1e6;

    /// <param name="rtts">Round trips before the first packet of the file leaves.</param>
    public static FileRun Start(LineOptions line, ICongestionController controller, long bytes, ModelSenderOptions sender, double rtts)
    {
        var network = new SimulatedNetwork(line.Seed);
        var options = (sender with { StartAt = line.RoundTrip * rtts }).WithFile(bytes);
        var (serverAddress, clientAddress) = (Addresses.Server, Addresses.Client());
        var source = new ModelSender(clientAddress, controller, options);
        var sink = new ModelReceiver(serverAddress, options.Overhead);
        var (server, client) = (network.Attach(serverAddress, source), network.Attach(clientAddress, sink));
        var (down, _) = network.ConnectBoth(server, client, line.Configure);
        server.Drive();
        var whole = network.Clock.RunUntil(() => sink.Pieces == options.Pieces, line.End);
        var seconds = network.Clock.Now.TotalSeconds;
        var received = whole ? bytes : (long)sink.Pieces * (options.PacketSize - options.PacketHeader);
        return new(whole, seconds, received / seconds, source.SentPackets, source.LostPackets, down.Counters.QueueDropped);
    }
}
