using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ChatBox.Server.Tests.Certificates;

namespace ChatBox.Server.Tests.Setup;

public sealed partial class SetupPageTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_is_served_over_plain_http_on_the_network_with_fingerprint_and_way_on()
    {
        await using var served = await ServedHouse.StartAsync();
        using var client = Network(served);

        using var response = await client.GetAsync("/setup", Token);
        var page = await response.Content.ReadAsStringAsync(Token);

        Assert.Equal("text/html; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Contains("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains(served.Certificates.Fingerprint, Tags().Replace(page, ""), StringComparison.Ordinal);
        Assert.Contains($"href=\"https://127.0.0.1:{served.Https.Port}/\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Windows NT 10.0", "Windows")]
    [InlineData("iPhone", "iPhone and iPad")]
    [InlineData("X11; Linux Firefox", "Firefox")]
    public async Task The_readers_system_is_open_and_the_others_are_folded(string userAgent, string title)
    {
        await using var served = await ServedHouse.StartAsync();
        using var client = Network(served);
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", userAgent);

        var page = await client.GetStringAsync("/setup", Token);

        Assert.Contains($"<details open><summary>{title}<", page, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(page, "<details open>"));
        Assert.Equal(7, Regex.Count(page, "<details"));
    }

    [Fact]
    public async Task The_authority_is_given_as_der_as_pem_and_as_a_profile()
    {
        await using var served = await ServedHouse.StartAsync();
        using var client = Network(served);
        var expected = served.Certificates.Authority!.RawData;

        using var der = await client.GetAsync("/setup/authority.crt", Token);
        Assert.Equal("application/x-x509-ca-cert", der.Content.Headers.ContentType!.MediaType);
        Assert.Equal(expected, await der.Content.ReadAsByteArrayAsync(Token));

        using var pem = X509Certificate2.CreateFromPem(await client.GetStringAsync("/setup/authority.pem", Token));
        Assert.Equal(expected, pem.RawData);

        using var profile = await client.GetAsync("/setup/chatbox.mobileconfig", Token);
        Assert.Equal("application/x-apple-aspen-config", profile.Content.Headers.ContentType!.MediaType);
        var data = Assert.Single(XDocument.Parse(await profile.Content.ReadAsStringAsync(Token)).Descendants("data"));
        Assert.Equal(expected, Convert.FromBase64String(data.Value));
    }

    [Fact]
    public async Task A_name_is_text_and_never_markup()
    {
        var house = new House(DateTimeOffset.UtcNow);
        house.Options = house.Options with { HouseName = "<b>\"Tom\" & 'Jerry'</b>" };
        await using var served = await ServedHouse.StartAsync(house);
        using var client = Network(served);

        var page = await client.GetStringAsync("/setup", Token);
        Assert.DoesNotContain("<b>\"Tom", page, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;", page, StringComparison.Ordinal);

        var profile = XDocument.Parse(await client.GetStringAsync("/setup/chatbox.mobileconfig", Token));
        Assert.Contains("ChatBox <b>\"Tom\" & 'Jerry'</b>", profile.Descendants("string").Select(s => s.Value));
    }

    [Fact]
    public async Task With_a_certificate_of_ones_own_nothing_is_needed_and_nothing_is_given()
    {
        var house = new House(DateTimeOffset.UtcNow);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=own", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("chat.example.org");
        names.AddIpAddress(IPAddress.Parse("203.0.113.77"));
        request.CertificateExtensions.Add(names.Build());
        using var own = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(10));
        File.WriteAllBytes(house["own.pfx"], own.Export(X509ContentType.Pkcs12));
        house.Options = house.Options with { CertificateFile = house["own.pfx"] };
        await using var served = await ServedHouse.StartAsync(house);
        using var client = Network(served);
        client.DefaultRequestHeaders.Host = "chat.example.org";

        Assert.Contains("Nothing to set up", await client.GetStringAsync("/setup", Token), StringComparison.Ordinal);
        foreach (var path in new[] { "/setup/authority.crt", "/setup/authority.pem", "/setup/chatbox.mobileconfig" })
        {
            using var response = await client.GetAsync(path, Token);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }

        client.DefaultRequestHeaders.Host = "203.0.113.77";
        await client.GetStringAsync("/setup", Token);
        client.DefaultRequestHeaders.Host = "mail.example.org";
        using var foreign = await client.GetAsync("/setup", Token);
        Assert.Equal(HttpStatusCode.BadRequest, foreign.StatusCode);
    }

    [Fact]
    public async Task The_gates_stand_in_front_of_everything()
    {
        await using var served = await ServedHouse.StartAsync();
        using var network = Network(served);
        using var loopback = new HttpClient { BaseAddress = served.Http };

        Assert.Equal("chat", await loopback.GetStringAsync("/", Token));
        using var redirect = await network.GetAsync("/c/lobby?x=1", Token);
        Assert.Equal(HttpStatusCode.TemporaryRedirect, redirect.StatusCode);
        Assert.Equal(new Uri(served.Https, "/c/lobby?x=1"), redirect.Headers.Location);
        using var post = await network.PostAsync("/api/v1/people", null, Token);
        Assert.Equal(HttpStatusCode.Forbidden, post.StatusCode);
        network.DefaultRequestHeaders.Host = "evil.example";
        using var evil = await network.GetAsync("/setup", Token);
        Assert.Equal(HttpStatusCode.BadRequest, evil.StatusCode);
    }

    [Fact]
    public async Task Below_setup_there_is_reading_only_and_nothing_but_what_belongs_to_it()
    {
        await using var served = await ServedHouse.StartAsync();
        using var client = Network(served);

        using var post = await client.PostAsync("/setup", null, Token);
        using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/setup"), Token);
        using var other = await client.GetAsync("/setup/index.html", Token);

        Assert.Equal(HttpStatusCode.Forbidden, post.StatusCode);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }

    static HttpClient Network(ServedHouse served)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = served.Http };
        client.DefaultRequestHeaders.Add("Test-Local", "192.168.1.20");
        return client;
    }

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();
}
