using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ChatBox.Protocol.Security;
using ChatBox.Server.Admin;

namespace ChatBox.Server.Tests.Certificates;

public sealed class OwnCertificateTests : IDisposable
{
    readonly House house = new();

    public void Dispose() => house.Dispose();

    [Fact]
    public void Pem_with_the_key_beside_it_is_shown_as_it_is()
    {
        using var own = Made();
        Pem(own);

        using var certificates = house.Open();

        Assert.Equal(own.Thumbprint, certificates.Current.Thumbprint);
        Assert.Null(certificates.Authority);
        Assert.Equal(CertificatePin.Of(own), certificates.Pin);
        Assert.Equal("chat.example.org", certificates.OwnName);
        Assert.False(Directory.Exists(house["data/certificates"]));
    }

    [Fact]
    public void Pem_with_the_key_in_it_is_shown()
    {
        using var own = Made();
        File.WriteAllText(house["own.pem"], own.ExportCertificatePem() + "\n" + own.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        house.Options = house.Options with { CertificateFile = house["own.pem"] };

        using var certificates = house.Open();

        Assert.Equal(own.Thumbprint, certificates.Current.Thumbprint);
    }

    [Fact]
    public void An_rsa_key_is_as_good()
    {
        using var key = RSA.Create(2048);
        using var own = Made(key);
        File.WriteAllText(house["own.pem"], own.ExportCertificatePem() + "\n" + key.ExportRSAPrivateKeyPem());
        house.Options = house.Options with { CertificateFile = house["own.pem"] };

        using var certificates = house.Open();

        Assert.Equal(own.Thumbprint, certificates.Current.Thumbprint);
    }

    [Fact]
    public void An_encrypted_key_takes_the_password_from_its_file()
    {
        using var own = Made();
        var key = own.GetECDsaPrivateKey()!.ExportEncryptedPkcs8PrivateKeyPem(
            "open sesame", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
        File.WriteAllText(house["own.pem"], own.ExportCertificatePem() + "\n" + key);
        house.Options = house.Options with { CertificateFile = house["own.pem"] };
        Assert.Contains("--certificate-password-file", Refused(), StringComparison.Ordinal);

        Password("wrong");
        Assert.Contains("another password", Refused(), StringComparison.Ordinal);

        Password("open sesame");
        using var certificates = house.Open();
        Assert.Equal(own.Thumbprint, certificates.Current.Thumbprint);
    }

    [Fact]
    public void A_pfx_is_opened_with_and_without_a_password()
    {
        using var own = Made();
        house.Options = house.Options with { CertificateFile = house["own.pfx"] };
        File.WriteAllBytes(house["own.pfx"], own.Export(X509ContentType.Pkcs12));
        using (var certificates = house.Open())
            Assert.Equal(own.Thumbprint, certificates.Current.Thumbprint);

        File.WriteAllBytes(house["own.pfx"], own.Export(X509ContentType.Pkcs12, "open sesame"));
        Assert.Contains("--certificate-password-file", Refused(), StringComparison.Ordinal);
        Password("wrong");
        Assert.Contains("another password", Refused(), StringComparison.Ordinal);
        Password("open sesame");
        using (var certificates = house.Open())
            Assert.Equal(own.Thumbprint, certificates.Current.Thumbprint);
    }

    [Fact]
    public void Intermediates_are_sent_along_and_the_root_is_not()
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var middleKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var root = Authority("CN=Root", rootKey);
        using var bare = Request("CN=Middle", middleKey, isAuthority: true).Create(root, From, To, [1, 2, 3]);
        using var middle = bare.CopyWithPrivateKey(middleKey);
        using var leafKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var leaf = Request("CN=chat.example.org", leafKey).Create(middle, From, To, [1, 2, 4]);
        var chain = string.Join('\n', new[] { leaf, middle, root }.Select(c => c.ExportCertificatePem()));
        File.WriteAllText(house["own.pem"], chain + "\n" + leafKey.ExportPkcs8PrivateKeyPem());
        house.Options = house.Options with { CertificateFile = house["own.pem"] };

        using var certificates = house.Open();

        Assert.Equal(leaf.Thumbprint, certificates.Current.Thumbprint);
        Assert.Equal([middle.Thumbprint], certificates.CurrentContext.IntermediateCertificates.Select(c => c.Thumbprint));
    }

    [Fact]
    public void The_key_of_another_certificate_is_refused()
    {
        using var own = Made();
        using var other = Made();
        Pem(own, other.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        Assert.Contains("is not the key of this certificate", Refused(), StringComparison.Ordinal);

        using var rsa = RSA.Create(2048);
        Pem(own, rsa.ExportPkcs8PrivateKeyPem());
        Assert.Contains("is not the key of this certificate", Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_are_no_certificate_or_no_key_are_refused()
    {
        using var own = Made();
        Pem(own, "no key");
        Assert.Contains("no private key in it", Refused(), StringComparison.Ordinal);

        Pem(own, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        Assert.Contains("cannot be read", Refused(), StringComparison.Ordinal);

        File.WriteAllText(house["own.crt"], "what is this");
        Assert.Contains("neither PEM nor a PFX", Refused(), StringComparison.Ordinal);

        File.WriteAllText(house["own.crt"], "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        Assert.Contains("cannot be read", Refused(), StringComparison.Ordinal);

        File.Delete(house["own.crt"]);
        Assert.Contains("cannot be read", Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_expired_certificate_is_refused_with_its_date()
    {
        using var own = Made();
        Pem(own);
        house.Time.SetUtcNow(To);

        Assert.Contains("expired on 2030-09-01", Refused(), StringComparison.Ordinal);

        house.Time.SetUtcNow(To.AddSeconds(-1));
        house.Open().Dispose();
    }

    [Fact]
    public void A_changed_file_is_read_again_while_running()
    {
        using var own = Made();
        Pem(own);
        using var certificates = house.Open();
        var shown = certificates.Current;
        house.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Same(shown, certificates.Current);

        using var renewed = Made();
        Pem(renewed);
        house.Time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(renewed.Thumbprint, certificates.Current.Thumbprint);
        Assert.Equal(renewed.Thumbprint, certificates.CurrentContext.TargetCertificate.Thumbprint);
    }

    [Fact]
    public void A_file_half_way_through_a_renewal_changes_nothing_until_it_is_whole()
    {
        using var own = Made();
        Pem(own);
        using var certificates = house.Open();
        using var renewed = Made();
        File.WriteAllText(house["own.crt"], renewed.ExportCertificatePem());
        house.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(own.Thumbprint, certificates.Current.Thumbprint);
        Assert.Single(house.Log, l => l.StartsWith("6120", StringComparison.Ordinal));

        File.Delete(house["own.key"]);
        house.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(own.Thumbprint, certificates.Current.Thumbprint);

        Pem(renewed);
        house.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(renewed.Thumbprint, certificates.Current.Thumbprint);
    }

    [Fact]
    public void A_key_that_others_can_read_is_told()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Modes are of Unix.");
        using var own = Made();
        Pem(own);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(house["own.key"], UnixFileMode.UserRead | UnixFileMode.OtherRead);

        house.Open().Dispose();

        Assert.Contains(house.Log, l => l.StartsWith("6111", StringComparison.Ordinal));
    }

    static DateTimeOffset From => new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    static DateTimeOffset To => new(2030, 9, 1, 0, 0, 0, TimeSpan.Zero);

    void Pem(X509Certificate2 certificate, string? key = null)
    {
        File.WriteAllText(house["own.crt"], certificate.ExportCertificatePem());
        File.WriteAllText(house["own.key"], key ?? certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        house.Options = house.Options with { CertificateFile = house["own.crt"], CertificateKeyFile = house["own.key"] };
    }

    void Password(string password)
    {
        File.WriteAllText(house["password"], password + "\n");
        house.Options = house.Options with { CertificatePasswordFile = house["password"] };
    }

    string Refused()
    {
        var refused = Assert.Throws<StartupException>(house.Open);
        Assert.Equal(ExitCodes.Settings, refused.ExitCode);
        return refused.Message;
    }

    static X509Certificate2 Made(RSA? rsa = null)
    {
        if (rsa is not null)
            return WithName(
                new CertificateRequest("CN=own", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)).CreateSelfSigned(From, To);

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Request("CN=own", key).CreateSelfSigned(From, To);
    }

    static X509Certificate2 Authority(string name, ECDsa key) => Request(name, key, isAuthority: true).CreateSelfSigned(From, To);

    static CertificateRequest Request(string name, ECDsa key, bool isAuthority = false)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        if (!isAuthority)
            return WithName(request);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request;
    }

    static CertificateRequest WithName(CertificateRequest request)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("*.example.org");
        names.AddDnsName("chat.example.org");
        request.CertificateExtensions.Add(names.Build());
        return request;
    }
}
