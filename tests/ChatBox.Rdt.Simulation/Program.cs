using System.Diagnostics;
using System.Globalization;
using ChatBox.Rdt.Simulation.Scenarios;
using ChatBox.Rdt.Simulation.Tracing;

// rdt-sim: runs one random scenario, or many of them, in virtual time.
const string Usage = """
    rdt-sim --seed N [--qlog FILE]    one scenario, the same for ever; FILE gets the server's trace (qlog JSON-SEQ, for qvis)
    rdt-sim --runs COUNT [--from N]   COUNT of them on all cores; prints those that fail. Exit code 1 if any does
    rdt-sim --cells SEEDS             every combination of loss, reordering, duplicates, corruption, round trip and rate, each SEEDS times
    """;

string? Option(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

ulong? Number(string name) => ulong.TryParse(Option(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

if (Number("--seed") is { } seed)
{
    var path = Option("--qlog");
    using var file = path is null ? null : File.Create(path);
    using var trace = file is null ? null : new QlogTrace(file, $"rdt-sim --seed {seed}", "server");
    var result = RandomScenario.Create(seed, trace).Run();
    Console.WriteLine(result.Scenario.Text);
    if (result.Run is { } run)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{run.Now.TotalSeconds:F3} s, {run.Receiver.BytesReceived} bytes received, {run.Receiver.EndReason} {run.Receiver.EndCode}, {run.Down.Counters.Offered} packets down, {run.Up.Counters.Offered} up"));
    }

    Console.WriteLine(result.Failure is null ? result.HasFile ? "the file is there" : "no file, and the end is a proper one" : $"FAILED: {result.Failure}");
    // The trace goes on to the end of the connection.
    if (trace is not null) result.Run?.RunToEnd();
    return result.Failure is null ? 0 : 1;
}

if (Number("--runs") is { } count)
{
    var watch = Stopwatch.StartNew();
    var sum = ManyRuns.Run(Number("--from") ?? 1, (int)count);
    foreach (var failure in sum.Failures) Console.WriteLine(failure);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{sum.Runs} runs in {watch.Elapsed.TotalSeconds:F1} s: {sum.Files} files, {sum.Runs - sum.Files - sum.Failures.Count} proper ends without one, {sum.Failures.Count} failed"));
    return sum.Failures.Count == 0 ? 0 : 1;
}

if (Number("--cells") is { } seeds and > 0)
{
    var watch = Stopwatch.StartNew();
    var matrix = Matrix.Run((int)seeds);
    foreach (var failure in matrix.Failures) Console.WriteLine(failure);
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{matrix.Runs} runs in {watch.Elapsed.TotalSeconds:F1} s: {matrix.Failures.Count} failures"));
    return matrix.Failures.Count == 0 ? 0 : 1;
}

Console.Error.WriteLine(Usage);
return 2;
