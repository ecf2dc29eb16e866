using ChatBox.Rdt.Packets;
using ChatBox.Rdt.Security;
using ChatBox.Rdt.Simulation.Network;
using ChatBox.Rdt.Simulation.Transfers;
using ChatBox.Rdt.Tests.Attacks;

namespace ChatBox.Rdt.Tests.Scenarios;

public class HandshakeTests
{
    static bool Is(Datagram datagram, PacketType type) => datagram.Payload.Span[0] == (byte)type;

    // The n-th datagrams of one kind, counted from 0, are lost.
    static Func<Datagram, bool> Lose(PacketType type, params int[] victims)
    {
        var seen = 0;
        return datagram => Is(datagram, type) && victims.Contains(seen++);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    public void The_first_byte_comes_after_one_round_trip_by_ticket_and_two_by_cookie(bool byTicket, int roundTrips)
    {
        var run = new TransferRun(new TransferSetup { ByTicket = byTicket });
        Assert.True(run.RunUntil(() => run.Receiver.BytesReceived > 0));
        Assert.InRange(run.Now.TotalMilliseconds, 50 * roundTrips, (50 * roundTrips) + 2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_first_packet_of_a_client_has_1200_bytes(bool byTicket)
    {
        List<Datagram> sent = [];
        var run = new TransferRun(new TransferSetup { ByTicket = byTicket });
        run.Client.Sending = sent.Add;
        Assert.True(run.RunToFile());
        Assert.All(sent.Where(datagram => !Is(datagram, PacketType.Up)), datagram => Assert.Equal(1_200, datagram.Size));
    }

    [Fact]
    public void A_client_sends_short_packets_once_the_server_has_answered()
    {
        List<Datagram> sent = [];
        var run = new TransferRun(new TransferSetup());
        run.Client.Sending = sent.Add;
        Assert.True(run.RunToFile());
        Assert.All(sent, datagram => Assert.True(Is(datagram, PacketType.Up) && datagram.Size < 300));
        Assert.True(sent.Count > 10);
    }

    [Fact]
    public void A_lost_hello_is_sent_again()
    {
        var run = new TransferRun(new TransferSetup { Line = link => link.Drops = Lose(PacketType.Hello, 0, 1) });
        Assert.True(run.RunToFile());
        Assert.InRange(run.Client.FinishedAt!.Value.TotalSeconds, 1, 4);
    }

    [Fact]
    public void A_repeated_hello_reaches_the_same_transfer()
    {
        // All answers of the first second are lost: the client says HELLO again, with the same ticket.
        var run = new TransferRun(new TransferSetup());
        run.Down.IsBlackhole = true;
        run.Run(1.2);
        run.Down.IsBlackhole = false;
        Assert.Single(run.Server.Endpoint.Transfers);
        Assert.True(run.RunToFile());
        Assert.True(run.RunToEnd());
        Assert.Single(run.Server.Forgotten);
    }

    [Theory]
    [InlineData(PacketType.Knock)]
    [InlineData(PacketType.Retry)]
    [InlineData(PacketType.Hello)]
    public void A_lost_packet_of_a_handshake_by_cookie_is_made_good(object type)
    {
        var run = new TransferRun(new TransferSetup { ByTicket = false, Line = link => link.Drops = Lose((PacketType)type, 0) });
        Assert.True(run.RunToFile());
        Assert.InRange(run.Client.FinishedAt!.Value.TotalSeconds, 1, 4);
    }

    [Fact]
    public void A_hello_that_is_spoilt_on_the_way_is_followed_by_a_new_knock()
    {
        var spoilt = 0;
        var knocks = 0;
        var run = new TransferRun(new TransferSetup { ByTicket = false });
        // The bytes are changed in place: the cookie is right, the seal is not. The cookie is spent by it.
        run.Client.Sending = datagram =>
        {
            if (Is(datagram, PacketType.Knock)) knocks++;
            if (!Is(datagram, PacketType.Hello) || spoilt++ > 0) return;
            System.Runtime.InteropServices.MemoryMarshal.AsMemory(datagram.Payload).Span[^1] ^= 1;
        };
        Assert.True(run.RunToFile());
        Assert.True(knocks > 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_client_gives_up_after_10_seconds_of_silence(bool byTicket)
    {
        var run = new TransferRun(new TransferSetup { ByTicket = byTicket, Line = link => link.IsBlackhole = true });
        run.Run(9.9);
        Assert.False(run.Receiver.IsEnded);
        run.Run(0.2);
        Assert.Equal(EndReason.Unreachable, run.Receiver.EndReason);
        Assert.True(run.Receiver.IsDrained);
    }

    [Fact]
    public void A_client_that_does_not_get_an_answer_backs_off()
    {
        var hellos = 0;
        var run = new TransferRun(new TransferSetup { Line = link => link.IsBlackhole = true });
        run.Client.Sending = _ => hellos++;
        run.Run(11);
        Assert.InRange(hellos, 4, 8);
    }

    [Fact]
    public void Knocks_come_ever_more_rarely_and_not_for_everybody_at_once()
    {
        static List<double> Times(ulong seed)
        {
            List<double> times = [0];
            var run = new TransferRun(new TransferSetup { Seed = seed, ByTicket = false, Line = link => link.IsBlackhole = true });
            run.Client.Sending = _ => times.Add(run.Now.TotalSeconds);
            run.Run(9.9);
            return times;
        }

        var (one, other) = (Times(1), Times(2));
        foreach (var times in new[] { one, other })
        {
            Assert.Equal(4, times.Count);
            for (var i = 1; i < times.Count; i++) Assert.InRange(times[i] - times[i - 1], 1 << (i - 1), 1.25 * (1 << (i - 1)));
        }

        Assert.DoesNotContain(one.Skip(1), time => other.Any(at => Math.Abs(at - time) < 0.001));
    }

    [Fact]
    public void A_client_whose_grant_was_used_up_by_answers_that_were_lost_is_told_so()
    {
        // HELLO comes through and uses the grant up, and nothing of the file does: after three of them the client knocks anew.
        var run = new TransferRun(new TransferSetup { ByTicket = false, Line = link => link.Drops = datagram => Is(datagram, PacketType.Down) });
        run.RunUntil(() => run.Receiver.IsEnded, 20);
        Assert.Equal((EndReason.ClosedByPeer, CloseCode.GrantRefused), (run.Receiver.EndReason, run.Receiver.EndCode));
    }

    [Fact]
    public void A_client_gives_up_on_a_server_of_other_versions()
    {
        var server = new RawServer();
        server.Give([(byte)PacketType.Versions, 0, .. server.Hello[2..18], 2, 3]);
        Assert.Equal(EndReason.OtherVersion, server.Receiver.EndReason);
    }

    [Fact]
    public void Versions_that_were_not_asked_for_change_nothing()
    {
        var server = new RawServer();
        // Another random; our own version in the list.
        server.Give([(byte)PacketType.Versions, 0, .. new byte[16], 2]);
        server.Give([(byte)PacketType.Versions, 0, .. server.Hello[2..18], 2, Wire.Version]);
        Assert.False(server.Receiver.IsEnded);
        // And nothing once the server has answered.
        server.Give(server.Info());
        server.Give([(byte)PacketType.Versions, 0, .. server.Hello[2..18], 2]);
        Assert.False(server.Receiver.IsEnded);
    }

    [Fact]
    public void A_ticket_from_another_address_is_proven_by_a_challenge()
    {
        var run = FromElsewhere(null);
        Assert.True(run.RunUntil(() => run.Receiver.BytesReceived > 0));
        Assert.False(run.Sender.IsAddressProven);
        Assert.InRange(run.Server.BytesSent, 1, 3_600);
        Assert.True(run.RunToFile());
        Assert.True(run.Sender.IsAddressProven);
    }

    [Fact]
    public void A_lost_challenge_does_not_lock_the_handshake()
    {
        // Everything that the server may say before the address is proven is lost.
        var lost = 0;
        var run = FromElsewhere(link => link.Drops = datagram => Is(datagram, PacketType.Down) && lost++ < 3);
        Assert.True(run.RunToFile());
        Assert.True(lost >= 3);
        // The same with the client's answer.
        lost = 0;
        run = FromElsewhere(link => link.Drops = datagram => Is(datagram, PacketType.Up) && lost++ < 2);
        Assert.True(run.RunToFile());
    }

    // The ticket was fetched from another IP address than the HELLO comes from.
    static TransferRun FromElsewhere(Action<Link>? line) =>
        new(new TransferSetup { Length = 200_000, Line = line, TicketFrom = Addresses.Create(201, 4_000) });

    [Theory]
    [InlineData(AeadSupport.FastAes, AeadSupport.FastAes)]
    [InlineData(AeadSupport.ChaCha20, AeadSupport.FastAes | AeadSupport.ChaCha20)]
    [InlineData(AeadSupport.None, AeadSupport.ChaCha20)]
    public void Sides_with_other_hardware_understand_each_other(AeadSupport client, AeadSupport server)
    {
        foreach (var byTicket in (bool[])[true, false])
        {
            var run = new TransferRun(new TransferSetup
            {
                ByTicket = byTicket,
                Server = new EndpointOptions { Aeads = server },
                Client = options => options with { Aeads = client },
            });
            Assert.True(run.RunToFile());
        }
    }
}
