using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ChatBox.Protocol.Security;

namespace ChatBox.Protocol.Tests.Security;

public sealed class CertificatePinTests : IDisposable
{
    static readonly DateTimeOffset Now = new(2030, 6, 15, 12, 0, 0, TimeSpan.Zero);

    readonly ECDsa authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    readonly ECDsa leafKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    readonly X509Certificate2 authority;
    readonly X509Certificate2 leaf;

    public CertificatePinTests()
    {
        authority = Authority(authorityKey);
        leaf = Leaf(authority, leafKey);
    }

    public void Dispose()
    {
        leaf.Dispose();
        authority.Dispose();
        leafKey.Dispose();
        authorityKey.Dispose();
    }

    [Fact]
    public void A_pin_is_43_characters_that_go_into_a_link_as_they_are()
    {
        var pin = CertificatePin.Of(leaf);

        Assert.Equal(CertificatePin.Length, pin.Length);
        Assert.All(pin, c => Assert.True(char.IsAsciiLetterOrDigit(c) || c is '-' or '_'));
    }

    [Fact]
    public void The_pin_of_a_known_key_is_what_openssl_says()
    {
        // openssl x509 -in known.pem -noout -pubkey | openssl pkey -pubin -outform DER | openssl dgst -sha256 -binary | basenc --base64url
        using var certificate = X509Certificate2.CreateFromPem("""
            -----BEGIN CERTIFICATE-----
            MIIBdzCCAR2gAwIBAgIUYHNOrD1NNtBydj1ElzWdctpF02kwCgYIKoZIzj0EAwIw
            EDEOMAwGA1UEAwwFa25vd24wIBcNMjYxMTIyMDE1OTM2WhgPMjEyNjEwMjkwMTU5
            MzZaMBAxDjAMBgNVBAMMBWtub3duMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
            1srz4jxdZ3Qji7S6luCgDhaLWg+AroOR3X2DC88PaGVRYA3uC8uEj0fS0BdLs2W6
            0Vh0yKc7h0ntrWjUzwbXb6NTMFEwHQYDVR0OBBYEFLZj2P4PLBFQw6LR7EJ/00aW
            mgAGMB8GA1UdIwQYMBaAFLZj2P4PLBFQw6LR7EJ/00aWmgAGMA8GA1UdEwEB/wQF
            MAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIgTb1o2FDJ0/gPef272+lapsSMPtrtQzzf
            v3PJibQlzgUCIQD0N3QiqTA6X2S1WBgb2hJSYu9WS/cvPyNKNQADVcq2EA==
            -----END CERTIFICATE-----
            """);

        Assert.Equal("Um4bVfRkJhkGHACwnA0-Gvf4rYtTQWjov9N7WYgALl4", CertificatePin.Of(certificate));
    }

    [Fact]
    public void The_pinned_server_matches_and_still_does_when_its_certificate_is_renewed()
    {
        var pin = CertificatePin.Of(leaf);
        using var otherAuthority = Authority(leafKey);
        using var renewed = Leaf(otherAuthority, leafKey, from: Now.AddDays(300), to: Now.AddDays(600));

        Assert.True(CertificatePin.Matches(pin, leaf, [], Now));
        Assert.True(CertificatePin.Matches(pin, renewed, [], Now.AddDays(400)));
    }

    [Fact]
    public void A_server_signed_by_the_pinned_authority_matches_when_the_authority_is_sent()
    {
        var pin = CertificatePin.Of(authority);

        Assert.True(CertificatePin.Matches(pin, leaf, [authority], Now));
        Assert.False(CertificatePin.Matches(pin, leaf, [], Now));
    }

    [Fact]
    public void An_authority_that_was_only_sent_along_vouches_for_nothing()
    {
        using var foreignKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var foreignAuthority = Authority(foreignKey);
        using var foreignLeaf = Leaf(foreignAuthority, foreignKey);

        Assert.False(CertificatePin.Matches(CertificatePin.Of(authority), foreignLeaf, [authority], Now));
        Assert.False(CertificatePin.Matches(CertificatePin.Of(authority), foreignLeaf, [authority, foreignAuthority], Now));
        Assert.False(CertificatePin.Matches(CertificatePin.Of(leaf), foreignLeaf, [leaf], Now));
    }

    [Fact]
    public void A_pinned_certificate_that_is_no_authority_cannot_sign_for_others()
    {
        // leaf says it is no authority; its key signs all the same.
        using var attackerKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var pretender = Authority(leafKey, subject: "CN=leaf");
        using var forged = Leaf(pretender, attackerKey);

        Assert.False(CertificatePin.Matches(CertificatePin.Of(leaf), forged, [leaf], Now));
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData((100 * 86400) - 1, true)]
    [InlineData(100 * 86400, false)]
    public void Only_within_its_dates(int secondsAfterIssue, bool matches)
    {
        var at = Now.AddDays(-10).AddSeconds(secondsAfterIssue);

        Assert.Equal(matches, CertificatePin.Matches(CertificatePin.Of(leaf), leaf, [], at));
        Assert.Equal(matches, CertificatePin.Matches(CertificatePin.Of(authority), leaf, [authority], at));
    }

    [Fact]
    public void What_is_no_pin_matches_nothing()
    {
        var pin = CertificatePin.Of(leaf);
        foreach (var wrong in new[] { "", "AAAA", pin + "=", pin[..^1], new string('A', 43), pin.ToUpperInvariant() })
            Assert.False(CertificatePin.Matches(wrong, leaf, [authority], Now));
    }

    static X509Certificate2 Authority(ECDsa key, string subject = "CN=authority")
    {
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority(0));
        return request.CreateSelfSigned(Now.AddDays(-20), Now.AddDays(3650));
    }

    static X509Certificate2 Leaf(X509Certificate2 authority, ECDsa key, DateTimeOffset? from = null, DateTimeOffset? to = null)
    {
        var request = new CertificateRequest("CN=leaf", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForEndEntity());
        return request.Create(authority, from ?? Now.AddDays(-10), to ?? Now.AddDays(90), RandomNumberGenerator.GetBytes(8));
    }
}
