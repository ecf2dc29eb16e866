using ChatBox.Rdt.Simulation.Transfers;

namespace ChatBox.Rdt.Simulation.Scenarios;

/// <summary>A transfer, what happens to it on the way, and what must come of it.</summary>
/// <param name="Text">What a person reads when it has failed.</param>
/// <param name="Events">What happens when.</param>
/// <param name="MustArrive">Nothing in it excuses a transfer that began and ends without the file.</param>
/// <param name="MustConnect">Nor one that never began: of the few packets of a handshake all may be lost.</param>
public sealed record Scenario(
    string Text, TransferSetup Setup, IReadOnlyList<(TimeSpan At, Action<TransferRun> Do)> Events, bool MustArrive, bool MustConnect)
{
    /// <summary>After that much virtual time a transfer that has neither succeeded nor ended hangs.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromMinutes(20);

    public ScenarioResult Run()
    {
        TransferRun? run = null;
        try
        {
            run = new TransferRun(Setup);
            foreach (var (at, what) in Events)
            {
                var current = run;
                run.Network.Clock.Schedule(at, () =>
                {
                    if (!current.Receiver.IsEnded) what(current);
                });
            }

            var ended = run.RunUntil(() => run.Client.HasFile || run.Receiver.IsEnded, Bound.TotalSeconds);
            return new ScenarioResult(this, run, Judge(run, ended));
        }
#pragma warning disable CA1031 // Whatever a machine throws is a finding, to be told with its seed.
        catch (Exception exception)
        {
            return new ScenarioResult(this, run, exception.ToString());
        }
#pragma warning restore CA1031
    }

    string? Judge(TransferRun run, bool ended)
    {
        if (!ended) return $"hangs: {run.Receiver.BytesReceived} of {Setup.Length} bytes after {Bound}";
        if (run.Client.HasFile) return run.HasFile ? null : "the client believes in a file that is not the server's";
        return (run.Receiver.IsConnected ? MustArrive : MustConnect) ? $"ended without the file: {run.Receiver.EndReason} {run.Receiver.EndCode} {run.Receiver.EndText}" : null;
    }
}

/// <param name="Failure">What went wrong; null if nothing did.</param>
public sealed record ScenarioResult(Scenario Scenario, TransferRun? Run, string? Failure)
{
    /// <summary>The transfer brought the file.</summary>
    public bool HasFile => Failure is null && Run?.HasFile == true;
}
