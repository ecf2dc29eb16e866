using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ChatBox.Client.Connections;
using ChatBox.Client.Tests.Fakes;
using ChatBox.Protocol.Security;

namespace ChatBox.Client.Tests;

public sealed class CertificateTests : IDisposable
{
    readonly TemporaryDirectory directory = new();
    readonly X509Certificate2 authority = MakeAuthority();

    public void Dispose()
    {
        directory.Dispose();
        authority.Dispose();
    }

    static X509Certificate2 MakeAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-10), DateTimeOffset.UtcNow.AddDays(10));
    }

    static X509Certificate2 MakeLeaf(X509Certificate2 authority, int fromDay = -1, int toDay = 1)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using var signed = request.Create(
            authority, DateTimeOffset.UtcNow.AddDays(fromDay), DateTimeOffset.UtcNow.AddDays(toDay), [1, 2, 3]);
        using var withKey = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }

    static RawServer Serve(X509Certificate2 leaf, X509Certificate2? authority) => new(leaf, authority)
    {
        Script = async (stream, stop) =>
        {
            await stream.WriteAsync(RawServer.Frame(RawServer.Welcome), stop);
            await stream.ReadExactlyAsync(new byte[1], stop);
        },
    };

    Task<ChatClient> JoinAsync(string address, string? pin = null)
    {
        var server = ServerAddress.Parse(address);
        return ChatClient.JoinAsync(new ChatClientOptions
        {
            Address = pin is null ? server : server.WithPin(pin),
            Name = "alice",
            Tokens = new TokenStore(directory.Path),
        });
    }

    [Fact]
    public void The_pin_of_an_authority_that_is_sent_along_is_enough()
    {
        using var leaf = MakeLeaf(this.authority);
        using var stranger = MakeAuthority();
        using var sent = new X509Chain();
        sent.ChainPolicy.ExtraStore.Add(this.authority);
        bool Accepts(X509Certificate2 authority) =>
            new CertificatePolicy(ServerAddress.Parse("host:1").WithPin(CertificatePin.Of(authority)))
            .Accepts(leaf, sent, SslPolicyErrors.RemoteCertificateChainErrors);
        Assert.True(Accepts(this.authority));
        Assert.False(Accepts(stranger));
    }

    [Fact]
    public async Task The_pin_of_the_certificate_itself_lets_in()
    {
        using var leaf = MakeLeaf(authority);
        await using var server = Serve(leaf, null);
        await using var client = await JoinAsync(server.Address, CertificatePin.Of(leaf));
        Assert.Equal("alice", client.Me.Name);
    }

    [Fact]
    public async Task Without_a_pin_an_unknown_certificate_is_refused_with_the_way_out()
    {
        using var leaf = MakeLeaf(authority);
        await using var server = Serve(leaf, authority);
        var refused = await Assert.ThrowsAsync<UntrustedServerException>(() => JoinAsync(server.Address));
        Assert.Contains("invite link", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--fingerprint", refused.Message, StringComparison.Ordinal);
        Assert.Empty(server.Heads);
    }

    [Fact]
    public async Task Another_pin_is_refused_before_anything_is_sent()
    {
        using var leaf = MakeLeaf(authority);
        await using var server = Serve(leaf, authority);
        await Assert.ThrowsAsync<UntrustedServerException>(() => JoinAsync(server.Address, new string('A', 43)));
        Assert.Empty(server.Heads);
    }

    [Fact]
    public async Task An_authority_that_is_only_sent_along_does_not_count()
    {
        using var stranger = MakeAuthority();
        using var leaf = MakeLeaf(stranger);
        await using var server = Serve(leaf, authority);
        await Assert.ThrowsAsync<UntrustedServerException>(() => JoinAsync(server.Address, CertificatePin.Of(authority)));
    }

    [Fact]
    public async Task An_expired_certificate_is_refused_even_with_its_pin()
    {
        using var leaf = MakeLeaf(authority, fromDay: -2, toDay: -1);
        await using var server = Serve(leaf, authority);
        await Assert.ThrowsAsync<UntrustedServerException>(() => JoinAsync(server.Address, CertificatePin.Of(authority)));
        await Assert.ThrowsAsync<UntrustedServerException>(() => JoinAsync(server.Address, CertificatePin.Of(leaf)));
    }

    [Fact]
    public async Task The_pin_is_remembered_for_the_address()
    {
        using var leaf = MakeLeaf(authority);
        await using var server = Serve(leaf, authority);
        await (await JoinAsync(server.Address, CertificatePin.Of(leaf))).DisposeAsync();
        await (await JoinAsync(server.Address)).DisposeAsync();
        Assert.Single(server.Heads, head => head.StartsWith("POST", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_changed_key_at_a_known_address_is_refused()
    {
        using var leaf = MakeLeaf(authority);
        await using var server = Serve(leaf, authority);
        var store = new TokenStore(directory.Path);
        await store.KeepAsync(
            "raw", ServerAddress.Parse(server.Address).WithPin(new string('A', 43)), "alice", "t1", CancellationToken.None);
        var refused = await Assert.ThrowsAsync<UntrustedServerException>(() => JoinAsync(server.Address));
        Assert.Contains("not the server you know", refused.Message, StringComparison.Ordinal);
        Assert.Empty(server.Heads);
    }

    [Fact]
    public async Task A_plain_server_at_an_https_address_is_explained()
    {
        await using var server = new RawServer();
        var failed = await Assert.ThrowsAsync<ConnectionException>(() => JoinAsync($"https://127.0.0.1:{server.Port}"));
        Assert.Contains("http://", failed.Message, StringComparison.Ordinal);
    }
}
