using System.Diagnostics;

namespace ChatBox.EndToEnd.Tests.Hosting;

/// <summary>
/// A second machine, as far as the network goes: a namespace of its own, joined to ours by a cable (veth) that can be pulled. Needs root
/// and iproute2 on Linux.
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
    /// <param name="index">0, 1, ...: which one of a test that needs several. Between two of them there is no way but through this machine.</param>
    public static NetworkNamespace Create(int index = 0)
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
            throw new InvalidOperationException(
                "To pull a cable this test needs Linux and root: run ./test.sh as root, or in a container.");
        // 198.18.0.0/15 is for such tests (RFC 2544): nobody's network lies there.
        var number = Environment.ProcessId % 250;
        var first = 4 * index;
        var made = new NetworkNamespace($"chatbox-{Environment.ProcessId}-{index}", $"cb{number}a{index}", $"cb{number}b{index}")
        {
            HostAddress = $"198.18.{number}.{first + 1}",
        };
        try
        {
            Ip("netns", "add", made.name);
            Ip("link", "add", made.near, "type", "veth", "peer", "name", made.far, "netns", made.name);
            Ip("addr", "add", $"{made.HostAddress}/30", "dev", made.near);
            Ip("link", "set", made.near, "up");
            Ip("-n", made.name, "addr", "add", $"198.18.{number}.{first + 2}/30", "dev", made.far);
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

    /// <summary>This one address is reached through us; no other is.</summary>
    public void Reach(string address) => Ip("-n", name, "route", "add", address, "via", HostAddress);

    /// <summary>A script that runs the command over there, with whatever it is given.</summary>
    public string Wrap(string command, TemporaryDirectory directory)
    {
        var script = Path.Combine(directory.Path, name);
        File.WriteAllText(script, $"#!/bin/sh\nexec ip netns exec {name} {command} \"$@\"\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return script;
    }

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
