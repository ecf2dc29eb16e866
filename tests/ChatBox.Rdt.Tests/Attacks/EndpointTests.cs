using ChatBox.Rdt.Packets;
using ChatBox.Rdt.Security;
using ChatBox.Rdt.Simulation.Network;
using ChatBox.Rdt.Simulation.Transfers;

namespace ChatBox.Rdt.Tests.Attacks;

public class EndpointTests
{
    [Fact]
    public void Junk_and_packets_of_the_other_direction_get_no_answer()
    {
        var door = new Door();
        var random = new Random(3);
        for (var type = 0; type < 256; type++)
        {
            if ((PacketType)type is PacketType.Knock or PacketType.Hello or PacketType.Up) continue;
            foreach (var length in (int[])[1, 17, 31, 200, 1_200, 1_472])
            {
                var datagram = new byte[length];
                random.NextBytes(datagram);
                datagram[0] = (byte)type;
                Assert.Empty(door.Give(datagram));
            }
        }

        Assert.Empty(door.Give([]));
        Assert.Empty(door.Sent);
    }

    [Fact]
    public void The_key_of_the_server_is_replaced_every_minute()
    {
        using var cookies = new CookieJar(new SeededRandom(1));
        var (random, cookie) = (new byte[16], new byte[Wire.CookieSize]);
        var now = TimeSpan.FromSeconds(1_000);
        HashSet<string> keys = [];
        for (var i = 0; i < 600; i++, now += TimeSpan.FromSeconds(1))
        {
            keys.Add(Convert.ToHexString(cookies.PublicPoint(now)));
            cookies.Write(now, Door.Address, random, cookie);
            // A cookie made just before the change is good for its ten seconds, with the key that it came with.
            var point = cookies.PublicPoint(now).ToArray();
            Assert.True(cookies.TryOpen(now + TimeSpan.FromSeconds(0.5), Door.Address, random, cookie, out var key, out _));
            Assert.Equal(point, key.PublicPoint);
        }

        Assert.InRange(keys.Count, 11, 13);
        // After a long silence nobody can come with the old one.
        cookies.Write(now, Door.Address, random, cookie);
        Assert.True(cookies.TryOpen(now + TimeSpan.FromSeconds(9.9), Door.Address, random, cookie, out _, out var age));
        Assert.Equal(9.9, age.TotalSeconds, 3);
        Assert.False(cookies.TryOpen(now + TimeSpan.FromSeconds(300), Door.Address, random, cookie, out _, out _));
    }

    [Fact]
    public void F24_a_server_that_forgot_the_transfer_resets_it()
    {
        var options = new EndpointOptions { ResetKey = new byte[32] };
        var run = new TransferRun(new TransferSetup { Length = 10_000_000, Server = options });
        Assert.True(run.RunUntil(() => run.Receiver.BytesReceived > 1_000_000));
        // Killed, and started again at the same address with the same reset key: it knows of nothing.
        var second = run.Network.Attach(Addresses.Server, new RdtServer(options, 99));
        run.Network.Connect(run.ClientHost, second, run.Up);
        run.Network.Connect(second, run.ClientHost, run.Down);
        Assert.True(run.RunUntil(() => run.Receiver.IsEnded, 5));
        Assert.Equal(EndReason.Reset, run.Receiver.EndReason);
        var have = (int)run.Receiver.ContiguousOffset;
        Assert.True(new TransferRun(new TransferSetup { Length = 10_000_000, Have = have }).RunToFile());
    }

    [Fact]
    public void Four_clients_at_once_get_their_files_through_a_storm_of_junk()
    {
        var network = new SimulatedNetwork(5);
        var server = new RdtServer(new EndpointOptions(), 6);
        var host = network.Attach(Addresses.Server, server);
        List<(RdtClient Client, MemoryFile File)> clients = [];
        for (var i = 0; i < 4; i++)
        {
            var (file, address) = (new MemoryFile(1_000_000, (ulong)i), Addresses.Client(i));
            Assert.True(server.Grants.TryIssueTicket(TimeSpan.Zero, $"person {i}", address.ToPeer(), "film.bin", () => file.Offer, null, out var ticket));
            var receiver = new ChatBox.Rdt.Connections.FileReceiver(TimeSpan.Zero, new ReceiverOptions { File = "film.bin", Ticket = ticket }, new SeededRandom((ulong)i));
            var client = new RdtClient(receiver, Addresses.Server, new MemorySink(1_000_000));
            var clientHost = network.Attach(address, client);
            network.ConnectBoth(clientHost, host, link => (link.Delay, link.Rate, link.QueueLimit) = (TimeSpan.FromMilliseconds(10), 5_000_000, 100_000));
            clients.Add((client, file));
            clientHost.Drive();
        }

        var random = new Random(8);
        void Storm()
        {
            for (var i = 0; i < 20; i++)
            {
                var junk = new byte[random.Next(3) == 0 ? 1_200 : random.Next(1, 1_400)];
                random.NextBytes(junk);
                (junk[0], junk[junk.Length > 1 ? 1 : 0]) = ((byte)(0xD0 + random.Next(12)), 1);
                network.Inject(Addresses.Create(random.Next(1, 255), random.Next(1, 60_000)), new Datagram(Addresses.Server, junk));
                network.Inject(Addresses.Server, new Datagram(Addresses.Client(random.Next(4)), junk));
            }

            network.Clock.Schedule(network.Clock.Now + TimeSpan.FromMilliseconds(1), Storm);
        }

        Storm();
        Assert.True(network.Clock.RunUntil(() => clients.TrueForAll(client => client.Client.HasFile), TimeSpan.FromSeconds(20)));
        Assert.All(clients, client => Assert.Equal(client.File.Bytes, client.Client.Sink.Bytes));
    }

    [Fact]
    public void How_long_to_wait_can_be_reckoned_also_before_the_endpoint_was_polled()
    {
        var door = new Door();
        var client = new RawClient(door, door.Ticket());
        client.SendHello();
        // A socket that has no room: what has come is handled, and nothing can be said.
        var reply = new byte[1_200];
        for (var i = 0; i < 2; i++) door.Endpoint.Handle(door.Now, Door.Address, client.Up((ref FrameWriter frames) => frames.Ping()), reply);
        Assert.Equal(TimeSpan.Zero, door.Endpoint.NextTimeout - door.Now);
    }

    [Fact]
    public void Transfers_take_turns()
    {
        var door = new Door(new EndpointOptions { Sender = new SenderOptions { Controller = _ => new Sending.FakeController(60_000) } });
        var clients = Enumerable.Range(0, 3).Select(i => new RawClient(door, door.Ticket($"{i}"))).ToList();
        foreach (var client in clients) client.SendHello();
        foreach (var client in clients) Assert.InRange(client.Opened().Count, 40, 60);
    }
}
