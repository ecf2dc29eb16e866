using System.Net;
using ChatBox.Server.Admin;

namespace ChatBox.Server.Tests.Admin;

public sealed class ServeOptionsValidatorTests : IDisposable
{
    readonly TemporaryDirectory temporary = new();

    ServeOptions Good => new() { DataDirectory = temporary.Root };

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void The_defaults_are_valid() => Assert.Empty(ServeOptionsValidator.Validate(new ServeOptions()));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65535)]
    public void The_last_port_that_passes(int port)
    {
        Assert.Empty(Problems(Good with { HttpPort = port }));
        Assert.Empty(Problems(Good with { HttpsPort = port }));
        Assert.Empty(Problems(Good with { TextPort = port }));
        Assert.Empty(Problems(Good with { RdtPort = port }));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(65536)]
    public void The_first_port_that_fails(int port)
    {
        AssertOne("--http-port", Good with { HttpPort = port });
        AssertOne("--https-port", Good with { HttpsPort = port });
        AssertOne("--text-port", Good with { TextPort = port });
        AssertOne("--rdt-port", Good with { RdtPort = port });
    }

    [Fact]
    public void Two_doors_cannot_share_a_port() =>
        AssertOne("--http-port and --text-port are both 6000", Good with { HttpPort = 6000, TextPort = 6000 });

    [Fact]
    public void Any_number_of_doors_can_ask_for_any_port() =>
        Assert.Empty(Problems(Good with { HttpPort = 0, HttpsPort = 0, TextPort = 0, RdtPort = 0 }));

    [Fact]
    public void Rdt_is_udp_and_can_have_the_number_of_a_tcp_port() => Assert.Empty(Problems(Good with { RdtPort = 50000 }));

    [Fact]
    public void With_plain_the_https_port_is_not_opened_and_cannot_collide() =>
        Assert.Empty(Problems(Good with { Plain = true, HttpPort = 5443 }));

    [Fact]
    public void Local_and_listen_exclude_each_other() =>
        AssertOne("--local and --listen", Good with { Local = true, Listen = IPAddress.Loopback });

    [Fact]
    public void Local_takes_a_text_door_on_loopback_but_not_on_the_network()
    {
        Assert.Empty(Problems(Good with { Local = true, TextListen = IPAddress.IPv6Loopback }));
        AssertOne("--local and --text-listen", Good with { Local = true, TextListen = IPAddress.Any });
    }

    [Fact]
    public void An_address_of_another_machine_is_refused()
    {
        // 198.51.100.0/24 is for documentation (RFC 5737) and on no machine.
        AssertOne("--listen 198.51.100.7", Good with { Listen = IPAddress.Parse("198.51.100.7") });
        AssertOne("--text-listen 198.51.100.7", Good with { TextListen = IPAddress.Parse("198.51.100.7") });
        Assert.Empty(Problems(Good with { Listen = IPAddress.Loopback }));
        Assert.Empty(Problems(Good with { Listen = IPAddress.Any }));
    }

    [Fact]
    public void A_share_must_be_a_directory()
    {
        File.WriteAllText(temporary["file"], "");

        Assert.Empty(Problems(Good with { Share = temporary.Root }));
        AssertOne("--share", Good with { Share = temporary["file"] });
        AssertOne("--share", Good with { Share = temporary["missing"] });
    }

    [Fact]
    public void The_certificate_flags_must_fit_each_other()
    {
        File.WriteAllText(temporary["pem"], "");

        AssertOne("--plain and --certificate", Good with { Plain = true, CertificateFile = temporary["pem"] });
        AssertOne("--certificate-key", Good with { CertificateKeyFile = temporary["pem"] });
        AssertOne("--certificate-password-file", Good with { CertificatePasswordFile = temporary["pem"] });
        AssertOne("there is no such file", Good with { CertificateFile = temporary["missing"] });
        Assert.Empty(Problems(Good with { CertificateFile = temporary["pem"], CertificateKeyFile = temporary["pem"] }));
    }

    [Fact]
    public void A_house_name_has_1_to_40_characters()
    {
        Assert.Empty(Problems(Good with { HouseName = new string('x', 40) }));
        AssertOne("--name", Good with { HouseName = new string('x', 41) });
        AssertOne("--name", Good with { HouseName = " " });
        AssertOne("--name", Good with { HouseName = "two\nlines" });
    }

    [Fact]
    public void All_problems_are_told_at_once() =>
        Assert.Equal(4, Problems(Good with { HttpPort = -1, TextPort = 70000, Share = temporary["missing"], Turn = "http://x" }).Count);

    [Theory]
    [InlineData("turn:relay.example")]
    [InlineData("turn:192.0.2.1:3478")]
    [InlineData("turns:[2001:db8::1]:65535")]
    [InlineData("turn:[2001:db8::1]")]
    [InlineData("turn:relay.example:3478?transport=tcp")]
    public void A_relay_that_passes(string turn) => Assert.Empty(Problems(Good with { Turn = turn, TurnSecret = new HiddenText("0123456789abcdef") }));

    [Theory]
    [InlineData("")]
    [InlineData("relay.example")]
    [InlineData("stun:relay.example")]
    [InlineData("turn:")]
    [InlineData("turn:relay.example:0")]
    [InlineData("turns:relay.example:65536")]
    [InlineData("turn:relay.example:")]
    [InlineData("turn:[relay]")]
    [InlineData("turn:2001:db8::1")]
    [InlineData("turn:two words")]
    public void A_relay_that_fails(string turn) => AssertOne("--turn", Good with { Turn = turn });

    [Theory]
    [InlineData("192.168.1.20")]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("[fd00::2]")]
    public void An_address_that_is_read(string text) => Assert.True(AddressText.TryParse(text, out _));

    [Theory]
    [InlineData("")]
    [InlineData("5080")]
    [InlineData("10.1")]
    [InlineData("localhost")]
    [InlineData("192.168.1.256")]
    [InlineData("[127.0.0.1]")]
    [InlineData("[::1")]
    public void An_address_that_is_not(string text) => Assert.False(AddressText.TryParse(text, out _));

    [Fact]
    public void Where_the_doors_listen_follows_from_the_flags()
    {
        Assert.Equal((IPAddress.IPv6Any, IPAddress.Loopback, true), Doors(Good));
        Assert.Equal((IPAddress.Loopback, IPAddress.Loopback, false), Doors(Good with { Local = true }));
        Assert.Equal((IPAddress.IPv6Any, IPAddress.IPv6Any, false), Doors(Good with { Open = true }));
        Assert.Equal((IPAddress.Any, IPAddress.Any, false), Doors(Good with { Open = true, Listen = IPAddress.Any }));
        Assert.Equal((IPAddress.Loopback, IPAddress.Loopback, false), Doors(Good with { Local = true, Open = true }));
        Assert.Equal((IPAddress.IPv6Any, IPAddress.Any, true), Doors(Good with { TextListen = IPAddress.Any }));

        static (IPAddress, IPAddress, bool) Doors(ServeOptions o) => (o.WebAddress, o.TextAddress, o.CodeRequired);
    }

    static IReadOnlyList<string> Problems(ServeOptions options) => ServeOptionsValidator.Validate(options);

    static void AssertOne(string part, ServeOptions options) =>
        Assert.Contains(part, Assert.Single(Problems(options)), StringComparison.Ordinal);
}
