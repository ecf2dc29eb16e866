namespace ChatBox.Client.Tests;

public sealed class ServerAddressTests
{
    const string Code = "AAAAAAAAAAAAAAAAAAAA_-";
    const string Pin = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    const string Secret = "0123456789abcdefghijklmnopqrstuvwxyzABCDFGE";

    [Theory]
    [InlineData("https://192.168.1.20:5443", "https://192.168.1.20:5443")]
    [InlineData("https://192.168.1.20:5443/", "https://192.168.1.20:5443")]
    [InlineData("https://chat.example.org", "https://chat.example.org")]
    [InlineData("http://localhost:5080", "http://localhost:5080")]
    [InlineData("192.168.1.20:5443", "https://192.168.1.20:5443")]
    [InlineData("localhost:443", "https://localhost")]
    [InlineData("localhost", "https://localhost:5443")]
    [InlineData("[::1]:5443", "https://[::1]:5443")]
    [InlineData("  https://host:1  ", "https://host:1")]
    [InlineData("https://host:65535", "https://host:65535")]
    public void An_address_is_read(string text, string origin) => Assert.Equal(origin, ServerAddress.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("https://")]
    [InlineData("ftp://host")]
    [InlineData("https://host:0")]
    [InlineData("https://host:65536")]
    [InlineData("https://host:-1")]
    [InlineData("https://alice:secret@host:5443")]
    [InlineData("https://host:5443/somewhere")]
    [InlineData("https://host:5443/?q=1")]
    [InlineData("ho st")]
    public void What_is_no_address_is_refused_with_a_sentence(string text)
    {
        Assert.False(ServerAddress.TryParse(text, out _, out var problem));
        Assert.EndsWith(".", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_whole_invite_link_gives_code_and_pin()
    {
        var address = ServerAddress.Parse($"https://host:5443/join#{Code}.{Pin}");
        Assert.Equal((Code, Pin), (address.Code, address.Pin));
    }

    [Fact]
    public void The_link_of_an_open_server_gives_the_pin_alone()
    {
        var address = ServerAddress.Parse($"https://host:5443/join#.{Pin}");
        Assert.Equal((null, Pin), (address.Code, address.Pin));
    }

    [Fact]
    public void The_link_of_a_plain_server_gives_the_code_alone()
    {
        var address = ServerAddress.Parse($"http://host:5080/join#{Code}");
        Assert.Equal((Code, null), (address.Code, address.Pin));
    }

    [Fact]
    public void A_code_has_22_signs_and_not_21_or_23()
    {
        Assert.True(ServerAddress.TryParse($"https://host/join#{Code}", out _, out _));
        Assert.False(ServerAddress.TryParse($"https://host/join#{Code[1..]}", out _, out _));
        Assert.False(ServerAddress.TryParse($"https://host/join#{Code}A", out _, out _));
    }

    [Fact]
    public void A_code_in_base_32_has_26_signs_and_no_dash()
    {
        Assert.True(ServerAddress.TryParse($"https://host/join#{new string('a', 26)}", out _, out _));
        Assert.False(ServerAddress.TryParse($"https://host/join#{new string('a', 25)}", out _, out _));
        Assert.False(ServerAddress.TryParse($"https://host/join#{new string('a', 25)}-", out _, out _));
    }

    [Fact]
    public void A_pin_has_43_signs_and_not_42_or_44()
    {
        Assert.True(ServerAddress.TryParse($"https://host/join#{Code}.{Pin}", out _, out _));
        Assert.False(ServerAddress.TryParse($"https://host/join#{Code}.{Pin[1..]}", out _, out var problem));
        Assert.Contains("fingerprint", problem, StringComparison.Ordinal);
        Assert.False(ServerAddress.TryParse($"https://host/join#{Code}.{Pin}A", out _, out _));
    }

    [Fact]
    public void A_pin_is_not_taken_for_an_address_without_a_certificate()
    {
        Assert.True(ServerAddress.TryParse($"https://host/join#{Code}.{Pin}", out _, out _));
        Assert.False(ServerAddress.TryParse($"http://host/join#{Code}.{Pin}", out _, out _));
    }

    [Fact]
    public void A_one_time_link_holds_a_secret_and_perhaps_a_pin_and_no_code()
    {
        var address = ServerAddress.Parse($"https://host:5443/link#{Secret}.{Pin}");
        Assert.Equal((Secret, Pin, null), (address.Secret, address.Pin, address.Code));
        Assert.Equal("https://host:5443", address.ToString());
        Assert.Null(ServerAddress.Parse($"https://host:5443/link#{Secret}").Pin);
        Assert.Null(ServerAddress.Parse($"https://host/join#{Code}.{Pin}").Secret);
    }

    [Theory]
    [InlineData("https://host/link")]
    [InlineData("https://host/link#")]
    [InlineData("https://host/link#" + Code)]
    [InlineData("https://host/link#" + Secret + "A")]
    [InlineData("https://host/link#." + Pin)]
    public void A_damaged_one_time_link_is_told(string link)
    {
        Assert.False(ServerAddress.TryParse(link, out _, out var problem));
        Assert.Contains("one-time link is damaged", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Code_and_pin_stay_out_of_the_text() =>
        Assert.Equal("https://host:5443", ServerAddress.Parse($"https://host:5443/join#{Code}.{Pin}").ToString());

    [Theory]
    [InlineData("http://localhost:1", true)]
    [InlineData("http://127.0.0.9:1", true)]
    [InlineData("http://[::1]:1", true)]
    [InlineData("http://192.168.1.2:1", false)]
    [InlineData("http://localhost.example.org:1", false)]
    public void Loopback_is_known(string text, bool isLoopback) => Assert.Equal(isLoopback, ServerAddress.Parse(text).IsLoopback);
}
