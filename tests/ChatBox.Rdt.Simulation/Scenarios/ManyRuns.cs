using System.Collections.Concurrent;

namespace ChatBox.Rdt.Simulation.Scenarios;

/// <summary>Many random scenarios on all cores.</summary>
/// <param name="Failures">One text each, with the command that replays it.</param>
public sealed record ManyRuns(int Runs, int Files, IReadOnlyList<string> Failures)
{
    public static ManyRuns Run(ulong from, int count)
    {
        var failures = new ConcurrentBag<(ulong Seed, string Text)>();
        var files = 0;
        Parallel.For(0, count, index =>
        {
            var seed = from + (ulong)index;
            var result = RandomScenario.Create(seed).Run();
            if (result.HasFile) Interlocked.Increment(ref files);
            if (result.Failure is not null) failures.Add((seed, $"{result.Failure}\n  {result.Scenario.Text}\n  {Replay(seed)}"));
        });
        return new(count, files, [.. failures.OrderBy(failure => failure.Seed).Select(failure => failure.Text)]);
    }

    public static string Replay(ulong seed) => $"dotnet run --project tests/ChatBox.Rdt.Simulation -- --seed {seed} --qlog {seed}.sqlog";
}
