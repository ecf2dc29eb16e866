using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ChatBox.Server.Certificates;

namespace ChatBox.Server.Tests.Certificates;

public sealed class NameConstraintsTests
{
    [Theory]
    [InlineData("10.0.0.0")]
    [InlineData("10.255.255.255")]
    [InlineData("172.16.0.0")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.255.255")]
    [InlineData("127.0.0.1")]
    [InlineData("169.254.1.1")]
    [InlineData("100.127.255.255")]
    [InlineData("fdff::1")]
    [InlineData("fe80::1")]
    [InlineData("::1")]
    public void The_last_private_address_passes(string address) => Assert.True(Private.Permits(IPAddress.Parse(address)));

    [Theory]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.169.0.0")]
    [InlineData("100.128.0.0")]
    [InlineData("2001:db8::1")]
    [InlineData("fec0::1")]
    [InlineData("::2")]
    public void The_first_public_address_fails(string address) => Assert.False(Private.Permits(IPAddress.Parse(address)));

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("tower.local", true)]
    [InlineData("Tower.LAN", true)]
    [InlineData("a.b.home.arpa", true)]
    [InlineData("arpa", false)]
    [InlineData("evillocal", false)]
    [InlineData("local.example", false)]
    public void A_domain_stands_for_what_lies_below_it(string name, bool permitted) => Assert.Equal(permitted, Private.Permits(name));

    [Fact]
    public void What_is_written_into_a_certificate_is_read_back()
    {
        var written = NameConstraints.For([IPAddress.Parse("203.0.113.9"), IPAddress.Parse("2001:db8::5")], ["tower", "localhost"]);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(written.ToExtension());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1));

        var read = NameConstraints.Of(certificate)!;

        Assert.Equal(written.Networks, read.Networks);
        Assert.Equal(["localhost", "local", "lan", "home.arpa", "tower"], read.Domains);
        Assert.Contains(IPNetwork.Parse("203.0.113.9/32"), read.Networks);
        Assert.Contains(IPNetwork.Parse("2001:db8::/64"), read.Networks);
    }

    static NameConstraints Private => NameConstraints.For([], []);
}
