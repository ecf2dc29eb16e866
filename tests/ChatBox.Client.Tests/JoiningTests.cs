using ChatBox.Client.Tests.Fakes;
using ChatBox.Testing;

namespace ChatBox.Client.Tests;

public sealed class JoiningTests : IDisposable
{
    readonly TemporaryDirectory directory = new();
    readonly MemoryServer server = new();
    readonly ManualTimeProvider clock = new();

    public void Dispose()
    {
        directory.Dispose();
        server.Dispose();
    }

    const string Secret = "0123456789abcdefghijklmnopqrstuvwxyzABCDFGE";

    static ServerAddress LinkAddress => ServerAddress.Parse($"http://localhost:1/link#{Secret}");

    ChatClientOptions Options(string name = "alice") => server.Options(name, clock) with { Tokens = new TokenStore(directory.Path) };

    [Fact]
    public async Task Who_comes_again_is_the_same_person()
    {
        await (await ChatClient.JoinAsync(Options())).DisposeAsync();
        await using var again = await ChatClient.JoinAsync(Options());
        Assert.Equal("alice", again.Me.Name);
        Assert.Equal(1, server.Joins);
    }

    [Fact]
    public async Task Two_at_once_under_one_name_are_one_person()
    {
        var options = Options() with { TimeProvider = TimeProvider.System };
        var clients = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => ChatClient.JoinAsync(options))));
        Assert.Equal(1, server.Joins);
        foreach (var client in clients) await client.DisposeAsync();
    }

    [Fact]
    public async Task A_token_that_the_server_forgot_is_replaced_by_joining_anew()
    {
        await (await ChatClient.JoinAsync(Options())).DisposeAsync();
        server.ForgetTokens();
        await (await ChatClient.JoinAsync(Options())).DisposeAsync();
        await (await ChatClient.JoinAsync(Options())).DisposeAsync();
        Assert.Equal(2, server.Joins);
    }

    [Fact]
    public async Task A_one_time_link_makes_this_a_device_of_who_made_it_and_the_token_is_kept_under_that_name()
    {
        server.Links[Secret] = "alice";
        await using (var client = await ChatClient.JoinAsync(Options("") with { Address = LinkAddress }))
            Assert.Equal("alice", client.Me.Name);
        await using var again = await ChatClient.JoinAsync(Options("Alice"));
        Assert.Equal("alice", again.Me.Name);
        Assert.Equal(1, server.Joins);
    }

    [Fact]
    public async Task A_link_of_somebody_else_than_the_name_says_is_told_and_what_it_gave_is_kept()
    {
        server.Links[Secret] = "alice";
        var refused = await Assert.ThrowsAsync<RefusedException>(() => ChatClient.JoinAsync(Options("bob") with { Address = LinkAddress }));
        Assert.Contains("alice's, not bob's", refused.Message, StringComparison.Ordinal);
        await using var alice = await ChatClient.JoinAsync(Options("alice"));
        Assert.Equal("alice", alice.Me.Name);
        Assert.Equal(1, server.Joins);
    }

    [Fact]
    public async Task A_used_link_lets_in_only_who_is_known_already()
    {
        await (await ChatClient.JoinAsync(Options())).DisposeAsync();
        await (await ChatClient.JoinAsync(Options() with { Address = LinkAddress })).DisposeAsync();
        var refused = await Assert.ThrowsAsync<RefusedException>(() => ChatClient.JoinAsync(Options("") with { Address = LinkAddress }));
        Assert.Equal("bad_link", refused.Code);
        Assert.Equal(1, server.Joins);
    }

    [Fact]
    public async Task A_token_of_ones_own_is_not_replaced()
    {
        var refused = await Assert.ThrowsAsync<RefusedException>(() => ChatClient.JoinAsync(Options() with { Token = "unknown" }));
        Assert.Equal("not_joined", refused.Code);
        Assert.Equal(0, server.Joins);
    }

    [Fact]
    public async Task A_name_that_somebody_else_has_is_refused()
    {
        await using var other = await ChatClient.JoinAsync(server.Options("alice", clock));
        var refused = await Assert.ThrowsAsync<RefusedException>(() => ChatClient.JoinAsync(Options()));
        Assert.Equal("name_taken", refused.Code);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_an_error_at_once()
    {
        server.IsUp = false;
        await Assert.ThrowsAsync<ConnectionException>(() => ChatClient.JoinAsync(Options()));
    }

    [Fact]
    public async Task A_plain_address_of_another_machine_is_warned_of_and_ones_own_is_not()
    {
        var notices = new List<string>();
        var options = server.Options("alice", clock) with { Notice = notices.Add };
        await (await ChatClient.JoinAsync(options)).DisposeAsync();
        Assert.Empty(notices);
        await (await ChatClient.JoinAsync(options with { Name = "bob", Address = ServerAddress.Parse("http://192.0.2.1:5080") }))
            .DisposeAsync();
        Assert.Contains("not encrypted", Assert.Single(notices), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_only_claims_to_be_a_known_server_gets_no_token()
    {
        var pin = new string('A', 43);
        var known = ServerAddress.Parse("https://host:5443").WithPin(pin);
        await (await ChatClient.JoinAsync(Options() with { Address = known })).DisposeAsync();

        foreach (var claims in new[] { "https://evil.example", "http://evil.example", $"https://evil.example/join#.{new string('E', 43)}" })
        {
            await Assert.ThrowsAsync<UntrustedServerException>(
                () => ChatClient.JoinAsync(Options() with { Address = ServerAddress.Parse(claims) }));
        }

        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task A_server_with_the_pinned_key_is_known_at_any_address()
    {
        var pin = new string('A', 43);
        await (await ChatClient.JoinAsync(Options() with { Address = ServerAddress.Parse("https://host:5443").WithPin(pin) }))
            .DisposeAsync();
        await (await ChatClient.JoinAsync(Options() with { Address = ServerAddress.Parse("https://other:1").WithPin(pin) })).DisposeAsync();
        Assert.Equal(1, server.Joins);
    }

    [Fact]
    public async Task A_fingerprint_that_a_person_compared_replaces_the_one_that_was_kept()
    {
        var known = ServerAddress.Parse("https://host:5443").WithPin(new string('A', 43));
        var changed = known.WithPin(new string('E', 43));
        await (await ChatClient.JoinAsync(Options() with { Address = known })).DisposeAsync();
        await (await ChatClient.JoinAsync(Options() with { Address = changed, ReplacesPin = true })).DisposeAsync();
        await (await ChatClient.JoinAsync(Options() with { Address = changed })).DisposeAsync();
        Assert.Equal(1, server.Joins);
    }
}
