using ChatBox.Rdt.Connections;
using ChatBox.Rdt.Simulation.Transfers;

namespace ChatBox.Rdt.Tests.Attacks;

/// <summary>A server's endpoint without any network: datagrams go in by hand, and what comes out is kept.</summary>
sealed class Door
{
    readonly byte[] buffer = new byte[20_000];

    public Door(EndpointOptions? options = null, int length = 1_000_000, ulong seed = 7)
    {
        var random = new SeededRandom(seed);
        Random = new SeededRandom(seed + 1);
        options ??= new EndpointOptions();
        File = new MemoryFile(length, seed);
        Grants = new GrantBook(random, options.Aeads);
        Endpoint = new Endpoint(options, Grants, random);
    }

    public static PeerAddress Address { get; } = At(10);

    public TimeSpan Now { get; set; } = TimeSpan.FromSeconds(100);

    public Endpoint Endpoint { get; }

    public GrantBook Grants { get; }

    public MemoryFile File { get; }

    public IRandomSource Random { get; }

    /// <summary>What the endpoint has sent, other than as a direct reply.</summary>
    public List<(byte[] Bytes, PeerAddress To)> Sent { get; } = [];

    /// <summary>Bytes of all replies and all that was sent.</summary>
    public long BytesOut { get; private set; }

    public FileSender Transfer => Assert.Single(Endpoint.Transfers);

    public static PeerAddress At(byte host, ushort port = 40_000) => PeerAddress.From([192, 0, 2, host], port);

    public TicketGrant Ticket(string holder = "alice", PeerAddress? address = null, TimeSpan? roundTrip = null)
    {
        Assert.True(Grants.TryIssueTicket(Now, holder, address ?? Address, File.Info.Name, () => File.Offer, roundTrip, out var ticket));
        return ticket;
    }

    /// <summary>A datagram comes; the reply to it, empty for none. What else is to be sent then goes to <see cref="Sent"/>.</summary>
    public byte[] Give(ReadOnlySpan<byte> datagram, PeerAddress? from = null)
    {
        var copy = datagram.ToArray();
        var reply = new byte[1_200];
        var length = Endpoint.Handle(Now, from ?? Address, copy, reply);
        BytesOut += length;
        Poll();
        return reply[..length];
    }

    public void Poll()
    {
        while (Endpoint.PollTransmit(Now, buffer, 10) is { Bytes: > 0 } transmit)
        {
            BytesOut += transmit.Bytes;
            for (var at = 0; at < transmit.Bytes; at += transmit.SegmentSize)
                Sent.Add((buffer[at..Math.Min(at + transmit.SegmentSize, transmit.Bytes)], transmit.To));
        }
    }

    /// <summary>Lets time pass, from timer to timer.</summary>
    public void Advance(double seconds)
    {
        var end = Now + TimeSpan.FromSeconds(seconds);
        for (var steps = 0; Endpoint.NextTimeout is { } at && at <= end; steps++)
        {
            Assert.True(steps < 100_000, "The endpoint asks for its timer for ever.");
            if (at > Now) Now = at;
            Endpoint.HandleTimeout(Now);
            Poll();
        }

        Now = end;
    }
}
