using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using ChatBox.Server.Admin;

namespace ChatBox.Server.Certificates;

/// <summary>
/// The certificate the server shows now: its own making, or the host's. It is looked after in the background and swapped in one step, so
/// a handshake sees the old one or the new one. All members can be used from any thread.
/// </summary>
public sealed partial class ServerCertificates : IDisposable
{
    readonly CertificateSource source;
    readonly NetworkAddresses network;
    readonly TimeProvider time;
    readonly ILogger logger;
    readonly Lock checking = new();
    readonly ITimer timer;
    volatile PresentedCertificate presented;
    string? reason;
    bool disposed;

    ServerCertificates(CertificateSource source, NetworkAddresses network, TimeProvider time, ILogger logger)
    {
        this.source = source;
        this.network = network;
        this.time = time;
        this.logger = logger;
        presented = source.Check(time.GetUtcNow()) ?? throw new InvalidOperationException("The first check gives a certificate.");
        timer = time.CreateTimer(_ => Check(), null, source.CheckEvery, source.CheckEvery);
        this.network.Changed += Check;
    }

    /// <summary>The server's certificate, with its key.</summary>
    public X509Certificate2 Current => presented.Leaf;

    /// <summary>The same with what is sent along, for handshakes.</summary>
    public SslStreamCertificateContext CurrentContext => presented.Context;

    /// <summary>The authority's certificate without its key, for <c>/setup</c>. Null when the host brought a certificate.</summary>
    public X509Certificate2? Authority => presented.Authority;

    /// <summary>
    /// What an invite link carries (<see cref="Protocol.Security.CertificatePin"/>). It is the pin of the server's certificate, whose key
    /// is kept when the certificate is renewed. With the host's certificate it lasts as long as the host keeps the key.
    /// </summary>
    public string Pin => presented.Pin;

    /// <summary>
    /// For people to compare: SHA-256 in hexadecimal with colons, of the authority's certificate, or of the host's. Systems show the
    /// same when they ask whether to trust it.
    /// </summary>
    public string Fingerprint => presented.Fingerprint;

    /// <summary>The first full name in the host's own certificate, which a link should then use; null otherwise.</summary>
    public string? OwnName => Authority is null ? presented.Names.Names.FirstOrDefault(n => !n.StartsWith('*')) : null;

    /// <summary>Opens the host's certificate, or the one in the data directory, which is made where it is missing.</summary>
    /// <exception cref="StartupException">Exit code 2: the host's certificate cannot be used. 3: a file in the data directory is
    /// damaged.</exception>
    public static ServerCertificates Open(
        DataDirectory data, ServeOptions options, NetworkAddresses network, TimeProvider time, ILogger<ServerCertificates> logger)
    {
        CertificateSource source = options.CertificateFile is null
            ? new MadeCertificateSource(new CertificateFolder(data.Certificates), options.HouseName, network, logger)
            : new OwnCertificateSource(options, logger);
        try
        {
            return new ServerCertificates(source, network, time, logger);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        network.Changed -= Check;
        timer.Dispose();
        lock (checking)
        {
            disposed = true;
            source.Dispose();
        }
    }

    /// <summary>Whether the host's own certificate is good for this name or address.</summary>
    internal bool OwnCertificateNames(string host) => Authority is null && Current.MatchesHostname(host, allowCommonName: false);

    void Check()
    {
        lock (checking)
        {
            if (disposed)
                return;
            try
            {
                if (source.Check(time.GetUtcNow()) is { } changed)
                    presented = changed;
                reason = null;
            }
            catch (StartupException e)
            {
                // A running server keeps what it has, tries again, and says so once.
                if (e.Message != reason)
                    LogKept(logger, e.Message);
                reason = e.Message;
            }
        }
    }

    [LoggerMessage(6120, LogLevel.Warning, "The certificate stays the one it was: {Reason}")]
    static partial void LogKept(ILogger logger, string reason);
}
