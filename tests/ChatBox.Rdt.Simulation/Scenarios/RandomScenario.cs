using System.Globalization;
using ChatBox.Rdt.Congestion;
using ChatBox.Rdt.Simulation.Network;
using ChatBox.Rdt.Simulation.Transfers;

namespace ChatBox.Rdt.Simulation.Scenarios;

/// <summary>Any scenario at all, from a seed: the same one for ever.</summary>
public static class RandomScenario
{
    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <param name="trace">A trace for the server's side; null for none.</param>
    public static Scenario Create(ulong seed, Tracing.QlogTrace? trace = null)
    {
        var random = new SplitMix(seed);
        var algorithm = random.Chance(0.8) ? CongestionAlgorithm.Bbr : CongestionAlgorithm.Cubic;
        var length = random.Pick(0, 1, random.Next(3_000), random.Next(30_000), random.Next(120_000));
        var have = random.Chance(0.15) ? random.Next(length + 1) : 0;
        var delay = TimeSpan.FromMilliseconds(random.Pick(0.1, 0.5, 5, 25, 50, 150));
        var rate = random.Pick(20_000.0, 125_000, 1_250_000, 12_500_000);
        var (loss, burst) = (random.Pick(0, 0, 0.01, 0.05, 0.2, 0.4), random.Chance(0.3));
        var jitter = random.Chance(0.3) ? delay * random.NextDouble() : TimeSpan.Zero;
        var (keepsOrder, reorder) = (random.Chance(0.5), random.Chance(0.3) ? random.Next(0, 0.3) : 0);
        var (duplicate, corrupt) = (random.Chance(0.2) ? 0.1 : 0, random.Chance(0.2) ? 0.02 : 0);
        var byTicket = random.Chance(0.5);
        var mtu = random.Pick(1_280, 1_400, 1_500, 9_000);
        var text = string.Create(CultureInfo.InvariantCulture, $"{algorithm}, {length} bytes from {have}, {rate * 8 / 1e6} Mbit/s, {delay.TotalMilliseconds} ms each way, ")
            + string.Create(CultureInfo.InvariantCulture, $"loss {loss}{(burst ? " in bursts" : "")}, jitter {jitter.TotalMilliseconds:F1} ms{(keepsOrder ? "" : " unordered")}, reorder {reorder:F2}, ")
            + string.Create(CultureInfo.InvariantCulture, $"duplicate {duplicate}, corrupt {corrupt}, MTU {mtu}, by {(byTicket ? "ticket" : "cookie")}");
        var setup = new TransferSetup
        {
            Seed = seed,
            Length = length,
            Have = have,
            Delay = delay,
            Rate = rate,
            Mtu = mtu,
            ByTicket = byTicket,
            Server = new EndpointOptions { Sender = new SenderOptions { Algorithm = algorithm }, Trace = trace is null ? null : _ => trace },
            Client = options => options with { HandshakeTimeout = TimeSpan.FromMinutes(2) },
            Line = link =>
            {
                link.Loss = loss == 0 ? null : burst ? new BurstLoss(loss, 3) : new RandomLoss(loss);
                (link.Jitter, link.KeepsOrder, link.Reorder) = (jitter, keepsOrder, reorder);
                (link.Duplicate, link.Corrupt) = (duplicate, corrupt);
            },
        };
        var (events, isHarsh) = CreateEvents(random, byTicket, ref text);
        return new Scenario(text, setup, events, MustArrive: !isHarsh && loss < 0.3, MustConnect: !isHarsh && loss == 0 && corrupt == 0 && !text.Contains("blackhole", StringComparison.Ordinal));
    }

    static (List<(TimeSpan, Action<TransferRun>)> Events, bool IsHarsh) CreateEvents(SplitMix random, bool byTicket, ref string text)
    {
        var events = new List<(TimeSpan, Action<TransferRun>)>();
        var isHarsh = false;
        var at = TimeSpan.FromMilliseconds(random.Next(0, 1_500));
        switch (random.Next(8))
        {
            case 0:
                var host = random.Pick(100, 77);
                // Without a ticket the grant is bound to the address: who moves before the handshake is through has none.
                isHarsh = host == 77 && !byTicket;
                text += $", rebinding to {host} at {at}";
                events.Add((at, run => run.ClientHost.Rebind(Addresses.Create(host, 40_001))));
                break;
            case 1:
                var gap = Second * random.Pick(1, 5, 60);
                isHarsh = gap > Second * 5;
                text += $", blackhole at {at} for {gap}";
                events.Add((at, run => run.Down.IsBlackhole = run.Up.IsBlackhole = true));
                events.Add((at + gap, run => run.Down.IsBlackhole = run.Up.IsBlackhole = false));
                break;
            case 2:
                text += $", MTU 1,280 from {at}";
                events.Add((at, run => run.Down.Mtu = run.Up.Mtu = 1_280));
                break;
            case 3:
                text += $", a tenth of the rate from {at}";
                events.Add((at, run => run.Down.Rate /= 10));
                break;
            case 4:
                text += $", a pause at {at}";
                events.Add((at, run =>
                {
                    run.Receiver.Pause(run.Now, run.Receiver.ContiguousOffset);
                    run.DriveClient();
                }
                ));
                events.Add((at + Second, run =>
                {
                    run.Receiver.Proceed(run.Now);
                    run.DriveClient();
                }
                ));
                break;
        }

        return (events, isHarsh);
    }
}
