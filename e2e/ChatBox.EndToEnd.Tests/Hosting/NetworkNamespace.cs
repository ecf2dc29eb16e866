using System.Diagnostics;

namespace ChatBox.EndToEnd.Tests.Hosting;

/// <summary>
/// A second machine, as far as the network goes: a namespace of its own, joined to ours by a cable (veth) that can be pulled. Needs root and
/// iproute2 on Linux.
/// </summary>
sealed class NetworkNamespace : IDisposable
{
    readonly string name;
    readonly string near;
    readonly string far;

    NetworkNamespace(string name, string near, string far) => (this.name, this.near, this.far) = (name, near, far);

    /// <summary>Our end's address.</summary>
    public string HostAddress { get; private set; } = "";

    /// <exception cref="InvalidOperationException">It cannot be made here; the message says what is missing.</exception>
    public static NetworkNamespace Create()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
            throw new InvalidOperationException("To pull a cable this test needs Linux and root: run ./test.sh as root, or in a container.");
        // 198.18.0.0/15 is for such tests (RFC 2544): nobody's network lies there.
        var number = Environment.ProcessId % 250;
        var made = new NetworkNamespace($"chatbox-{Environment.ProcessId}", $"cb{number}a", $"cb{number}b") { HostAddress = $"198.18.{number}.1" };
        try
        {
            Ip("netns", "add", made.name);
            Ip("link", "add", made.near, "type", "veth", "peer", "name", made.far, "netns", made.name);
            Ip("addr", "add", $"198.18.{number}.1/30", "dev", made.near);
            Ip("link", "set", made.near, "up");
            Ip("-n", made.name, "addr", "add", $"198.18.{number}.2/30", "dev", made.far);
            Ip("-n", made.name, "link", "set", "lo", "up");
            made.PlugIn();
            return made;
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    /// <summary>What to start for the command to run over there.</summary>
    public ProcessStartInfo Start(string command, params string[] arguments) =>
        new("ip", ["netns", "exec", name, command, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };

    /// <summary>Nobody is told: what is sent from now on is lost, both ways.</summary>
    public void PullOut() => Ip("-n", name, "link", "set", far, "down");

    public void PlugIn() => Ip("-n", name, "link", "set", far, "up");

    public void Dispose()
    {
        Run("link", "del", near);
        Run("netns", "del", name);
    }

    static void Ip(params string[] arguments)
    {
        var (exitCode, error) = Run(arguments);
        if (exitCode != 0) throw new InvalidOperationException($"ip {string.Join(' ', arguments)}: {error}");
    }

    static (int ExitCode, string Error) Run(params string[] arguments)
    {
        try
        {
            using var ip = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!;
            var error = ip.StandardError.ReadToEnd();
            ip.WaitForExit();
            return (ip.ExitCode, error.Trim());
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException("The command ip is missing: install iproute2.", e);
        }
    }
}
