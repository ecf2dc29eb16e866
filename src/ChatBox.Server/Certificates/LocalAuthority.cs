using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ChatBox.Server.Certificates;

/// <summary>
/// The authority of this one house: what people trust once, so that the server's certificate can change with its addresses. It is made at
/// the first start and kept. Its constraints are those of that day (<see cref="NameConstraints"/>).
/// </summary>
sealed class LocalAuthority : IDisposable
{
    // P-256 and SHA-256: what every browser and phone of the last ten years verifies, in a handshake of half the size of RSA's.
    static readonly ECCurve Curve = ECCurve.NamedCurves.nistP256;
    static readonly TimeSpan Lifetime = TimeSpan.FromDays(3652);

    /// <summary>
    /// 398 days is what browsers accept of public authorities (CA/Browser Forum ballot SC22); they ask less of private ones, but rules
    /// travel.
    /// </summary>
    static readonly TimeSpan ServerLifetime = TimeSpan.FromDays(397) - TimeSpan.FromSeconds(1);

    // Clocks on a network differ.
    static readonly TimeSpan ClockTolerance = TimeSpan.FromHours(1);

    LocalAuthority(X509Certificate2 certificate)
    {
        Certificate = certificate;
        Constraints = NameConstraints.Of(certificate);
    }

    /// <summary>With its private key; give out <see cref="X509Certificate2.RawData"/> only.</summary>
    public X509Certificate2 Certificate { get; }

    public NameConstraints? Constraints { get; }

    public bool ExpiresWithin(TimeSpan time, DateTimeOffset now) => Certificate.NotAfter <= (now + time).UtcDateTime.ToLocalTime();

    public static LocalAuthority Create(string houseName, CertificateNames machine, ECDsa key, DateTimeOffset now)
    {
        var request = new CertificateRequest(CommonName($"ChatBox {houseName}"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority(pathLengthConstraint: 0));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(NameConstraints.For(machine.Addresses, machine.Names).ToExtension());
        return new(request.CreateSelfSigned(now - ClockTolerance, now + Lifetime));
    }

    public static ECDsa NewKey() => ECDsa.Create(Curve);

    /// <exception cref="CryptographicException">The text is no certificate.</exception>
    /// <exception cref="ArgumentException">The key is not the certificate's.</exception>
    public static LocalAuthority Load(string pem, ECDsa key)
    {
        using var certificate = X509Certificate2.CreateFromPem(pem);
        return new(certificate.CopyWithPrivateKey(key));
    }

    /// <summary>Makes the server's certificate. The names must lie within <see cref="Constraints"/>.</summary>
    public X509Certificate2 Issue(ECDsa serverKey, CertificateNames names, DateTimeOffset now)
    {
        var request = new CertificateRequest(CommonName("ChatBox server"), serverKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForEndEntity(critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1", "serverAuth")], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(
                Certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        request.CertificateExtensions.Add(names.ToExtension());

        // Within the authority's own time, also on a machine whose clock was set back: the leaf is then renewed when the clock is right.
        var from = Later(now - ClockTolerance, new DateTimeOffset(Certificate.NotBefore));
        var to = Earlier(from + ServerLifetime, new DateTimeOffset(Certificate.NotAfter));
        return request.Create(Certificate, from, to, SerialNumber());
    }

    public void Dispose() => Certificate.Dispose();

    static X500DistinguishedName CommonName(string name)
    {
        var builder = new X500DistinguishedNameBuilder();
        // ub-common-name of RFC 5280 is 64.
        builder.AddCommonName(name.Length > 64 ? name[..64] : name);
        return builder.Build();
    }

    /// <summary>Positive, never zero, 127 random bits: a renewed certificate never meets its predecessor's number.</summary>
    static byte[] SerialNumber()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return serial;
    }

    static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
