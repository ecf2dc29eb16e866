using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ChatBox.Server.Tests.Admin;

namespace ChatBox.Server.Tests.Calls.Relay;

/// <summary>The real coturn with the sample of docs/turnserver.conf, on loopback and in a directory of its own.</summary>
public sealed class Coturn : IDisposable
{
    public const string Secret = "only-of-this-test-0123456789";

    /// <summary>The one address of loopback that is allowed here as a peer: the sample denies all of them.</summary>
    public static readonly IPAddress AllowedPeer = IPAddress.Parse("127.0.0.2");

    readonly TemporaryDirectory directory = new();
    readonly Process process;

    public Coturn()
    {
        Address = new IPEndPoint(IPAddress.Loopback, FreePort());
        var sample = File.ReadAllText(Path.Combine(Repository(), "docs", "turnserver.conf"));
        Assert.Contains("REPLACE-THIS-SECRET", sample, StringComparison.Ordinal);
        var port = Address.Port.ToString(CultureInfo.InvariantCulture);
        string[] own =
        [
            "listening-ip=127.0.0.1", "relay-ip=127.0.0.1", .. HasIPv6 ? ["relay-ip=::1"] : Array.Empty<string>(), "allow-loopback-peers",
            $"allowed-peer-ip={AllowedPeer}", $"log-file={directory["turn.log"]}", "simple-log", $"pidfile={directory["turn.pid"]}",
            $"userdb={directory["turn.db"]}", "no-tls", "no-dtls",
        ];
        File.WriteAllText(directory["turnserver.conf"], sample
            .Replace("REPLACE-THIS-SECRET", Secret, StringComparison.Ordinal)
            .Replace("listening-port=3478", $"listening-port={port}", StringComparison.Ordinal) + "\n" + string.Join('\n', own) + "\n");
        process = Process.Start(new ProcessStartInfo("turnserver", ["-c", directory["turnserver.conf"]])
        {
            WorkingDirectory = directory.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        // Read, so that it never waits for us.
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public static bool HasIPv6 { get; } = CanBind(IPAddress.IPv6Loopback);

    public IPEndPoint Address { get; }

    public string Uri => $"turn:{Address}";

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.WaitForExit();
        process.Dispose();
        directory.Dispose();
    }

    // coturn takes no port 0. Between asking and using another may take it, which has not been seen.
    static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    static bool CanBind(IPAddress address)
    {
        try
        {
            using var probe = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            probe.Bind(new IPEndPoint(address, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
