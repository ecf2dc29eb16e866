using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ChatBox.EndToEnd.Tests.Hosting;

/// <summary>The real coturn with docs/turnserver.conf, on an address of this machine. It can be stopped, and started with another secret.</summary>
sealed class Relay : IDisposable
{
    public const string Secret = "only-of-this-test-0123456789";

    readonly TemporaryDirectory directory = new();
    readonly string address;
    readonly int port;
    Process? process;

    public Relay(string address)
    {
        this.address = address;
        port = FreePort(address);
        SecretFile = Path.Combine(directory.Path, "secret");
        File.WriteAllText(SecretFile, Secret);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(SecretFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public string Uri => $"turn:{address}:{port}";

    /// <summary>For the server.</summary>
    public string SecretFile { get; }

    public void Start(string secret = Secret)
    {
        Stop();
        var sample = File.ReadAllText(Path.Combine(Repository(), "docs", "turnserver.conf"));
        string[] own =
        [
            // Both ends use the relay, so it relays to itself. The addresses of tests are denied by the sample, as all that is not public.
            $"listening-ip={address}", $"relay-ip={address}", $"allowed-peer-ip={address}", "no-tls", "no-dtls", "simple-log",
            $"log-file={Path.Combine(directory.Path, "turn.log")}", $"pidfile={Path.Combine(directory.Path, "turn.pid")}",
            $"userdb={Path.Combine(directory.Path, "turn.db")}",
        ];
        var file = Path.Combine(directory.Path, "turnserver.conf");
        File.WriteAllText(file, sample
            .Replace("REPLACE-THIS-SECRET", secret, StringComparison.Ordinal)
            .Replace("listening-port=3478", $"listening-port={port.ToString(CultureInfo.InvariantCulture)}", StringComparison.Ordinal)
            + "\n" + string.Join('\n', own) + "\n");
        process = Process.Start(new ProcessStartInfo("turnserver", ["-c", file])
        {
            WorkingDirectory = directory.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        // Read, so that it never waits for us.
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public void Stop()
    {
        if (process is null) return;
        process.Kill();
        process.WaitForExit();
        process.Dispose();
        process = null;
    }

    public void Dispose()
    {
        Stop();
        directory.Dispose();
    }

    // coturn takes no port 0. Between asking and using another may take it, which has not been seen.
    static int FreePort(string address)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
