using ChatBox.Core.People;
using ChatBox.Server.Admin;
using ChatBox.Server.Calls;
using ChatBox.Server.Tests.Admin;
using ChatBox.Testing;

namespace ChatBox.Server.Tests.Calls;

public sealed class TurnRelayTests : IDisposable
{
    static readonly ServeOptions Options = new() { Turn = "turn:relay.example", TurnSecret = new HiddenText("0123456789abcdef") };

    readonly TemporaryDirectory directory = new();
    readonly ManualTimeProvider clock = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));

    public void Dispose() => directory.Dispose();

    [Fact]
    public void The_password_is_that_of_the_draft()
    {
        var (servers, expiresAt) = TurnRelay.Of(Options, clock).ServersFor(new PersonId(0xE7));
        var server = Assert.Single(servers);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_800_003_600), expiresAt);
        Assert.Equal("1800003600:0000000000077", server.Username);
        // printf '1800003600:0000000000077' | openssl dgst -sha1 -hmac 0123456789abcdef -binary | base64
        Assert.Equal("Hh3qe/NiC+i4pYkoLVg+GtqGmSk=", server.Credential);
    }

    [Theory]
    [InlineData("turn:relay.example", "turn:relay.example?transport=udp")]
    [InlineData("turn:192.0.2.1:3478", "turn:192.0.2.1:3478?transport=udp")]
    [InlineData("turns:relay.example:5349", "turns:relay.example:5349?transport=tcp")]
    [InlineData("turn:relay.example?transport=tcp", "turn:relay.example?transport=tcp")]
    public void The_transport_is_said(string turn, string url) =>
        Assert.Equal([url], TurnRelay.Of(Options with { Turn = turn }, clock).ServersFor(new PersonId(2)).Servers[0].Urls);

    [Fact]
    public void Without_a_relay_nothing_is_named() => Assert.Equal(([], null), TurnRelay.Of(new ServeOptions(), clock).ServersFor(new PersonId(2)));

    [Fact]
    public void The_secret_of_a_file_is_its_first_line()
    {
        var file = Write("0123456789abcdef\nanother line\n");
        Assert.Equal(
            TurnRelay.Of(Options, clock).ServersFor(new PersonId(2)).Servers[0].Credential,
            TurnRelay.Of(Options with { TurnSecret = null, TurnSecretFile = file }, clock).ServersFor(new PersonId(2)).Servers[0].Credential);
    }

    [Theory]
    [InlineData("0123456789abcdef", 0)]
    [InlineData("0123456789abcde", 1)]
    [InlineData("", 1)]
    [InlineData("0123456789 abcdef", 1)]
    [InlineData("0123456789äbcdef", 1)]
    public void A_secret_has_sixteen_visible_characters(string secret, int problems) =>
        Assert.Equal(problems, ServeOptionsValidator.Validate(Options with { TurnSecret = null, TurnSecretFile = Write(secret) }, _ => true).Count);

    [Fact]
    public void A_file_that_others_can_read_is_refused()
    {
        var file = Write("0123456789abcdef");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.Contains("chmod 600", Assert.Single(ServeOptionsValidator.Validate(Options with { TurnSecretFile = file }, _ => true)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_missing_or_too_much_is_said()
    {
        Assert.Contains("CHATBOX_TURN_SECRET", Problem(Options with { TurnSecret = null }), StringComparison.Ordinal);
        Assert.Contains("--turn-secret-file", Problem(new ServeOptions { TurnSecretFile = Write("0123456789abcdef") }), StringComparison.Ordinal);
        Assert.Contains("no such file", Problem(Options with { TurnSecretFile = directory["missing"] }), StringComparison.Ordinal);
    }

    [Fact]
    public void The_secret_is_not_shown_where_options_are_printed() =>
        Assert.DoesNotContain("0123456789abcdef", Options.ToString(), StringComparison.Ordinal);

    static string Problem(ServeOptions options) => Assert.Single(ServeOptionsValidator.Validate(options, _ => true));

    string Write(string text)
    {
        var file = directory["secret"];
        File.WriteAllText(file, text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return file;
    }
}
