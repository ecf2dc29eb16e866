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

    readonly CertificateFolder _folder;
    readonly string _houseName;
    readonly NetworkAddresses _network;
    readonly ILogger _logger;
    readonly ECDsa _serverKey;
    LocalAuthority? _authority;
    PresentedCertificate? _presented;
    string _leftOut = "";

    public MadeCertificateSource(CertificateFolder folder, string houseName, NetworkAddresses network, ILogger logger)
    {
        _folder = folder;
        _houseName = houseName;
        _network = network;
        _logger = logger;
        _authority = ReadAuthority();
        _serverKey = CertificateFolder.ReadKey(folder.ServerKey, NewKey) ?? NewServerKey();
    }

    // An hour, not a day: the timer stands still while a laptop sleeps.
    public override TimeSpan CheckEvery => TimeSpan.FromHours(1);

    public override PresentedCertificate? Check(DateTimeOffset now)
    {
        var authority = _authority = CurrentAuthority(now);
        var wanted = CertificateNames.Of(_network);
        var names = wanted.Within(authority.Constraints);
        Report(wanted.Except(names));

        var known = _presented is { } presented ? presented.Leaf : ReadServerCertificate();
        if (known is not null && IsRight(known, authority, names, now))
            return _presented is null ? _presented = PresentedCertificate.Made(known, authority.Certificate) : null;

        using var issued = authority.Issue(_serverKey, names, now);
        _folder.Write(_folder.Server, issued.ExportCertificatePem() + "\n");
        LogIssued(_logger, new DateTimeOffset(issued.NotAfter).UtcDateTime, string.Join(", ", names.Names.Concat(names.Addresses.Select(a => a.ToString()))));
        return _presented = PresentedCertificate.Made(issued.CopyWithPrivateKey(_serverKey), authority.Certificate);
    }

    public override void Dispose()
    {
        _authority?.Dispose();
        _serverKey.Dispose();
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
        if (_authority is { } present && !present.ExpiresWithin(RenewBefore, now))
            return present;

        // A first start, or ten years later: the key is kept, so only one file changes and a crash in between leaves a pair that fits.
        var key = CertificateFolder.ReadKey(_folder.AuthorityKey, NewAuthority);
        if (key is null)
        {
            key = LocalAuthority.NewKey();
            _folder.Write(_folder.AuthorityKey, key.ExportPkcs8PrivateKeyPem() + "\n");
        }

        using (key)
        {
            var made = LocalAuthority.Create(_houseName, CertificateNames.Of(_network), key, now);
            _folder.Write(_folder.Authority, made.Certificate.ExportCertificatePem() + "\n");
            if (_authority is not null)
                LogAuthorityRenewed(_logger);
            return made;
        }
    }

    /// <returns>Null when there is none, also when a first start ended between writing the key and writing the certificate.</returns>
    LocalAuthority? ReadAuthority()
    {
        if (CertificateFolder.Read(_folder.Authority) is not { } pem)
            return null;

        using var key = CertificateFolder.ReadKey(_folder.AuthorityKey, NewAuthority) ?? throw CertificateFolder.Damaged(_folder.AuthorityKey, NewAuthority);
        try
        {
            return LocalAuthority.Load(pem, key);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or System.Formats.Asn1.AsnContentException)
        {
            throw CertificateFolder.Damaged(_folder.Authority, NewAuthority, e);
        }
    }

    /// <returns>Null when there is none that fits the key. It can be made anew without anybody noticing, so a damaged one stops nothing.</returns>
    X509Certificate2? ReadServerCertificate()
    {
        if (CertificateFolder.Read(_folder.Server) is not { } pem)
            return null;

        try
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            return certificate.CopyWithPrivateKey(_serverKey);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            LogMadeAnew(_logger, _folder.Server, e.Message);
            return null;
        }
    }

    ECDsa NewServerKey()
    {
        var key = LocalAuthority.NewKey();
        _folder.Write(_folder.ServerKey, key.ExportPkcs8PrivateKeyPem() + "\n");
        return key;
    }

    /// <summary>Once for each set of addresses, not once an hour.</summary>
    void Report(IEnumerable<string> leftOut)
    {
        var text = string.Join(", ", leftOut);
        if (text.Length > 0 && text != _leftOut)
            LogLeftOut(_logger, text, _folder.Root);
        _leftOut = text;
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
