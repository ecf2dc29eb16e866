using ChatBox.Rdt.Simulation.Scenarios;

namespace ChatBox.Rdt.Tests.Simulation;

public class ManyRunsTests
{
    /// <summary>Each may fail by itself: run `dotnet run --project tests/ChatBox.Rdt.Simulation -- --seed N` for what it is.</summary>
    [Fact]
    public void Ten_thousand_random_transfers_bring_the_file_or_end_properly()
    {
        var sum = ManyRuns.Run(1, 10_000);
        Assert.True(sum.Failures.Count == 0, $"{sum.Failures.Count} of {sum.Runs} failed, among them:\n{string.Join('\n', sum.Failures.Take(5))}");
        Assert.InRange(sum.Files, 9_000, 10_000);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(77)]
    public void A_seed_gives_the_same_run_again(ulong seed)
    {
        var (one, other) = (RandomScenario.Create(seed).Run(), RandomScenario.Create(seed).Run());
        Assert.Equal(one.Scenario.Text, other.Scenario.Text);
        Assert.Equal(one.Run!.Now, other.Run!.Now);
        Assert.Equal(one.Run.Down.Counters.Offered, other.Run.Down.Counters.Offered);
    }
}
