using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ChatBox.Protocol.Security;

namespace ChatBox.Server.Tests.Setup;

public sealed class HandshakeTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_that_pins_gets_through_and_one_with_another_pin_does_not()
    {
        await using var served = await ServedHouse.StartAsync();

        Assert.Equal("chat", await GetPinned(served, served.Certificates.Pin));
        await Assert.ThrowsAsync<HttpRequestException>(() => GetPinned(served, new string('A', CertificatePin.Length)));
    }

    [Fact]
    public async Task A_pin_outlives_a_renewal_between_two_connections()
    {
        await using var served = await ServedHouse.StartAsync();
        var pin = served.Certificates.Pin;
        var before = await Shown(served);

        served.House.Move("10.4.4.4");

        Assert.NotEqual(before, await Shown(served));
        Assert.Equal("chat", await GetPinned(served, pin));
    }

    [Fact]
    public async Task A_client_that_trusts_the_authority_verifies_name_and_chain()
    {
        await using var served = await ServedHouse.StartAsync();
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { served.Certificates.Authority! },
            RevocationMode = X509RevocationMode.NoCheck,
        };
        using var client = new HttpClient(handler);

        Assert.Equal("chat", await client.GetStringAsync(served.Https, Token));
        Assert.Equal("chat", await client.GetStringAsync(new UriBuilder(served.Https) { Host = "localhost" }.Uri, Token));
    }

    [Fact]
    public async Task A_client_that_trusts_nothing_is_warned()
    {
        await using var served = await ServedHouse.StartAsync();
        using var client = new HttpClient();

        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(served.Https, Token));
        Assert.IsType<AuthenticationException>(refused.InnerException);
    }

    [Fact]
    public async Task Http_2_is_offered()
    {
        await using var served = await ServedHouse.StartAsync();
        using var client = Pinned(served.Certificates.Pin);
        using var request = new HttpRequestMessage(HttpMethod.Get, served.Https)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        using var response = await client.SendAsync(request, Token);

        Assert.Equal(HttpVersion.Version20, response.Version);
    }

    static Task<string> GetPinned(ServedHouse served, string pin) => Pinned(pin).GetStringAsync(served.Https, Token);

    static HttpClient Pinned(string pin)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
            certificate is X509Certificate2 leaf && CertificatePin.Matches(pin, leaf, chain?.ChainPolicy.ExtraStore ?? []);
        return new HttpClient(handler);
    }

    static async Task<string> Shown(ServedHouse served)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, served.Https.Port, Token);
        var shown = "";
        using var tls = new SslStream(
            socket.GetStream(), false, (_, certificate, _, _) => (shown = certificate!.GetCertHashString()).Length > 0);
        await tls.AuthenticateAsClientAsync("localhost");
        return shown;
    }
}
