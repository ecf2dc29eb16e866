using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ChatBox.Protocol.Security;

namespace ChatBox.Server.Certificates;

/// <summary>What handshakes show from one moment to the next. Never disposed: a handshake may still be reading the one before.</summary>
sealed class PresentedCertificate
{
    PresentedCertificate(X509Certificate2 leaf, X509Certificate2Collection intermediates, X509Certificate2? authority)
    {
        Leaf = ForHandshakes(leaf);
        Authority = authority is null ? null : X509CertificateLoader.LoadCertificate(authority.RawData);
        // Offline: nothing is fetched from where a certificate says its issuer can be found. The root is not sent; .NET removes it on
        // Linux.
        Context = SslStreamCertificateContext.Create(Leaf, intermediates, offline: true);
        Names = CertificateNames.Of(leaf);
        Pin = CertificatePin.Of(leaf);
        Fingerprint = FingerprintOf(authority ?? leaf);
    }

    public X509Certificate2 Leaf { get; }

    /// <summary>Without its key. Null for one's own certificate.</summary>
    public X509Certificate2? Authority { get; }

    public SslStreamCertificateContext Context { get; }

    public CertificateNames Names { get; }

    public string Pin { get; }

    public string Fingerprint { get; }

    public static PresentedCertificate Made(X509Certificate2 leaf, X509Certificate2 authority) => new(leaf, [], authority);

    public static PresentedCertificate Own(X509Certificate2 leaf, X509Certificate2Collection intermediates) =>
        new(leaf, intermediates, null);

    /// <summary>Schannel wants a key that lives in a store of the system; one read from PEM does not.</summary>
    static X509Certificate2 ForHandshakes(X509Certificate2 leaf) =>
        OperatingSystem.IsWindows() ? X509CertificateLoader.LoadPkcs12(leaf.Export(X509ContentType.Pkcs12), null) : leaf;

    /// <summary>SHA-256 of the certificate, as browsers and systems show it.</summary>
    static string FingerprintOf(X509Certificate2 certificate) =>
        string.Join(':', SHA256.HashData(certificate.RawDataMemory.Span).Select(b => b.ToString("X2", CultureInfo.InvariantCulture)));
}
