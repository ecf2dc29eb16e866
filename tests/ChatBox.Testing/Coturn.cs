using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ChatBox.Testing;

/// <summary>
/// The real coturn with the sample of docs/turnserver.conf, on an address of this machine, with a free port and a directory of its own. It can
/// be stopped, and started again, also with another secret. Not thread-safe.
/// </summary>
public sealed class Coturn : IDisposable
{
    public const string Secret = "only-of-this-test-0123456789";

    const string SecretOfTheSample = "REPLACE-THIS-SECRET";
    const string PortOfTheSample = "listening-port=3478";

    readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("chatbox-coturn-");
    readonly string[] settings;
    Process? process;

    /// <param name="address">Where it listens, and from where it relays. It has not started.</param>
    /// <param name="settings">Lines for turnserver.conf beside the sample's: the sample denies all peers that a test has.</param>
    public Coturn(IPAddress address, params string[] settings)
    {
        Address = new IPEndPoint(address, FreePort(address));
        this.settings = settings;
        SecretFile = PathOf("secret");
        File.WriteAllText(SecretFile, Secret);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(SecretFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public IPEndPoint Address { get; }

    public string Uri => $"turn:{Address}";

    /// <summary>With <see cref="Secret"/>, for the server.</summary>
    public string SecretFile { get; }

    /// <exception cref="InvalidOperationException">The sample does not have the lines that are replaced here.</exception>
    public void Start(string secret = Secret)
    {
        Stop();
        var file = PathOf("turnserver.conf");
        File.WriteAllText(file, Configuration(secret));
        process = Process.Start(new ProcessStartInfo("turnserver", ["-c", file])
        {
            WorkingDirectory = directory.FullName,
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
        if (!process.HasExited) process.Kill();
        process.WaitForExit();
        process.Dispose();
        process = null;
    }

    public void Dispose()
    {
        Stop();
        directory.Delete(recursive: true);
    }

    string Configuration(string secret)
    {
        var sample = File.ReadAllText(Path.Combine(Repository(), "docs", "turnserver.conf"));
        if (!sample.Contains(SecretOfTheSample, StringComparison.Ordinal) || !sample.Contains(PortOfTheSample, StringComparison.Ordinal))
            throw new InvalidOperationException($"docs/turnserver.conf has no {SecretOfTheSample}, or no {PortOfTheSample}.");
        string[] own =
        [
            $"listening-ip={Address.Address}", $"relay-ip={Address.Address}", "no-tls", "no-dtls", "simple-log",
            $"log-file={PathOf("turn.log")}", $"pidfile={PathOf("turn.pid")}", $"userdb={PathOf("turn.db")}",
        ];
        return sample
            .Replace(SecretOfTheSample, secret, StringComparison.Ordinal)
            .Replace(PortOfTheSample, $"listening-port={Address.Port.ToString(CultureInfo.InvariantCulture)}", StringComparison.Ordinal)
            + "\n" + string.Join('\n', [.. own, .. settings]) + "\n";
    }

    string PathOf(string name) => Path.Combine(directory.FullName, name);

    // coturn takes no port 0. Between asking and using another may take it, which has not been seen.
    static int FreePort(IPAddress address)
    {
        using var probe = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(address, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
