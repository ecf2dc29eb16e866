using System.Collections.Concurrent;
using System.Globalization;

namespace ChatBox.Rdt.Simulation.Scenarios;

/// <summary>All cells, each with some seeds, on all cores.</summary>
/// <param name="Failures">One text each: a file that did not arrive without a proper end, or a good line that was not used.</param>
public sealed record Matrix(int Runs, IReadOnlyList<string> Failures)
{
    /// <summary>Of what another's TCP CUBIC reaches in the same cell, where not more than 1 % is lost.</summary>
    const double LeastShare = 0.7;

    public static Matrix Run(int seeds)
    {
        var failures = new ConcurrentBag<string>();
        var cells = Cell.All.ToList();
        Parallel.ForEach(cells, cell =>
        {
            double rdt = 0, tcp = 0;
            for (ulong seed = 1; seed <= (ulong)seeds; seed++)
            {
                var result = cell.Transfer(seed);
                if (result.Failure is not null) failures.Add($"{cell}, seed {seed}: {result.Failure}");
                if (result.Run is not null) rdt += result.Run.Receiver.BytesReceived / result.Run.Now.TotalSeconds;
                if (cell.Loss <= 0.01) tcp += cell.TcpGoodput(seed);
            }

            if (rdt < tcp * LeastShare)
                failures.Add(string.Create(CultureInfo.InvariantCulture, $"{cell}: {rdt * 8 / 1e6 / seeds:F2} Mbit/s, TCP {tcp * 8 / 1e6 / seeds:F2}"));
        });
        return new(cells.Count * seeds, [.. failures.Order(StringComparer.Ordinal)]);
    }
}
