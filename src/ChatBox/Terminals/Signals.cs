using System.Runtime.InteropServices;

namespace ChatBox.Terminals;

/// <summary>Ctrl+C and SIGTERM end a command in order; the second one ends the process at once. Thread-safe.</summary>
sealed class Signals : IDisposable
{
    readonly CancellationTokenSource stop = new();
    readonly PosixSignalRegistration[] registrations;

    public Signals() =>
        registrations =
            [PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle)];

    public CancellationToken Stop => stop.Token;

    /// <summary>What the shell is told by a command that was ended.</summary>
    public int ExitCode { get; private set; } = ExitCodes.Interrupted;

    public void Dispose()
    {
        foreach (var registration in registrations) registration.Dispose();
        stop.Dispose();
    }

    public void Raise(PosixSignal signal)
    {
        ExitCode = signal == PosixSignal.SIGTERM ? ExitCodes.Terminated : ExitCodes.Interrupted;
        stop.Cancel();
    }

    void Handle(PosixSignalContext context)
    {
        if (stop.IsCancellationRequested) return;
        context.Cancel = true;
        Raise(context.Signal);
    }
}
