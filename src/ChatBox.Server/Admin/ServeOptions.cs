using System.Net;
using ChatBox.Core.Limits;
using ChatBox.Server.Files;

namespace ChatBox.Server.Admin;

/// <summary>
/// Everything <c>chatbox serve</c> can be told. The defaults make a server for the local network, over HTTPS, with an invite code.
/// Immutable; <see cref="ServeOptionsValidator"/> says whether the values fit each other.
/// </summary>
public sealed record ServeOptions
{
    /// <summary><c>--local</c>, default off. Listens on loopback only and asks for no invite code.</summary>
    public bool Local { get; init; }

    /// <summary><c>--listen ADDRESS</c>, default none: all addresses. The only address the web doors listen on.</summary>
    public IPAddress? Listen { get; init; }

    /// <summary><c>--open</c>, default off. Whoever reaches the server may join; the text door listens on the network too.</summary>
    public bool Open { get; init; }

    /// <summary>
    /// <c>--plain</c>, default off. Plain HTTP serves everything to the network and no HTTPS port is opened: for a reverse proxy that
    /// does TLS, or a closed network. Without TLS browsers give no camera, microphone or clipboard.
    /// </summary>
    public bool Plain { get; init; }

    /// <summary><c>--http-port</c>, TCP, default 5080, 0 to 65535. 0 takes any free port.</summary>
    public int HttpPort { get; init; } = 5080;

    /// <summary><c>--https-port</c>, TCP, default 5443, 0 to 65535. 0 takes any free port.</summary>
    public int HttpsPort { get; init; } = 5443;

    /// <summary><c>--text-port</c>, TCP, default 50000, 0 to 65535. 0 takes any free port.</summary>
    public int TextPort { get; init; } = 50000;

    /// <summary>
    /// <c>--text-listen ADDRESS</c>, default none: loopback, or what the web doors listen on with <see cref="Open"/>.
    /// The text door can carry no invite code and no encryption, so naming an address here is the host's word that this is fine.
    /// </summary>
    public IPAddress? TextListen { get; init; }

    /// <summary><c>--rdt-port</c>, UDP, default 50001, 0 to 65535. 0 takes any free port. Downloads by RDT, at the addresses of the web doors.</summary>
    public int RdtPort { get; init; } = 50001;

    /// <summary><c>--data DIR</c>, default <see cref="DefaultDataDirectory"/>. Holds all the server keeps; one server at a time.</summary>
    public string DataDirectory { get; init; } = DefaultDataDirectory();

    /// <summary><c>--share DIR</c>, default none. The directory the host offers for download.</summary>
    public string? Share { get; init; }

    /// <summary>What files may take of the disk. From the environment: <see cref="FileSettings"/>.</summary>
    public FileSettings Files { get; init; } = new();

    /// <summary>
    /// <c>--turn turn:HOST[:PORT]</c> or <c>turns:</c>, with <c>?transport=udp</c> or <c>tcp</c>, default none: a relay for calls across networks.
    /// It takes a secret, by <see cref="TurnSecretFile"/> or <see cref="TurnSecret"/>.
    /// </summary>
    public string? Turn { get; init; }

    /// <summary><c>--turn-secret-file FILE</c>, default none. Its first line is the secret; only its owner may be able to read it.</summary>
    public string? TurnSecretFile { get; init; }

    /// <summary>The environment's <c>CHATBOX_TURN_SECRET</c>, default none; counts where there is no <see cref="TurnSecretFile"/>.</summary>
    public HiddenText? TurnSecret { get; init; }

    /// <summary>
    /// <c>--certificate FILE</c>, default none: ChatBox makes its own. PEM (the certificate, then its intermediates, and the key unless
    /// <see cref="CertificateKeyFile"/> is given) or PFX. Read again when the file changes.
    /// </summary>
    public string? CertificateFile { get; init; }

    /// <summary><c>--certificate-key FILE</c>, default none. The PEM key that belongs to a PEM <see cref="CertificateFile"/>.</summary>
    public string? CertificateKeyFile { get; init; }

    /// <summary>
    /// <c>--certificate-password-file FILE</c>, default none. Its first line opens the PFX or the encrypted PEM key. A file, because
    /// the arguments of a process are visible to everybody on the machine.
    /// </summary>
    public string? CertificatePasswordFile { get; init; }

    /// <summary><c>--name NAME</c>, 1 to 40 characters, default the machine's host name. What the house is called on the page.</summary>
    public string HouseName { get; init; } = DefaultHouseName();

    /// <summary><c>$CHATBOX_POST_BURST</c> and <c>$CHATBOX_POSTS_PER_SECOND</c>, default 100 and 20: what one person may post.</summary>
    public PostLimit PostLimit { get; init; } = PostLimit.Default;

    /// <summary>The address the web doors listen on; <see cref="IPAddress.IPv6Any"/> stands for all, IPv4 included.</summary>
    public IPAddress WebAddress => Local ? IPAddress.Loopback : Listen ?? IPAddress.IPv6Any;

    /// <summary>The address the text door listens on; <see cref="IPAddress.IPv6Any"/> stands for all, IPv4 included.</summary>
    public IPAddress TextAddress => TextListen ?? (Open ? WebAddress : IPAddress.Loopback);

    /// <summary>Whether joining takes the code of the invite link.</summary>
    public bool CodeRequired => !Local && !Open;

    /// <summary>Whether the HTTPS port is opened.</summary>
    public bool ServesHttps => !Plain;

    /// <summary>
    /// <c>$XDG_DATA_HOME/chatbox</c> or <c>~/.local/share/chatbox</c>; on Windows and macOS <c>chatbox</c> in the local application data.
    /// </summary>
    public static string DefaultDataDirectory()
    {
        // On Linux .NET reads XDG_DATA_HOME itself. DoNotVerify, as the folder of a new user may not be there yet.
        var folder = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return Path.GetFullPath(Path.Combine(folder, "chatbox"));
    }

    static string DefaultHouseName()
    {
        var name = Environment.MachineName;
        return name.Length switch
        {
            0 => "ChatBox",
            > ServeOptionsValidator.MaxHouseName => name[..ServeOptionsValidator.MaxHouseName],
            _ => name,
        };
    }
}
