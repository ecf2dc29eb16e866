using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ChatBox.Server.Tests.Support;

/// <summary>A server as a process of its own (ChatBox.CrashHost), to be killed.</summary>
sealed partial class ServerProcess : IServed, IDisposable
{
    /// <summary>A start takes a second or two, of one core; several at once, on two cores that others want too, take far longer.</summary>
    static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    readonly Process process;
    readonly StringBuilder error = new();

    ServerProcess(Process process) => this.process = process;

    public Uri Http { get; private set; } = new("http://127.0.0.1");

    /// <summary>From the start of the process until it said that it is running.</summary>
    public TimeSpan StartTime { get; private set; }

    public string Error
    {
        get
        {
            lock (error) return error.ToString();
        }
    }

    public int Id => process.Id;

    /// <summary>What all its threads have had of the processor, in this program and in the kernel.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    public long MemoryBytes
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    /// <summary>The most that the process had since <see cref="ForgetPeak"/>: the kernel counts each moment, no sample misses one (Linux).</summary>
    public long PeakMemoryBytes
    {
        get
        {
            var line = File.ReadLines($"/proc/{Id}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
        }
    }

    // proc(5): 5 resets the peak resident set size.
    public void ForgetPeak() => File.WriteAllText($"/proc/{Id}/clear_refs", "5");

    /// <summary>What it has open: sockets, files and all else. Linux only.</summary>
    public int OpenDescriptors => Directory.GetFiles(string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Id}/fd")).Length;

    /// <summary>Starts a server and waits until it says where it is.</summary>
    public static Task<ServerProcess> StartAsync(string data, params string[] arguments) => StartAsync(data, _ => { }, arguments);

    public static async Task<ServerProcess> StartAsync(string data, Action<ProcessStartInfo> change, params string[] arguments)
    {
        var watch = Stopwatch.StartNew();
        var server = Launch(data, arguments, change);
        while (await server.process.StandardOutput.ReadLineAsync().WaitAsync(StartLimit) is { } line)
        {
            if (ThisComputer().Match(line) is not { Success: true } found) continue;
            server.Http = new Uri($"http://127.0.0.1:{found.Groups["port"].Value}");
            server.StartTime = watch.Elapsed;
            // What it writes further must not fill the pipe.
            _ = server.process.StandardOutput.ReadToEndAsync();
            return server;
        }

        await server.process.WaitForExitAsync().Soon();
        throw new InvalidOperationException($"exit code {server.process.ExitCode}: {server.Error}");
    }

    /// <summary>For a server that is not to start: its exit code and what it wrote as the reason.</summary>
    public static Task<(int ExitCode, string Error)> RunAsync(string data, params string[] arguments) =>
        RunAsync(data, _ => { }, arguments);

    /// <param name="data">The data directory.</param>
    /// <param name="change">Changes how it is started: its environment, or a command in front of it.</param>
    /// <param name="arguments">Of the host.</param>
    public static async Task<(int ExitCode, string Error)> RunAsync(string data, Action<ProcessStartInfo> change, params string[] arguments)
    {
        using var server = Launch(data, arguments, change);
        await server.process.StandardOutput.ReadToEndAsync().Soon();
        await server.process.WaitForExitAsync().Soon();
        server.process.WaitForExit();
        return (server.process.ExitCode, server.Error);
    }

    /// <summary>SIGKILL: no last word, no flush.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync().Soon();
    }

    /// <summary>SIGTERM or SIGINT, as a service manager or Ctrl+C sends it.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-" + name, process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public async Task<int> ExitAsync(TimeSpan within)
    {
        await process.WaitForExitAsync().WaitAsync(within);
        return process.ExitCode;
    }

    /// <summary>
    /// A shell without job control starts what runs in its background with SIGINT ignored (POSIX, "Signals and Error Handling"), and .NET
    /// leaves ignored what it finds ignored: so a run of the tests that stands in the background would start servers that Ctrl+C cannot
    /// end.
    /// </summary>
    public static void HearSignals(ProcessStartInfo start) => Prefix(start, "env", "--default-signal=INT");

    /// <summary>Puts a command in front, such as <c>strace</c>, that runs the rest of its command line.</summary>
    public static void Prefix(ProcessStartInfo start, params string[] command)
    {
        var (name, arguments) = (start.FileName, start.ArgumentList.ToArray());
        start.FileName = command[0];
        start.ArgumentList.Clear();
        foreach (var argument in command.Skip(1).Append(name).Concat(arguments)) start.ArgumentList.Add(argument);
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        // Not without a limit: who reads its output waits for it on another thread.
        process.WaitForExit(TimeSpan.FromSeconds(10));
        process.Dispose();
    }

    static ServerProcess Launch(string data, string[] arguments, Action<ProcessStartInfo> change)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "ChatBox.CrashHost.dll"), data, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // What is measured is the server, not how the compiler warms up.
        start.Environment["DOTNET_TieredPGO"] = "0";
        // A process that is killed leaves its sockets for debuggers in /tmp.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        // Nor how full this machine's disk is.
        start.Environment["CHATBOX_FILES_FLOOR"] = "0";
        change(start);
        var server = new ServerProcess(Process.Start(start)!);
        server.process.ErrorDataReceived += (_, line) =>
        {
            lock (server.error) server.error.AppendLine(line.Data);
        };
        server.process.BeginErrorReadLine();
        return server;
    }

    [GeneratedRegex(@"This computer\s+http://localhost:(?<port>\d+)")]
    private static partial Regex ThisComputer();
}
