using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace ChatBox.Tests;

/// <summary>The command as a process of its own, which can be killed: SIGKILL, no last word, no flush.</summary>
sealed partial class CommandProcess : IDisposable
{
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    readonly Process process;
    readonly StringBuilder text = new();
    readonly TaskCompletionSource isServing = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CommandProcess(string config, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "chatbox"), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["XDG_CONFIG_HOME"] = config;
        start.Environment["CHATBOX_FILES_FLOOR"] = "0";
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>All that it has written, to either stream.</summary>
    public string Text
    {
        get
        {
            lock (text) return text.ToString();
        }
    }

    public bool HasExited => process.HasExited;

    /// <summary>A server that can be reached: its invite link.</summary>
    public async Task<Uri> InviteAsync()
    {
        await isServing.Task.WaitAsync(Limit);
        return new Uri(Invite().Match(Text).Value);
    }

    public async Task<int> ExitAsync()
    {
        await process.WaitForExitAsync().WaitAsync(Limit);
        process.WaitForExit();
        return process.ExitCode;
    }

    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync().WaitAsync(Limit);
    }

    /// <summary>Kills it as soon as there is so much of a file.</summary>
    /// <returns>Whether it was still at work.</returns>
    public async Task<bool> KillAtAsync(Func<string?> file, long bytes)
    {
        await ReachesAsync(file, bytes);
        var wasAtWork = !HasExited;
        if (wasAtWork) await KillAsync();
        return wasAtWork;
    }

    /// <summary>Waits until there is so much of a file, or the process has ended.</summary>
    public async Task ReachesAsync(Func<string?> file, long bytes)
    {
        var watch = Stopwatch.StartNew();
        while (!HasExited && !(file() is { } path && new FileInfo(path) is { Exists: true } info && info.Length >= bytes))
        {
            Assert.True(watch.Elapsed < Limit, Text);
            await Task.Delay(2);
        }
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.WaitForExit(TimeSpan.FromSeconds(10));
        process.Dispose();
    }

    void Read(string? line)
    {
        if (line is null) return;
        lock (text) text.AppendLine(line);
        if (line.StartsWith("Ctrl+C", StringComparison.Ordinal)) isServing.TrySetResult();
    }

    [GeneratedRegex(@"https://127\.0\.0\.1:\S+")]
    private static partial Regex Invite();
}
