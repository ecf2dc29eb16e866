using ChatBox.Rdt.Simulation.Scenarios;

namespace ChatBox.Rdt.Tests.Simulation;

/// <summary>Loss of 0 to 50 %, reordering, duplicates, corruption, 1 to 300 ms, 1 and 100 Mbit/s: all 240 combinations (F20).</summary>
public class MatrixTests
{
    /// <summary>A tenth of what `dotnet run --project tests/ChatBox.Rdt.Simulation -- --cells 40` runs.</summary>
    const int Seeds = 4;

    [Fact]
    public void In_all_240_cells_the_file_arrives_or_the_end_is_a_proper_one_and_good_lines_are_used()
    {
        var matrix = Matrix.Run(Seeds);
        Assert.Equal(240 * Seeds, matrix.Runs);
        Assert.True(matrix.Failures.Count == 0, $"{matrix.Failures.Count} failures:\n{string.Join('\n', matrix.Failures)}");
    }
}
