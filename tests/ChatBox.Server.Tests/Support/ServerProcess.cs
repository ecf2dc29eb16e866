using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ChatBox.Server.Tests.Support;

/// <summary>A server as a process of its own (ChatBox.CrashHost), to be killed.</summary>
sealed partial class ServerProcess : IServed, IDisposable
{
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

    public long MemoryBytes
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    /// <summary>Starts a server and waits until it says where it is.</summary>
    public static async Task<ServerProcess> StartAsync(string data, params string[] arguments)
    {
        var watch = Stopwatch.StartNew();
        var server = Launch(data, arguments);
        while (await server.process.StandardOutput.ReadLineAsync().Soon() is { } line)
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
    public static async Task<(int ExitCode, string Error)> RunAsync(string data, params string[] arguments)
    {
        using var server = Launch(data, arguments);
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

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        // Not without a limit: who reads its output waits for it on another thread.
        process.WaitForExit(TimeSpan.FromSeconds(10));
        process.Dispose();
    }

    static ServerProcess Launch(string data, string[] arguments)
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
