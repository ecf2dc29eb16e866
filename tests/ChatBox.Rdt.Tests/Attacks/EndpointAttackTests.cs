using ChatBox.Rdt.Packets;

namespace ChatBox.Rdt.Tests.Attacks;

// U1 to U4 and U14 to U19: what comes to a server's port before or beside a transfer.
public partial class EndpointAttackTests
{
    readonly Door door = new();

    [Fact]
    public void U1_a_first_packet_below_1200_bytes_is_dropped()
    {
        var client = new RawClient(door, door.Ticket());
        var hello = client.Hello();
        Assert.Empty(door.Give(hello.AsSpan(0, 1_199)));
        Assert.Empty(door.Give(RawClient.Knock(door, out _).AsSpan(0, 1_199)));
        Assert.Empty(door.Sent);
        Assert.Empty(door.Endpoint.Transfers);
        Assert.NotEmpty(door.Give(RawClient.Knock(door, out _)));
        door.Give(hello);
        Assert.Single(door.Endpoint.Transfers);
    }

    [Fact]
    public void U2_a_knock_leaves_no_state_and_gets_less_than_it_sent()
    {
        for (byte host = 1; host < 200; host++)
        {
            var knock = RawClient.Knock(door, out _);
            Assert.InRange(door.Give(knock, Door.At(host)).Length, 1, knock.Length);
        }

        Assert.Empty(door.Endpoint.Transfers);
        Assert.Null(door.Endpoint.NextTimeout);
        Assert.Empty(door.Sent);
    }

    [Fact]
    public void U2_an_unproven_address_gets_at_most_three_times_what_it_sent()
    {
        // The ticket was fetched from elsewhere, and nobody at this address answers the challenge.
        var client = new RawClient(door, door.Ticket(address: Door.At(99)));
        long sent = 0;
        for (var i = 0; i < 5; i++)
        {
            sent += client.Hello().Length;
            client.SendHello();
            door.Advance(3);
            Assert.InRange(door.BytesOut, 1, 3 * sent);
        }

        client.SendUp((ref FrameWriter frames) => frames.Eight(FrameType.PathResponse, 12345));
        door.Advance(5);
        Assert.InRange(door.BytesOut, 1, 3 * (sent + 40));
        Assert.False(door.Transfer.IsAddressProven);
    }

    [Fact]
    public void U2_a_million_first_packets_get_at_most_three_times_their_bytes()
    {
        var random = new Random(12);
        var count = Fuzz.Count(1_000_000);
        var hello = new RawClient(door, door.Ticket(address: Door.At(99))).Hello();
        var knock = RawClient.Knock(door, out _);
        var reply = new byte[1_200];
        Dictionary<PeerAddress, long> given = [];
        for (var i = 0; i < count; i++)
        {
            var datagram = (i % 2 == 0 ? hello : knock).ToArray();
            for (var changes = random.Next(4); changes > 0; changes--) datagram[random.Next(random.Next(2) == 0 ? 120 : 1_200)] = (byte)random.Next(256);
            var length = random.Next(5) == 0 ? random.Next(1_201) : 1_200;
            var from = Door.At((byte)random.Next(1, 250), (ushort)random.Next(1, 60_000));
            if (door.Endpoint.Handle(door.Now, from, datagram.AsSpan(0, length), reply) is var answer && answer > 3 * length) Assert.Fail($"{answer} bytes for {length}");
            given[from] = given.GetValueOrDefault(from) + length;
            door.Now += TimeSpan.FromMicroseconds(100);
        }

        // One of them may be whole, and make the transfer: that says nothing about who is at its address.
        door.Poll();
        Assert.All(door.Sent.GroupBy(sent => sent.To), to => Assert.InRange(to.Sum(sent => (long)sent.Bytes.Length), 0, 3 * given[to.Key]));
        Assert.InRange(door.Endpoint.Transfers.Count, 0, 1);
    }

    [Fact]
    public void U3_a_cookie_from_another_address_is_dropped()
    {
        Allow();
        var client = RawClient.ByCookie(door)!;
        var hello = client.Hello();
        Assert.Empty(door.Give(hello, Door.At(11)));
        Assert.Empty(door.Give(hello, Door.At(10, 40_001)));
        Assert.Empty(door.Endpoint.Transfers);
        door.Give(hello);
        Assert.Single(door.Endpoint.Transfers);
    }

    [Theory]
    [InlineData(9.999, 1)]
    [InlineData(10.001, 0)]
    public void U3_a_cookie_works_for_10_seconds(double age, int transfers)
    {
        Allow();
        var client = RawClient.ByCookie(door)!;
        door.Now += TimeSpan.FromSeconds(age);
        Assert.Empty(client.SendHello());
        Assert.Equal(transfers, door.Endpoint.Transfers.Count);
    }

    [Fact]
    public void U3_a_cookie_works_once()
    {
        Allow();
        var client = RawClient.ByCookie(door)!;
        client.SendHello();
        client.SendUp((ref FrameWriter frames) => frames.Close(CloseCode.Cancelled, []));
        door.Advance(5);
        Assert.Empty(door.Endpoint.Transfers);
        Allow();
        var sent = door.Sent.Count;
        Assert.Empty(client.SendHello());
        Assert.Empty(door.Endpoint.Transfers);
        Assert.Equal(sent, door.Sent.Count);
    }

    [Fact]
    public void U3_a_cookie_with_any_flipped_bit_is_dropped()
    {
        Allow();
        for (var bit = 0; bit < Wire.CookieSize * 8; bit++)
        {
            door.Now += TimeSpan.FromMilliseconds(20);
            var client = RawClient.ByCookie(door, spoil: cookie => cookie[bit / 8] ^= (byte)(1 << (bit % 8)));
            Assert.Empty(client!.SendHello());
        }

        Assert.Empty(door.Endpoint.Transfers);
        RawClient.ByCookie(door)!.SendHello();
        Assert.Single(door.Endpoint.Transfers);
    }

    [Fact]
    public void U4_an_unknown_ticket_gets_no_answer()
    {
        var ticket = door.Ticket();
        ticket.Ticket[3] ^= 1;
        Assert.Empty(new RawClient(door, ticket).SendHello());
        var other = door.Ticket("bob");
        other.Secret[0] ^= 1;
        Assert.Empty(new RawClient(door, other).SendHello());
        Assert.Empty(door.Sent);
        Assert.Empty(door.Endpoint.Transfers);
    }

    [Theory]
    [InlineData(60, null)]
    [InlineData(60.1, CloseCode.GrantRefused)]
    public void U4_a_ticket_is_refused_after_60_seconds(double age, CloseCode? refusal)
    {
        var client = new RawClient(door, door.Ticket());
        door.Now += TimeSpan.FromSeconds(age);
        Assert.Equal(refusal, client.Refusal(client.SendHello()));
        Assert.Equal(refusal is null, door.Sent.Count > 0);
        Assert.Equal(refusal is null ? 1 : 0, door.Endpoint.Transfers.Count);
    }

    [Fact]
    public void U4_a_ticket_for_another_file_is_refused()
    {
        var client = new RawClient(door, door.Ticket()) { File = "other.bin" };
        Assert.Equal(CloseCode.GrantRefused, client.Refusal(client.SendHello()));
        Assert.Empty(door.Sent);
        Assert.Equal(0, door.File.ReadUpTo);
    }

    [Fact]
    public void U4_a_ticket_works_once()
    {
        var ticket = door.Ticket();
        var first = new RawClient(door, ticket);
        first.SendHello();
        var sent = door.Sent.Count;
        var second = new RawClient(door, ticket);
        Assert.Equal(CloseCode.GrantRefused, second.Refusal(second.SendHello()));
        Assert.Equal(sent, door.Sent.Count);
        // Nor when the first is gone.
        first.SendUp((ref FrameWriter frames) => frames.Close(CloseCode.Cancelled, []));
        door.Advance(5);
        Assert.Empty(door.Endpoint.Transfers);
        var third = new RawClient(door, ticket);
        Assert.Equal(CloseCode.GrantRefused, third.Refusal(third.SendHello()));
        Assert.Equal(CloseCode.GrantRefused, first.Refusal(first.SendHello()));
        Assert.Empty(door.Endpoint.Transfers);
    }

    [Fact]
    public void U4_a_grant_of_the_text_door_is_bound_to_name_file_and_address()
    {
        Allow();
        foreach (var (name, file, host) in (ReadOnlySpan<(string, string, byte)>)[("bob", "film.bin", 10), ("alice", "other.bin", 10), ("alice", "film.bin", 11)])
        {
            var client = RawClient.ByCookie(door, Door.At(host))!;
            (client.Name, client.File) = (name, file);
            Assert.Equal(CloseCode.GrantRefused, client.Refusal(client.SendHello()));
        }

        RawClient.ByCookie(door)!.SendHello();
        Assert.Single(door.Endpoint.Transfers);
        var again = RawClient.ByCookie(door)!;
        Assert.Equal(CloseCode.GrantRefused, again.Refusal(again.SendHello()));
    }

    [Fact]
    public void U4_one_person_has_eight_grants_open()
    {
        for (var i = 0; i < 8; i++) door.Ticket();
        Assert.False(door.Grants.TryIssueTicket(door.Now, "alice", Door.Address, "film.bin", () => door.File.Offer, null, out _));
        door.Ticket("bob");
        door.Now += TimeSpan.FromSeconds(61);
        door.Ticket();
    }

    void Allow() => Assert.True(door.Grants.TryIssueForAddress(door.Now, "alice", Door.Address, "alice", "film.bin", () => door.File.Offer));
}
