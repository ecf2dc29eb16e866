using System.Diagnostics;

namespace ChatBox.EndToEnd.Tests.Hosting;

/// <summary>
/// A second machine, as far as the network goes: a namespace of its own, joined to ours by a cable (veth) that can be pulled. Needs root
/// and iproute2 on Linux.
/// </summary>
sealed class NetworkNamespace : IDisposable
{
    readonly string name;
    readonly Cable first;
    readonly Cable second;
    Cable cable;

    NetworkNamespace(string name, Cable first, Cable second) => (this.name, this.first, this.second, cable) = (name, first, second, first);

    /// <summary>Of our end of the first cable.</summary>
    public string HostAddress => first.NearAddress;

    /// <summary>Of the other end, of the cable that is plugged in.</summary>
    public string Address => cable.FarAddress;

    /// <exception cref="InvalidOperationException">It cannot be made here; the message says what is missing.</exception>
    /// <param name="index">0, 1, ...: which one of a test that needs several. Between two of them there is no way but through this machine.</param>
    public static NetworkNamespace Create(int index = 0)
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
            throw new InvalidOperationException(
                "To pull a cable this test needs Linux and root: run ./test.sh as root, or in a container.");
        // 198.18.0.0/15 is for such tests (RFC 2544): nobody's network lies there.
        var number = Environment.ProcessId % 250;
        var made = new NetworkNamespace($"chatbox-{Environment.ProcessId}-{index}", Cable.Of(number, 2 * index), Cable.Of(number, 2 * index + 1));
        try
        {
            Ip("netns", "add", made.name);
            Ip("-n", made.name, "link", "set", "lo", "up");
            made.Lay(made.first);
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
    public void PullOut() => Ip("-n", name, "link", "set", cable.Far, "down");

    public void PlugIn() => Ip("-n", name, "link", "set", cable.Far, "up");

    /// <summary>As a laptop that changes its network: the cable is pulled out, and another one is there, with another address. We are reached as before.</summary>
    public void ChangeOver()
    {
        PullOut();
        Lay(second);
        cable = second;
        PlugIn();
        Ip("-n", name, "route", "add", HostAddress, "via", second.NearAddress);
    }

    public void Dispose()
    {
        Run("link", "del", first.Near);
        Run("link", "del", second.Near);
        Run("netns", "del", name);
    }

    void Lay(Cable cable)
    {
        Ip("link", "add", cable.Near, "type", "veth", "peer", "name", cable.Far, "netns", name);
        Ip("addr", "add", $"{cable.NearAddress}/30", "dev", cable.Near);
        Ip("link", "set", cable.Near, "up");
        Ip("-n", name, "addr", "add", $"{cable.FarAddress}/30", "dev", cable.Far);
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

    /// <summary>A pair of interfaces, ours and the one over there.</summary>
    sealed record Cable(string Near, string NearAddress, string Far, string FarAddress)
    {
        public static Cable Of(int machine, int number)
        {
            // A network of four addresses for each.
            var first = 4 * number;
            return new($"cb{machine}a{number}", $"198.18.{machine}.{first + 1}", $"cb{machine}b{number}", $"198.18.{machine}.{first + 2}");
        }
    }
}
