using System.Collections.Concurrent;
using ChatBox.Rdt.Simulation.Scenarios;

namespace ChatBox.Rdt.Tests.Simulation;

/// <summary>Loss of 0 to 50 %, reordering, duplicates, corruption, 1 to 300 ms, 1 and 100 Mbit/s: all 240 combinations (F20).</summary>
public class MatrixTests
{
    const int Seeds = 2;

    [Fact]
    public void In_all_240_cells_the_file_arrives_or_the_end_is_a_proper_one_and_good_lines_are_used()
    {
        var failures = new ConcurrentBag<string>();
        var cells = Cell.All.ToList();
        Parallel.ForEach(cells, cell =>
        {
            double rdt = 0, tcp = 0;
            for (ulong seed = 1; seed <= Seeds; seed++)
            {
                var result = cell.Transfer(seed);
                if (result.Failure is not null) failures.Add($"{cell}, seed {seed}: {result.Failure}");
                if (result.Run is not null) rdt += result.Run.Receiver.BytesReceived / result.Run.Now.TotalSeconds;
                if (cell.Loss <= 0.01) tcp += cell.TcpGoodput(seed);
            }

            if (rdt < tcp * 0.7) failures.Add($"{cell}: {rdt * 8 / 1e6 / Seeds:F2} Mbit/s, TCP {tcp * 8 / 1e6 / Seeds:F2}");
        });
        Assert.Equal(240, cells.Count);
        Assert.True(failures.IsEmpty, $"{failures.Count} of 240 cells:\n{string.Join('\n', failures.Order())}");
    }
}
