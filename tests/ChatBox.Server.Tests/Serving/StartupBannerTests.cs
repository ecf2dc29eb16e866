using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ChatBox.Core.Limits;
using ChatBox.Server.Tests.Support;

namespace ChatBox.Server.Tests.Serving;

/// <summary>What the host reads at the start.</summary>
public sealed class StartupBannerTests
{
    [Fact]
    public async Task For_the_network_it_names_the_invite_with_its_code_and_pin_and_QR_this_computer_the_text_door_the_data_and_the_fingerprint()
    {
        await using var server = await TestServer.StartAsync(options => options with { Local = false, Plain = false });

        var lines = await ReadAsync(server);

        var running = server.Running;
        Assert.Matches(
            $@"^https://[^/]+:{running.Ports.Https}/join#[A-Za-z0-9_-]{{22}}\.[A-Za-z0-9_-]{{43}}$", ValueOf(lines, "Invite others"));
        Assert.EndsWith("." + running.Certificates!.Pin, ValueOf(lines, "Invite others"), StringComparison.Ordinal);
        Assert.Equal($"http://localhost:{running.Ports.Http}", ValueOf(lines, "This computer"));
        Assert.Equal($"127.0.0.1, TCP port {running.Ports.Text}", ValueOf(lines, "Text door"));
        Assert.Equal($"all addresses, UDP port {running.Ports.Transfers} (RDT)", ValueOf(lines, "Downloads"));
        Assert.Equal(running.Data.Root, ValueOf(lines, "Data"));
        Assert.Equal(running.Certificates.Fingerprint, ValueOf(lines, "Fingerprint"));
        Assert.Matches($"^http://[^/]+:{running.Ports.Http}/setup$", ValueOf(lines, "Trust it"));
        Assert.InRange(lines.Count(line => line.Contains('▀') || line.Contains('█')), 15, 40);
        Assert.DoesNotContain(lines, line => line.Contains("Posts", StringComparison.Ordinal));
    }

    [Fact]
    public async Task For_this_computer_it_names_no_invite()
    {
        await using var server = await TestServer.StartAsync(options => options with { PostLimit = new PostLimit(7, 3) });

        var lines = await ReadAsync(server);

        Assert.DoesNotContain(lines, line => line.Contains("Invite", StringComparison.Ordinal) || line.Contains('█'));
        Assert.Equal("7 at once, then 3 a second", ValueOf(lines, "Posts"));
    }

    [Fact]
    public async Task Of_the_hosts_own_certificate_it_names_the_fingerprint_too()
    {
        using var directory = new Admin.TemporaryDirectory();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=chat.example.org", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("chat.example.org");
        request.CertificateExtensions.Add(names.Build());
        using var own = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        await File.WriteAllBytesAsync(directory["own.pfx"], own.Export(X509ContentType.Pkcs12));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(directory["own.pfx"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await using var server = await TestServer.StartAsync(
            options => options with { Local = false, Plain = false, CertificateFile = directory["own.pfx"] });

        var lines = await ReadAsync(server);

        var expected = string.Join(':', SHA256.HashData(own.RawData).Select(one => one.ToString("X2", null)));
        Assert.Equal(expected, ValueOf(lines, "Fingerprint"), ignoreCase: true);
        Assert.StartsWith(
            $"https://chat.example.org:{server.Running.Ports.Https}/join#", ValueOf(lines, "Invite others"), StringComparison.Ordinal);
        Assert.DoesNotContain(lines, line => line.Contains("Trust it", StringComparison.Ordinal));
    }

    static async Task<string[]> ReadAsync(TestServer server)
    {
        await using var output = new StringWriter();
        await StartupBanner.WriteAsync(output, server.Running);
        return output.ToString().Split('\n', StringSplitOptions.TrimEntries);
    }

    static string ValueOf(string[] lines, string label) =>
        Assert.Single(lines, line => line.StartsWith(label, StringComparison.Ordinal))[label.Length..].Trim();
}
