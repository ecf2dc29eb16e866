using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using ChatBox.Core.People;
using ChatBox.Server.Admin;
using ChatBox.Server.Calls;
using ChatBox.Server.Tests.Support;
using ChatBox.Testing;

namespace ChatBox.Server.Tests.Calls.Relay;

/// <summary>What docs/turnserver.conf and our credentials do, shown with the real coturn.</summary>
public sealed class RelayTests(LoopbackRelay relay) : IClassFixture<LoopbackRelay>
{
    [Fact]
    public async Task With_our_credentials_data_flows_both_ways()
    {
        using var client = new TurnClient(relay.Address, Credentials());
        var (relayed, error) = await client.AllocateAsync();
        Assert.Equal(0, error);
        using var peer = new UdpClient(new IPEndPoint(LoopbackRelay.AllowedPeer, 0));
        Assert.Equal(0, await client.PermitAsync(LoopbackRelay.AllowedPeer));
        await client.SendAsync((IPEndPoint)peer.Client.LocalEndPoint!, "there"u8.ToArray());
        var received = await peer.ReceiveAsync().Soon();
        Assert.Equal("there", Encoding.UTF8.GetString(received.Buffer));
        Assert.Equal(relayed, received.RemoteEndPoint);
        await peer.SendAsync("and back"u8.ToArray(), relayed!);
        Assert.Equal("and back", Encoding.UTF8.GetString(await client.ReceiveAsync()));
    }

    [Theory]
    [InlineData(-3540, 0)]
    [InlineData(-3660, 401)]
    public async Task Credentials_are_good_for_an_hour_and_not_for_longer(int madeSeconds, int expected)
    {
        using var client = new TurnClient(relay.Address, Credentials(secondsFromNow: madeSeconds));
        Assert.Equal(expected, (await client.AllocateAsync()).Error);
    }

    [Fact]
    public async Task Credentials_of_another_secret_person_or_time_are_refused()
    {
        var good = Credentials();
        var (time, person) = (long.Parse(good.Username!.Split(':')[0], CultureInfo.InvariantCulture), good.Username.Split(':')[1]);
        foreach (var bad in new[]
        {
            Credentials("another-secret-0123456789"), good with { Credential = "x" },
            good with { Username = $"{time + 3600}:{person}" }, good with { Username = $"{time}:{person}0" },
        })
        {
            using var client = new TurnClient(relay.Address, bad);
            Assert.Equal(401, (await client.AllocateAsync()).Error);
        }
    }

    [Fact]
    public async Task What_only_the_relay_can_reach_is_denied_and_what_everybody_can_is_not()
    {
        using var client = new TurnClient(relay.Address, Credentials());
        Assert.Equal(0, (await client.AllocateAsync()).Error);
        foreach (var denied in new[]
        {
            "0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.0", "127.0.0.1", "127.0.0.3", "127.255.255.255",
            "169.254.0.0", "169.254.169.254", "172.16.0.0", "172.31.255.255", "192.0.0.1", "192.168.0.0", "192.168.255.255", "198.18.0.0", "198.19.255.255",
            "224.0.0.1", "240.0.0.1", "255.255.255.255",
        }) Assert.Equal((denied, 403), (denied, await client.PermitAsync(IPAddress.Parse(denied))));
        // Only the permission is asked for: nothing is sent there.
        foreach (var allowed in new[] { "8.8.8.8", "9.255.255.255", "11.0.0.0", "126.255.255.255", "128.0.0.0", "172.32.0.0", "223.255.255.255" })
            Assert.Equal((allowed, 0), (allowed, await client.PermitAsync(IPAddress.Parse(allowed))));
    }

    [Fact]
    public async Task Of_IPv6_too()
    {
        using var client = new TurnClient(relay.Address, Credentials());
        // Where this machine has no IPv6 the relay has no such address to give: then it denies all of it anyway.
        Assert.Equal(LoopbackRelay.HasIPv6 ? 0 : 440, (await client.AllocateAsync(ipv6: true)).Error);
        var expected = LoopbackRelay.HasIPv6 ? 403 : 437;
        foreach (var denied in new[]
        {
            "::", "::1", "::2", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:127.0.0.2", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:8.8.8.8",
            "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::1", "fc00::1", "fd00::1", "fe80::1", "febf::1", "ff02::1",
        }) Assert.Equal((denied, expected), (denied, await client.PermitAsync(IPAddress.Parse(denied))));
        if (!LoopbackRelay.HasIPv6) return;
        foreach (var allowed in new[] { "2001:4860:4860::8888", "2003::1", "2600::1" })
            Assert.Equal((allowed, 0), (allowed, await client.PermitAsync(IPAddress.Parse(allowed))));
    }

    [Fact]
    public async Task One_person_has_twelve_places_and_another_has_too()
    {
        var clients = Enumerable.Range(0, 13).Select(_ => new TurnClient(relay.Address, Credentials(person: 77))).ToArray();
        using var other = new TurnClient(relay.Address, Credentials(person: 78));
        try
        {
            var errors = new List<int>();
            foreach (var client in clients) errors.Add((await client.AllocateAsync()).Error);
            Assert.Equal([.. Enumerable.Repeat(0, 12), 486], errors);
            Assert.Equal(0, (await other.AllocateAsync()).Error);
        }
        finally
        {
            foreach (var client in clients) client.Dispose();
        }
    }

    [Fact]
    public async Task A_participant_asks_the_server_for_them()
    {
        await using var server = await TestServer.StartAsync(
            options => options with { Turn = relay.Uri, TurnSecret = new HiddenText(Coturn.Secret) });
        await using var alice = await Caller.JoinAsync(server, "alice");
        var call = Caller.CallOf(await alice.StartAsync("lobby"));
        var answer = await alice.Client.AskAsync("call.ice", ("call", call));
        var given = answer.At("iceServers")[0];
        Assert.Equal($"{relay.Uri}?transport=udp", given.At("urls")[0].GetString());
        Assert.EndsWith($":{alice.Id}", given.Text("username"), StringComparison.Ordinal);
        Assert.True(answer.At("expiresAt").GetDateTimeOffset() <= DateTimeOffset.UtcNow + TurnRelay.Lifetime);
        using var client = new TurnClient(relay.Address, new IceServer([], given.Text("username"), given.Text("credential")));
        Assert.Equal(0, (await client.AllocateAsync()).Error);
    }

    // A person for each test, so that the quota of one is not used up by the others.
    static IceServer Credentials(string secret = Coturn.Secret, int secondsFromNow = 0, long? person = null)
    {
        var clock = new ManualTimeProvider(DateTimeOffset.UtcNow.AddSeconds(secondsFromNow));
        var relay = new TurnRelay("turn:relay.example", secret, clock);
        return Assert.Single(relay.ServersFor(new PersonId(person ?? RandomNumberGenerator.GetInt32(1000, int.MaxValue))).Servers);
    }
}
