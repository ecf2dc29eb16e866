using ChatBox.Rdt.Congestion;
using ChatBox.Rdt.Simulation.Network;

namespace ChatBox.Rdt.Simulation.Models;

/// <summary>One flow among several.</summary>
public sealed record Flow(ICongestionController Controller, ModelSenderOptions Options)
{
    public static Flow Rdt(ICongestionController controller, TimeSpan start = default) =>
        new(controller, new ModelSenderOptions { StartAt = start });

    /// <summary>TCP on Ethernet: 1,448 bytes of data, 52 of headers.</summary>
    public static Flow Tcp(TimeSpan start = default) =>
        new(new TcpCubic(1_448), new ModelSenderOptions { PacketSize = 1_448, PacketHeader = 0, Overhead = 52, StartAt = start });
}

/// <summary>Several flows through one bottleneck, each to a receiver of its own.</summary>
/// <param name="Shares">Bytes each flow brought through, as a share of what the line could carry in the time watched.</param>
/// <param name="QueueDropShare">Packets which the queue dropped, of those that came to it.</param>
public sealed record SharedRun(double[] Shares, double QueueDropShare, double MeanQueue, ModelSender[] Senders)
{
    public double Utilization => Shares.Sum();

    /// <param name="watchFrom">What went through before is not counted.</param>
    public static SharedRun Start(LineOptions line, TimeSpan watchFrom, params Flow[] flows)
    {
        var network = new SimulatedNetwork(line.Seed);
        var (bottleneck, back) = (network.CreateLink(), network.CreateLink());
        line.Configure(bottleneck);
        back.Delay = line.RoundTrip / 2;
        var senders = new ModelSender[flows.Length];
        var sinks = new ModelReceiver[flows.Length];
        for (var index = 0; index < flows.Length; index++)
        {
            var (from, to) = (Addresses.Create(10 + index, 50001), Addresses.Client(index));
            senders[index] = new ModelSender(to, flows[index].Controller, flows[index].Options);
            sinks[index] = new ModelReceiver(from, flows[index].Options.Overhead);
            var (server, client) = (network.Attach(from, senders[index]), network.Attach(to, sinks[index]));
            network.Connect(server, client, bottleneck);
            network.Connect(client, server, back);
            server.Drive();
        }

        network.Clock.Run(watchFrom);
        var before = sinks.Select(sink => sink.ReceivedBytes).ToArray();
        var queued = 0.0;
        var samples = 0;
        for (var at = watchFrom; at < line.End; at += TimeSpan.FromMilliseconds(10))
        {
            network.Clock.Run(at);
            queued += bottleneck.Queued;
            samples++;
        }

        network.Clock.Run(line.End);
        var capacity = line.BytesPerSecond * (line.End - watchFrom).TotalSeconds;
        var shares = sinks.Select((sink, index) => (sink.ReceivedBytes - before[index]) * WireFactor(flows[index].Options) / capacity).ToArray();
        var counters = bottleneck.Counters;
        return new(shares, (double)counters.QueueDropped / counters.Offered, queued / samples, senders);
    }

    static double WireFactor(ModelSenderOptions options) => (double)(options.PacketSize + options.Overhead) / options.PacketSize;
}
