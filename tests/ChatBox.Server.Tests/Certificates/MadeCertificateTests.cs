using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ChatBox.Server.Admin;
using ChatBox.Server.Certificates;

namespace ChatBox.Server.Tests.Certificates;

public sealed class MadeCertificateTests : IDisposable
{
    readonly House house = new();

    public void Dispose() => house.Dispose();

    [Theory]
    [InlineData("192.168.1.20")]
    [InlineData("fd00::20")]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("localhost")]
    [InlineData("tower")]
    [InlineData("tower.local")]
    [InlineData("chatbox.local")]
    public void Who_trusts_the_authority_trusts_the_server_under_each_of_its_names(string name)
    {
        using var certificates = house.Open();

        Assert.Empty(ChainProblems(certificates));
        Assert.True(certificates.Current.MatchesHostname(name, allowCommonName: false));
    }

    [Fact]
    public void It_vouches_for_no_other_name()
    {
        using var certificates = house.Open();

        Assert.False(certificates.Current.MatchesHostname("example.com"));
        Assert.False(certificates.Current.MatchesHostname("192.168.1.21"));
    }

    [Fact]
    public void The_certificates_have_the_shape_that_browsers_ask_for()
    {
        using var certificates = house.Open();
        var authority = certificates.Authority!;
        var leaf = certificates.Current;

        Assert.Equal("CN=ChatBox Lab 3.14", authority.Subject);
        var basic = authority.Extensions.OfType<X509BasicConstraintsExtension>().Single();
        Assert.True(basic is { Critical: true, CertificateAuthority: true, HasPathLengthConstraint: true, PathLengthConstraint: 0 });
        Assert.Equal(
            X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign,
            authority.Extensions.OfType<X509KeyUsageExtension>().Single().KeyUsages);
        Assert.True(authority.Extensions["2.5.29.30"]!.Critical);
        Assert.Single(authority.Extensions.OfType<X509SubjectKeyIdentifierExtension>());
        Assert.InRange((authority.NotAfter - authority.NotBefore).TotalDays, 3650, 3655);
        Assert.False(authority.HasPrivateKey);

        Assert.True(leaf.NotAfter - leaf.NotBefore <= TimeSpan.FromDays(397));
        Assert.Equal(house.Time.GetUtcNow().AddHours(-1), new DateTimeOffset(leaf.NotBefore));
        Assert.Equal(X509KeyUsageFlags.DigitalSignature, leaf.Extensions.OfType<X509KeyUsageExtension>().Single().KeyUsages);
        Assert.Equal("1.3.6.1.5.5.7.3.1", leaf.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages[0].Value);
        Assert.Single(leaf.Extensions.OfType<X509AuthorityKeyIdentifierExtension>());
        Assert.Equal(256, leaf.GetECDsaPublicKey()!.KeySize);
    }

    [Fact]
    public void A_restart_keeps_authority_certificate_and_pin()
    {
        string pin, fingerprint, thumbprint;
        using (var before = house.Open())
            (pin, fingerprint, thumbprint) = (before.Pin, before.Fingerprint, before.Current.Thumbprint);

        using var after = house.Open();

        Assert.Equal((pin, fingerprint, thumbprint), (after.Pin, after.Fingerprint, after.Current.Thumbprint));
    }

    [Fact]
    public void A_new_address_brings_a_new_certificate_at_once_with_the_same_pin()
    {
        using var certificates = house.Open();
        var (before, pin, fingerprint) = (certificates.Current, certificates.Pin, certificates.Fingerprint);

        house.Move("10.1.2.3");

        Assert.NotEqual(before.Thumbprint, certificates.Current.Thumbprint);
        Assert.NotEqual(before.SerialNumber, certificates.Current.SerialNumber);
        Assert.True(certificates.Current.MatchesHostname("10.1.2.3"));
        Assert.Empty(ChainProblems(certificates));
        Assert.Equal((pin, fingerprint), (certificates.Pin, certificates.Fingerprint));
        Assert.Same(certificates.Current, certificates.CurrentContext.TargetCertificate);
    }

    [Fact]
    public void An_address_that_is_gone_changes_nothing()
    {
        using var certificates = house.Open();
        var before = certificates.Current;

        house.Move("192.168.1.20");

        Assert.Same(before, certificates.Current);
    }

    [Fact]
    public void An_address_that_changed_while_the_server_was_off_is_seen_at_the_start()
    {
        house.Open().Dispose();
        house.Move("172.16.5.5");

        using var certificates = house.Open();

        Assert.True(certificates.Current.MatchesHostname("172.16.5.5"));
    }

    [Fact]
    public void It_is_renewed_when_30_days_are_left_and_not_before()
    {
        using var certificates = house.Open();
        var (first, pin) = (certificates.Current, certificates.Pin);
        var renewal = new DateTimeOffset(first.NotAfter).AddDays(-30);

        house.Time.Advance(renewal - house.Time.GetUtcNow() - TimeSpan.FromHours(1));
        Assert.Same(first, certificates.Current);

        house.Time.Advance(TimeSpan.FromHours(2));
        Assert.NotSame(first, certificates.Current);
        Assert.Equal(pin, certificates.Pin);
        Assert.Empty(ChainProblems(certificates));
    }

    [Fact]
    public void A_clock_set_right_after_the_start_renews_what_was_made_in_the_past()
    {
        house.Time.SetUtcNow(new DateTimeOffset(1990, 1, 1, 0, 0, 0, TimeSpan.Zero));
        using var certificates = house.Open();
        var pin = certificates.Pin;

        house.Time.SetUtcNow(new DateTimeOffset(2030, 6, 15, 12, 0, 0, TimeSpan.Zero));
        house.Time.Advance(TimeSpan.FromHours(1));

        Assert.Empty(ChainProblems(certificates));
        Assert.Equal(pin, certificates.Pin);
        Assert.Contains(house.Log, l => l.StartsWith("6103", StringComparison.Ordinal));
    }

    [Fact]
    public void A_clock_set_back_stops_nothing()
    {
        house.Open().Dispose();
        house.Time.SetUtcNow(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero));

        using var certificates = house.Open();

        Assert.Empty(ChainProblems(certificates, new DateTimeOffset(2030, 6, 15, 12, 0, 0, TimeSpan.Zero)));
    }

    [Fact]
    public void A_public_address_there_from_the_start_is_vouched_for()
    {
        house.Move("203.0.113.9", "2001:db8:1:2::aaaa");

        using var certificates = house.Open();

        Assert.Empty(ChainProblems(certificates));
        Assert.True(certificates.Current.MatchesHostname("203.0.113.9"));
        // The next privacy address of the same network.
        house.Move("203.0.113.9", "2001:db8:1:2::bbbb");
        Assert.Empty(ChainProblems(certificates));
        Assert.True(certificates.Current.MatchesHostname("2001:db8:1:2::bbbb"));
        Assert.DoesNotContain(house.Log, l => l.StartsWith("6101", StringComparison.Ordinal));
    }

    [Fact]
    public void A_public_address_that_comes_later_is_left_out_and_told_once()
    {
        using var certificates = house.Open();

        house.Move("192.168.1.20", "203.0.113.9");
        house.Time.Advance(TimeSpan.FromDays(1));

        Assert.Empty(ChainProblems(certificates));
        Assert.False(certificates.Current.MatchesHostname("203.0.113.9"));
        Assert.Contains(
            "203.0.113.9", Assert.Single(house.Log, l => l.StartsWith("6101", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_for_a_name_beyond_the_constraints_is_refused_by_who_trusts_the_authority()
    {
        using var certificates = house.Open();
        using var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(house.CertificateFile("authority.key")));
        using var authority = LocalAuthority.Load(File.ReadAllText(house.CertificateFile("authority.pem")), key);
        using var stolen = LocalAuthority.NewKey();

        foreach (var names in new CertificateNames[] { new([], ["bank.example"]), new([IPAddress.Parse("203.0.113.9")], []) })
        {
            using var leaf = authority.Issue(stolen, names, house.Time.GetUtcNow());
            Assert.NotEmpty(ChainProblems(leaf, authority.Certificate, house.Time.GetUtcNow()));
        }
    }

    [Fact]
    public void The_files_are_private_and_a_key_that_others_could_read_is_closed_again()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Modes are of Unix.");
        house.Open().Dispose();
        string[] files = ["authority.key", "authority.pem", "server.key", "server.pem"];
        Assert.Equal(files, Directory.EnumerateFiles(house["data/certificates"]).Select(Path.GetFileName).Order());
        Assert.All(files, f => Assert.False(PrivateFiles.OthersCanRead(house.CertificateFile(f))));

        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(house.CertificateFile("server.key"), UnixFileMode.UserRead | UnixFileMode.OtherRead);
        house.Open().Dispose();

        Assert.False(PrivateFiles.OthersCanRead(house.CertificateFile("server.key")));
    }

    [Theory]
    [InlineData("authority.pem")]
    [InlineData("authority.key")]
    [InlineData("server.key")]
    public void A_damaged_file_is_named_with_what_to_do(string file)
    {
        house.Open().Dispose();
        foreach (var content in new[] { "", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "\0\0\0" })
        {
            File.WriteAllText(house.CertificateFile(file), content);

            var refused = Assert.Throws<StartupException>(house.Open);

            Assert.Equal(ExitCodes.Data, refused.ExitCode);
            Assert.Contains(house.CertificateFile(file), refused.Message, StringComparison.Ordinal);
            Assert.Contains("backup", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_authority_without_its_key_or_with_another_one_is_refused()
    {
        house.Open().Dispose();
        File.Copy(house.CertificateFile("server.key"), house.CertificateFile("authority.key"), overwrite: true);
        Assert.Contains("authority.pem", Assert.Throws<StartupException>(house.Open).Message, StringComparison.Ordinal);

        File.Delete(house.CertificateFile("authority.key"));
        Assert.Contains("authority.key", Assert.Throws<StartupException>(house.Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_first_start_that_ended_between_the_key_and_the_authority_is_finished_by_the_next()
    {
        house.Open().Dispose();
        File.Delete(house.CertificateFile("authority.pem"));

        using var certificates = house.Open();

        Assert.Empty(ChainProblems(certificates));
    }

    [Fact]
    public void A_damaged_server_certificate_is_made_anew_with_the_same_pin()
    {
        string pin;
        using (var before = house.Open())
            pin = before.Pin;
        File.WriteAllText(house.CertificateFile("server.pem"), "rust");

        using var certificates = house.Open();

        Assert.Equal(pin, certificates.Pin);
        Assert.Empty(ChainProblems(certificates));
        Assert.Contains(house.Log, l => l.StartsWith("6102", StringComparison.Ordinal));
    }

    [Fact]
    public void A_certificate_of_another_authority_is_replaced()
    {
        house.Open().Dispose();
        File.Delete(house.CertificateFile("authority.pem"));
        File.Delete(house.CertificateFile("authority.key"));

        using var certificates = house.Open();

        Assert.Empty(ChainProblems(certificates));
    }

    [Fact]
    public void A_disk_that_fills_while_running_keeps_the_certificate_and_says_so_once()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs a directory in the way of the new file.");
        using var certificates = house.Open();
        var before = certificates.Current;
        Directory.CreateDirectory(house.CertificateFile("server.pem.new"));

        house.Move("10.9.9.9");
        house.Time.Advance(TimeSpan.FromHours(5));
        Assert.Same(before, certificates.Current);
        Assert.Single(house.Log, l => l.StartsWith("6120", StringComparison.Ordinal));

        Directory.Delete(house.CertificateFile("server.pem.new"));
        house.Time.Advance(TimeSpan.FromHours(1));
        Assert.True(certificates.Current.MatchesHostname("10.9.9.9"));
    }

    [Fact]
    public void Closing_leaves_no_timer_and_no_listener()
    {
        var certificates = house.Open();
        var before = certificates.Current;
        certificates.Dispose();

        house.Move("10.9.9.9");

        Assert.Equal(0, house.Time.PendingTimers);
        Assert.Same(before, certificates.Current);
    }

    [Fact]
    public void The_fingerprint_is_that_of_the_authority_as_systems_show_it()
    {
        using var certificates = house.Open();

        Assert.Equal(
            certificates.Authority!.GetCertHashString(HashAlgorithmName.SHA256),
            certificates.Fingerprint.Replace(":", "", StringComparison.Ordinal));
        Assert.Equal(32 * 3 - 1, certificates.Fingerprint.Length);
    }

    X509ChainStatus[] ChainProblems(ServerCertificates certificates, DateTimeOffset? at = null) =>
        ChainProblems(certificates.Current, certificates.Authority!, at ?? house.Time.GetUtcNow());

    static X509ChainStatus[] ChainProblems(X509Certificate2 leaf, X509Certificate2 authority, DateTimeOffset at)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        chain.ChainPolicy.VerificationTime = at.LocalDateTime;
        chain.Build(leaf);
        return chain.ChainStatus;
    }
}
