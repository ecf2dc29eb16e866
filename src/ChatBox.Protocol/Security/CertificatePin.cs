using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ChatBox.Protocol.Security;

/// <summary>
/// The pin of an invite link: SHA-256 of a certificate's SubjectPublicKeyInfo (as in RFC 7469, section 2.4), in base64url without padding,
/// 43 characters. It names a key, not a certificate, so it outlives renewal. Thread-safe.
/// </summary>
/// <remarks>
/// A ChatBox server keeps its key when it renews its certificate, and the pin it gives out is that of its own certificate. A pin may also
/// be that of an authority which the server sends along. <c>curl --pinnedpubkey sha256//</c> takes the same hash, in plain base64.
/// </remarks>
public static class CertificatePin
{
    /// <summary>The length of every pin.</summary>
    public const int Length = 43;

    const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>The pin of a certificate's key.</summary>
    public static string Of(X509Certificate2 certificate) =>
        Base64Url.EncodeToString(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));

    /// <summary>
    /// Whether the server that showed <paramref name="leaf"/> in a handshake is the one the pin stands for: the leaf has the pinned key,
    /// or it was signed by an authority among <paramref name="extra"/> that has it. Both must be within their dates. The host's name
    /// is not looked at: who holds the pinned key is who was meant, whatever address it has today.
    /// </summary>
    /// <param name="pin">Case-sensitive. Anything that is not a pin matches nothing.</param>
    /// <param name="leaf">The certificate whose key the handshake has proven.</param>
    /// <param name="extra">What else the server sent; in a validation callback <c>chain.ChainPolicy.ExtraStore</c>.</param>
    /// <param name="now">The time to judge dates by; the present when left out.</param>
    public static bool Matches(string pin, X509Certificate2 leaf, X509Certificate2Collection extra, DateTimeOffset? now = null)
    {
        var time = now ?? TimeProvider.System.GetUtcNow();
        return Of(leaf) == pin
            ? IsWithinDates(leaf, time)
            : extra.Any(candidate => Of(candidate) == pin && IsIssuedBy(leaf, candidate, time));
    }

    /// <summary>
    /// Whether <paramref name="issuer"/>, a self-signed authority, itself signed <paramref name="leaf"/> for a server, both within their
    /// dates and the leaf within the issuer's constraints. Nothing is fetched from the network, and no store of the system is trusted.
    /// </summary>
    public static bool IsIssuedBy(X509Certificate2 leaf, X509Certificate2 issuer, DateTimeOffset now)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(issuer);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        chain.ChainPolicy.VerificationTime = now.LocalDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        try
        {
            return chain.Build(leaf)
                && chain.ChainElements.Count == 2
                && chain.ChainElements[1].Certificate.RawDataMemory.Span.SequenceEqual(issuer.RawDataMemory.Span);
        }
        catch (CryptographicException)
        {
            return false;
        }
        finally
        {
            foreach (var element in chain.ChainElements)
                element.Certificate.Dispose();
        }
    }

    static bool IsWithinDates(X509Certificate2 certificate, DateTimeOffset now) =>
        now >= new DateTimeOffset(certificate.NotBefore) && now < new DateTimeOffset(certificate.NotAfter);
}
