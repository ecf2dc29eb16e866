using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using ChatBox.Server.Admin;

namespace ChatBox.Commands;

/// <summary>The flags of <c>chatbox serve</c>, and of <c>chatbox</c> alone. What they mean is said at <see cref="ServeOptions"/>.</summary>
sealed class ServeFlags
{
    static readonly ServeOptions Defaults = new();

    readonly Option<bool> local = new("--local") { Description = "Only this computer can reach the server; no invite code." };
    readonly Option<IPAddress?> listen = Address("--listen", "The only address to listen on. Default: all.");
    readonly Option<bool> open = new("--open") { Description = "No invite code: whoever reaches the server may join." };
    readonly Option<bool> plain = new("--plain") { Description = "No HTTPS: for a reverse proxy, or a closed network." };
    readonly Option<int> httpPort = Port("--http-port", "TCP port of HTTP.", Defaults.HttpPort);
    readonly Option<int> httpsPort = Port("--https-port", "TCP port of HTTPS.", Defaults.HttpsPort);
    readonly Option<int> textPort = Port("--text-port", "TCP port of the text protocol.", Defaults.TextPort);
    readonly Option<IPAddress?> textListen = Address(
        "--text-listen",
        "The address of the text protocol, which carries no code and no encryption. Default: this computer, or all with --open.");
    readonly Option<int> rdtPort = Port("--rdt-port", "UDP port of downloads by RDT.", Defaults.RdtPort);
    readonly Option<string> data = Data();
    readonly Option<string?> share = new("--share") { Description = "Offer the files of a directory for download.", HelpName = "DIR" };
    readonly Option<string?> turn = new("--turn")
    {
        Description = "A relay for calls across networks, as turn:HOST[:PORT].",
        HelpName = "URI",
    };
    readonly Option<string?> turnSecret = new("--turn-secret-file")
    {
        Description = "A file whose first line is the secret of --turn. Default: CHATBOX_TURN_SECRET.",
        HelpName = "FILE",
    };
    readonly Option<string?> certificate = new("--certificate")
    {
        Description = "Your own certificate, PEM or PFX. Default: ChatBox makes one.",
        HelpName = "FILE",
    };
    readonly Option<string?> certificateKey = new("--certificate-key")
    {
        Description = "The PEM key of --certificate.",
        HelpName = "FILE",
    };
    readonly Option<string?> certificatePassword = new("--certificate-password-file")
    {
        Description = "A file whose first line opens the key.",
        HelpName = "FILE",
    };
    readonly Option<string> name = new("--name")
    {
        Description = "What the server is called on the page.",
        HelpName = "NAME",
        DefaultValueFactory = _ => Defaults.HouseName,
    };

    /// <summary>Where the server's data is; also for the commands that work on it.</summary>
    public static Option<string> Data() => new("--data")
    {
        Description = "The directory that holds all the server keeps.",
        HelpName = "DIR",
        DefaultValueFactory = _ => Defaults.DataDirectory,
    };

    public void AddTo(Command command)
    {
        Option[] all =
        [
            local, listen, open, plain, httpPort, httpsPort, textPort, textListen, rdtPort, data, share, turn, turnSecret,
            certificate, certificateKey, certificatePassword, name,
        ];
        foreach (var option in all) command.Add(option);
    }

    public ServeOptions Read(ParseResult parsed) => new()
    {
        Local = parsed.GetValue(local),
        Listen = parsed.GetValue(listen),
        Open = parsed.GetValue(open),
        Plain = parsed.GetValue(plain),
        HttpPort = parsed.GetValue(httpPort),
        HttpsPort = parsed.GetValue(httpsPort),
        TextPort = parsed.GetValue(textPort),
        TextListen = parsed.GetValue(textListen),
        RdtPort = parsed.GetValue(rdtPort),
        DataDirectory = parsed.GetValue(data)!,
        Share = parsed.GetValue(share),
        Turn = parsed.GetValue(turn),
        TurnSecretFile = parsed.GetValue(turnSecret),
        CertificateFile = parsed.GetValue(certificate),
        CertificateKeyFile = parsed.GetValue(certificateKey),
        CertificatePasswordFile = parsed.GetValue(certificatePassword),
        HouseName = parsed.GetValue(name)!,
    };

    static Option<int> Port(string name, string description, int value) => new(name)
    {
        Description = description,
        HelpName = "PORT",
        DefaultValueFactory = _ => value,
        CustomParser = result => ReadPort(name, result),
    };

    static Option<IPAddress?> Address(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "ADDRESS",
        CustomParser = result => ReadAddress(name, result),
    };

    static int ReadPort(string name, ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= IPEndPoint.MaxPort) return port;
        result.AddError($"{name} {text}: a port is a number from 0 to 65535 (0 takes any free one).");
        return 0;
    }

    static IPAddress? ReadAddress(string name, ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (AddressText.TryParse(text, out var address)) return address;
        result.AddError(AddressText.Problem(name, text));
        return null;
    }
}
