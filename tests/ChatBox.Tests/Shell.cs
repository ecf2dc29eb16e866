using System.Runtime.InteropServices;
using System.Text;
using ChatBox.Terminals;

namespace ChatBox.Tests;

/// <summary>One run of the command, in this process: its arguments, what is piped in, and what came of it.</summary>
sealed class Shell : IDisposable
{
    readonly Signals signals = new();
    readonly string config;

    public Shell(string config, string input = "", Stream? stdin = null)
    {
        this.config = config;
        Terminal = new Terminal(
            stdin ?? new MemoryStream(Encoding.UTF8.GetBytes(input)), false, Output, Error, false, Variables.GetValueOrDefault)
        {
            OutputBytes = () => OutputBytes,
        };
        Variables["XDG_CONFIG_HOME"] = config;
    }

    public Dictionary<string, string?> Variables { get; } = [];

    public AwaitableWriter Output { get; } = new();

    /// <summary>What came as bytes rather than text.</summary>
    public MemoryStream OutputBytes { get; } = new();

    public AwaitableWriter Error { get; } = new();

    public Terminal Terminal { get; }

    public string[] OutputLines => Output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public string[] ErrorLines => Error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static async Task<(int ExitCode, Shell Shell)> RunAsync(string config, string input, params string[] args)
    {
        var shell = new Shell(config, input);
        return (await shell.RunAsync(args), shell);
    }

    public Task<int> RunAsync(params string[] args) => CommandLine.RunAsync(args, Terminal, signals);

    public void Interrupt() => signals.Raise(PosixSignal.SIGINT);

    public void Terminate() => signals.Raise(PosixSignal.SIGTERM);

    public void Dispose()
    {
        signals.Dispose();
        Output.Dispose();
        OutputBytes.Dispose();
        Error.Dispose();
    }

    public override string ToString() => $"{config}\n{Output}\n{Error}";
}
