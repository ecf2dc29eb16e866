using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ChatBox.Server.Certificates;

/// <summary>
/// The authority and the certificate that the server makes for itself. The certificate is made anew when the machine has an address it
/// does not name, when less than 30 days are left, and when it is not the present authority's. The server's key stays the same
/// through all of that: it is what invite links pin.
/// </summary>
sealed partial class MadeCertificateSource : CertificateSource
{
    const string NewAuthority = "delete authority.pem and authority.key to make a new authority, which everybody then has to trust anew.";

    const string NewKey = "delete it to make a new key; invite links given out so far then have to be given out anew.";

    static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    readonly CertificateFolder folder;
    readonly string houseName;
    readonly NetworkAddresses network;
    readonly ILogger logger;
    readonly ECDsa serverKey;
    LocalAuthority? authority;
    PresentedCertificate? presented;
    string leftOut = "";

    public MadeCertificateSource(CertificateFolder folder, string houseName, NetworkAddresses network, ILogger logger)
    {
        this.folder = folder;
        this.houseName = houseName;
        this.network = network;
        this.logger = logger;
        authority = ReadAuthority();
        serverKey = CertificateFolder.ReadKey(folder.ServerKey, NewKey) ?? NewServerKey();
    }

    // An hour, not a day: the timer stands still while a laptop sleeps.
    public override TimeSpan CheckEvery => TimeSpan.FromHours(1);

    public override PresentedCertificate? Check(DateTimeOffset now)
    {
        var authority = this.authority = CurrentAuthority(now);
        var wanted = CertificateNames.Of(network);
        var names = wanted.Within(authority.Constraints);
        Report(wanted.Except(names));

        var known = this.presented is { } presented ? presented.Leaf : ReadServerCertificate();
        if (known is not null && IsRight(known, authority, names, now))
            return this.presented is null ? this.presented = PresentedCertificate.Made(known, authority.Certificate) : null;

        using var issued = authority.Issue(serverKey, names, now);
        folder.Write(folder.Server, issued.ExportCertificatePem() + "\n");
        LogIssued(
            logger, new DateTimeOffset(issued.NotAfter).UtcDateTime,
            string.Join(", ", names.Names.Concat(names.Addresses.Select(a => a.ToString()))));
        return this.presented = PresentedCertificate.Made(issued.CopyWithPrivateKey(serverKey), authority.Certificate);
    }

    public override void Dispose()
    {
        authority?.Dispose();
        serverKey.Dispose();
    }

    static bool IsRight(X509Certificate2 certificate, LocalAuthority authority, CertificateNames names, DateTimeOffset now) =>
        now >= new DateTimeOffset(certificate.NotBefore)
        && now + RenewBefore < new DateTimeOffset(certificate.NotAfter)
        && CertificateNames.Of(certificate).Cover(names)
        && IsSignedBy(certificate, authority);

    /// <summary>Its signature too: the file could have come from another folder, with an authority of the same name.</summary>
    static bool IsSignedBy(X509Certificate2 certificate, LocalAuthority authority) =>
        Protocol.Security.CertificatePin.IsIssuedBy(certificate, authority.Certificate, new DateTimeOffset(certificate.NotBefore));

    LocalAuthority CurrentAuthority(DateTimeOffset now)
    {
        if (this.authority is { } present && !present.ExpiresWithin(RenewBefore, now))
            return present;

        // A first start, or ten years later: the key is kept, so only one file changes and a crash in between leaves a pair that fits.
        var key = CertificateFolder.ReadKey(folder.AuthorityKey, NewAuthority);
        if (key is null)
        {
            key = LocalAuthority.NewKey();
            folder.Write(folder.AuthorityKey, key.ExportPkcs8PrivateKeyPem() + "\n");
        }

        using (key)
        {
            var made = LocalAuthority.Create(houseName, CertificateNames.Of(network), key, now);
            folder.Write(folder.Authority, made.Certificate.ExportCertificatePem() + "\n");
            if (this.authority is not null)
                LogAuthorityRenewed(logger);
            return made;
        }
    }

    /// <returns>Null when there is none, also when a first start ended between writing the key and writing the certificate.</returns>
    LocalAuthority? ReadAuthority()
    {
        if (CertificateFolder.Read(folder.Authority) is not { } pem)
            return null;

        using var key = CertificateFolder.ReadKey(folder.AuthorityKey, NewAuthority) ?? throw CertificateFolder.Damaged(
            folder.AuthorityKey, NewAuthority);
        try
        {
            return LocalAuthority.Load(pem, key);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or System.Formats.Asn1.AsnContentException)
        {
            throw CertificateFolder.Damaged(folder.Authority, NewAuthority, e);
        }
    }

    /// <returns>Null when there is none that fits the key. It can be made anew without anybody noticing, so a damaged one stops
    /// nothing.</returns>
    X509Certificate2? ReadServerCertificate()
    {
        if (CertificateFolder.Read(folder.Server) is not { } pem)
            return null;

        try
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            return certificate.CopyWithPrivateKey(serverKey);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            LogMadeAnew(logger, folder.Server, e.Message);
            return null;
        }
    }

    ECDsa NewServerKey()
    {
        var key = LocalAuthority.NewKey();
        folder.Write(folder.ServerKey, key.ExportPkcs8PrivateKeyPem() + "\n");
        return key;
    }

    /// <summary>Once for each set of addresses, not once an hour.</summary>
    void Report(IEnumerable<string> leftOut)
    {
        var text = string.Join(", ", leftOut);
        if (text.Length > 0 && text != this.leftOut)
            LogLeftOut(logger, text, folder.Root);
        this.leftOut = text;
    }

    [LoggerMessage(6100, LogLevel.Information, "Certificate made, valid until {Until:yyyy-MM-dd}, for {Names}")]
    static partial void LogIssued(ILogger logger, DateTime until, string names);

    [LoggerMessage(6101, LogLevel.Warning,
        "The certificate leaves out {Names}: the authority was made before this machine had them and may not vouch for them. "
        + "Browsers warn there. Deleting authority.pem and authority.key in {Folder} makes a new one at the next start, which everybody has to trust anew")]
    static partial void LogLeftOut(ILogger logger, string names, string folder);

    [LoggerMessage(6102, LogLevel.Warning, "{File} cannot be used and is made anew: {Reason}")]
    static partial void LogMadeAnew(ILogger logger, string file, string reason);

    [LoggerMessage(6103, LogLevel.Error, "The authority came to its end and was made anew: everybody has to trust it again, at /setup")]
    static partial void LogAuthorityRenewed(ILogger logger);
}
