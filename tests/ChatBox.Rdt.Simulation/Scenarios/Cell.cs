using ChatBox.Rdt.Simulation.Models;
using ChatBox.Rdt.Simulation.Network;
using ChatBox.Rdt.Simulation.Transfers;

namespace ChatBox.Rdt.Simulation.Scenarios;

/// <summary>One combination of what a line can do to packets, both ways.</summary>
/// <param name="RoundTrip">Milliseconds.</param>
/// <param name="Megabits">Megabits a second.</param>
public sealed record Cell(double Loss, double Reorder, double Duplicate, double Corrupt, double RoundTrip, double Megabits)
{
    /// <summary>All 240.</summary>
    public static IEnumerable<Cell> All =>
        from loss in new[] { 0, 0.01, 0.05, 0.2, 0.5 }
        from reorder in new[] { 0, 0.25 }
        from duplicate in new[] { 0, 0.1 }
        from corrupt in new[] { 0, 0.01 }
        from roundTrip in new[] { 1.0, 50, 300 }
        from megabits in new[] { 1.0, 100 }
        select new Cell(loss, reorder, duplicate, corrupt, roundTrip, megabits);

    /// <summary>Bytes of the file: more than a window, and soon over at 50 % loss.</summary>
    public int Length => Loss > 0.2 ? 40_000 : Megabits > 1 ? 1_000_000 : 100_000;

    TimeSpan Delay => TimeSpan.FromMilliseconds(RoundTrip / 2);

    /// <summary>The real machine, by ticket.</summary>
    public ScenarioResult Transfer(ulong seed)
    {
        var setup = new TransferSetup { Seed = seed, Length = Length, Delay = Delay, Rate = Megabits * 125_000, Line = Configure };
        return new Scenario(ToString(), setup, [], MustArrive: Loss <= 0.2, MustConnect: Loss <= 0.05).Run();
    }

    /// <summary>Bytes a second that another's TCP CUBIC reaches, which asks for the file a round trip earlier than we.</summary>
    public double TcpGoodput(ulong seed)
    {
        var network = new SimulatedNetwork(seed);
        var flow = Flow.Tcp(TimeSpan.FromMilliseconds(RoundTrip));
        var options = flow.Options.WithFile(Length);
        var source = new ModelSender(Addresses.Client(), flow.Controller, options);
        var sink = new ModelReceiver(Addresses.Server, options.Overhead);
        var (server, client) = (network.Attach(Addresses.Server, source), network.Attach(Addresses.Client(), sink));
        network.ConnectBoth(server, client, link =>
        {
            new LineOptions(Megabits, TimeSpan.FromMilliseconds(RoundTrip)).Configure(link);
            Configure(link);
        });
        server.Drive();
        network.Clock.RunUntil(() => sink.Pieces == options.Pieces, Scenario.Bound);
        return Length / network.Clock.Now.TotalSeconds;
    }

    void Configure(Link link)
    {
        link.Loss = Loss > 0 ? new RandomLoss(Loss) : null;
        (link.Reorder, link.ReorderDelay) = (Reorder, TimeSpan.FromMilliseconds(1 + (RoundTrip / 10)));
        (link.Duplicate, link.Corrupt) = (Duplicate, Corrupt);
    }
}
