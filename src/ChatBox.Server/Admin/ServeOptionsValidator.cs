using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ChatBox.Core.Limits;

namespace ChatBox.Server.Admin;

/// <summary>Says all that is wrong with the options of <c>serve</c> at once, so that the host corrects one command line, once.</summary>
public static class ServeOptionsValidator
{
    /// <summary>What fits a phone's title bar, and with "ChatBox " before it the 64 characters of a certificate's common name.</summary>
    public const int MaxHouseName = 40;

    /// <summary>The variables of the environment that <see cref="ServeOptions.PostLimit"/> comes from.</summary>
    public const string PostBurst = "CHATBOX_POST_BURST";

    public const string PostsPerSecond = "CHATBOX_POSTS_PER_SECOND";

    public static string LimitProblem(string variable, string value) =>
        string.Create(CultureInfo.InvariantCulture, $"{variable} {value}: give a whole number from 1 to {PostLimit.Max}.");

    /// <returns>One sentence for each problem, naming the flag and what it takes; empty when all is well.</returns>
    public static IReadOnlyList<string> Validate(ServeOptions options) => Validate(options, CanListenOn);

    internal static IReadOnlyList<string> Validate(ServeOptions options, Func<IPAddress, bool> canListenOn) =>
    [
        .. Ports(options),
        .. Addresses(options, canListenOn),
        .. Directories(options),
        .. CertificateFlags(options),
        .. Limits(options),
        .. Others(options),
    ];

    static IEnumerable<string> Ports(ServeOptions options)
    {
        (string Flag, int Port)[] tcp =
        [
            ("--http-port", options.HttpPort),
            .. options.ServesHttps ? [("--https-port", options.HttpsPort)] : Array.Empty<(string, int)>(),
            ("--text-port", options.TextPort),
        ];

        foreach (var (flag, port) in tcp.Append(("--rdt-port", options.RdtPort)))
        {
            if (port is < 0 or > IPEndPoint.MaxPort)
                yield return string.Create(
                    CultureInfo.InvariantCulture, $"{flag} {port}: a port is a number from 0 to 65535 (0 takes any free one).");
        }

        foreach (var same in tcp.Where(p => p.Port is > 0 and <= IPEndPoint.MaxPort).GroupBy(p => p.Port).Where(g => g.Count() > 1))
        {
            var flags = string.Join(" and ", same.Select(p => p.Flag));
            yield return string.Create(CultureInfo.InvariantCulture, $"{flags} are both {same.Key}: give each a port of its own.");
        }
    }

    static IEnumerable<string> Addresses(ServeOptions options, Func<IPAddress, bool> canListenOn)
    {
        if (options is { Local: true, Listen: not null })
            yield return "--local and --listen exclude each other: --local listens on 127.0.0.1, --listen on the address you name; leave one out.";
        if (options is { Local: true, TextListen: { } text } && !IPAddress.IsLoopback(text))
            yield return $"--local and --text-listen {text} exclude each other: leave out --local, or the address.";

        foreach (var (flag, address) in new[] { ("--listen", options.Listen), ("--text-listen", options.TextListen) })
        {
            if (address is not null && !canListenOn(address))
                yield return $"{flag} {address}: this machine has no such address; give one of its own, 0.0.0.0 or ::.";
        }
    }

    static IEnumerable<string> Directories(ServeOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.DataDirectory))
            yield return "--data: give the path of a directory.";
        if (options.Share is { } share && !Directory.Exists(share))
            yield return $"--share {share}: there is no such directory; make it, or name another.";
    }

    static IEnumerable<string> CertificateFlags(ServeOptions options)
    {
        if (options is { Plain: true, CertificateFile: not null })
            yield return "--plain and --certificate exclude each other: --plain opens no HTTPS port; leave one out.";
        if (options is { CertificateFile: null, CertificateKeyFile: not null })
            yield return "--certificate-key: it belongs to --certificate; name the certificate too.";
        if (options is { CertificateFile: null, CertificatePasswordFile: not null })
            yield return "--certificate-password-file: it belongs to --certificate; name the certificate too.";

        var files = new[]
        {
            ("--certificate", options.CertificateFile),
            ("--certificate-key", options.CertificateKeyFile),
            ("--certificate-password-file", options.CertificatePasswordFile),
        };
        foreach (var (flag, file) in files)
        {
            if (file is not null && !File.Exists(file))
                yield return $"{flag} {file}: there is no such file.";
        }
    }

    static IEnumerable<string> Limits(ServeOptions options)
    {
        foreach (var (variable, value) in new[] { (PostBurst, options.PostLimit.Burst), (PostsPerSecond, options.PostLimit.PerSecond) })
        {
            if (value is < 1 or > PostLimit.Max) yield return LimitProblem(variable, value.ToString(CultureInfo.InvariantCulture));
        }
    }

    static IEnumerable<string> Others(ServeOptions options)
    {
        if (options.Turn is { } turn && !TurnUri.IsValid(turn))
            yield return $"--turn {turn}: give turn:HOST or turns:HOST, with :PORT (1 to 65535) where it is not the usual one.";
        else if (TurnSecret.Read(options).Problem is { } problem)
            yield return problem;
        if (string.IsNullOrWhiteSpace(options.HouseName) || options.HouseName.Length > MaxHouseName || options.HouseName.Any(char.IsControl))
            yield return string.Create(CultureInfo.InvariantCulture, $"--name: give a name of 1 to {MaxHouseName} characters.");
    }

    /// <summary>
    /// Asks the system rather than a list: it also knows of scopes, aliases and addresses that are allowed to be foreign.
    /// </summary>
    static bool CanListenOn(IPAddress address)
    {
        try
        {
            using var probe = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            probe.Bind(new IPEndPoint(address, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
