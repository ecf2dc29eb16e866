using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ChatBox.EndToEnd.Tests.Hosting;

/// <summary>
/// The built <c>chatbox serve</c> as a process of its own, on free ports and with a data directory of its own, reached by the links it
/// prints. It can be killed and started again where it was.
/// </summary>
sealed partial class ChatBoxServer : IAsyncDisposable
{
    static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);

    readonly string[] flags;
    readonly TemporaryDirectory data = new();
    readonly StringBuilder output = new();
    Process? process;
    TaskCompletionSource ready = new();
    int httpPort;

    ChatBoxServer(string[] flags) => this.flags = flags;

    /// <summary>The link "This computer": plain HTTP on loopback.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The link that lets others in. Not there with <c>--local</c>.</summary>
    public Uri? Invite { get; private set; }

    /// <summary>Where the text door listens, on loopback.</summary>
    public int TextPort { get; private set; }

    /// <summary>The file that holds everything, for who fills it while the process is down.</summary>
    public string Database => Path.Combine(data.Path, "data", "chatbox.db");

    /// <summary>The bytes of files that the server has: whole ones (<c>blobs</c>) or ones on their way (<c>uploads</c>).</summary>
    public string[] BytesIn(string folder) =>
        Directory.GetFiles(Path.Combine(data.Path, "data", "files", folder), "*", SearchOption.AllDirectories);

    /// <summary>All that the process has written, of every run.</summary>
    public string Output
    {
        get
        {
            lock (output) return output.ToString();
        }
    }

    public static async Task<ChatBoxServer> StartAsync(params string[] flags)
    {
        var server = new ChatBoxServer(flags);
        try
        {
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the process as a power cut would: it gets no chance to say or save anything.</summary>
    public async Task KillAsync()
    {
        if (process is null) return;
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    /// <summary>Starts with the same flags and data, and on the same HTTP port as before, if there was one.</summary>
    public async Task StartAgainAsync()
    {
        string[] arguments =
        [
            "serve", .. flags,
            "--http-port", httpPort.ToString(CultureInfo.InvariantCulture), "--https-port", "0", "--text-port", "0", "--rdt-port", "0",
            "--data", Path.Combine(data.Path, "data"), "--name", "Robotics Lab",
        ];
        this.ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var start = new ProcessStartInfo(BuiltWith.ChatBoxExecutable, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        // It does not live long enough for its code to be watched and compiled anew.
        start.Environment["DOTNET_TieredPGO"] = "0";
        // A process that is killed leaves its sockets for debuggers in /tmp.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        process = new Process { StartInfo = start, EnableRaisingEvents = true };
        var ready = this.ready;
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException($"The server ended.\n{Output}"));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await ready.Task.WaitAsync(StartTime);
        httpPort = Address.Port;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        data.Dispose();
    }

    void Read(string? line)
    {
        if (line is null) return;
        lock (output) output.AppendLine(line);
        if (Link("This computer").Match(line) is { Success: true } address) Address = new Uri(address.Groups[1].Value);
        else if (Link("Invite others").Match(line) is { Success: true } invite) Invite = new Uri(invite.Groups[1].Value);
        else if (TextDoor().Match(line) is { Success: true } port) TextPort = int.Parse(port.Groups[1].Value, CultureInfo.InvariantCulture);
        // The last line of the banner.
        else if (line.StartsWith("Ctrl+C", StringComparison.Ordinal)) ready.TrySetResult();
    }

    [GeneratedRegex(@"^\s*Text door\s.*TCP port (\d+)$", RegexOptions.CultureInvariant)]
    private static partial Regex TextDoor();

    static Regex Link(string title) => new($@"^\s*{title}\s+(\S+)$", RegexOptions.CultureInvariant);
}
