using System.Net;
using System.Net.Sockets;
using ChatBox.Rdt.Udp.Sockets;

namespace ChatBox.Rdt.Udp.Tests;

public sealed class DatagramSocketTests : IDisposable
{
    static readonly TimeSpan Long = TimeSpan.FromSeconds(10);

    readonly List<DatagramSocket> open = [];
    readonly byte[] buffer = new byte[DatagramSocket.MaxReceive];

    public static TheoryData<bool> BothKinds => [true, false];

    [Theory]
    [MemberData(nameof(BothKinds))]
    public void A_datagram_arrives_with_where_it_came_from(bool native)
    {
        var (one, other) = (Open(native), Open(native));
        Assert.Equal(SendOutcome.Sent, one.TrySend("hello"u8, 1200, other.LocalEndPoint.ToPeerAddress()));
        var received = Assert.Single(ReceiveAll(other, 5));
        Assert.Equal("hello"u8.ToArray(), received.Bytes);
        Assert.Equal(one.LocalEndPoint.ToPeerAddress(), received.From);
    }

    [Theory]
    [MemberData(nameof(BothKinds))]
    public void Many_datagrams_in_one_call_arrive_each_by_itself(bool native)
    {
        var (one, other) = (Open(native), Open(native));
        var sent = Enumerable.Range(0, one.MaxSegments).Select(i => Enumerable.Repeat((byte)i, 1000).ToArray()).ToList();
        sent[^1] = [255, 255];
        Assert.Equal(SendOutcome.Sent, one.TrySend(sent.SelectMany(bytes => bytes).ToArray(), 1000, other.LocalEndPoint.ToPeerAddress()));
        Assert.Equal(sent, ReceiveAll(other, sent.Sum(bytes => bytes.Length)).Select(datagram => datagram.Bytes));
    }

    [Fact]
    public void Linux_sends_and_receives_sixty_four_at_once()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "this is about Linux");
        var (one, other) = (Open(native: true), Open(native: true));
        Assert.Equal(64, one.MaxSegments);
        Assert.Equal(SendOutcome.Sent, one.TrySend(new byte[64 * 1000], 1000, other.LocalEndPoint.ToPeerAddress()));
        other.Wait(Long, forRoom: false);
        Assert.True(other.TryReceive(buffer, out var received));
        Assert.Equal((64_000, 1000), (received.Bytes, received.SegmentSize));
    }

    [Theory]
    [MemberData(nameof(BothKinds))]
    public void What_is_too_large_for_any_path_is_told_and_breaks_nothing(bool native)
    {
        var (one, other) = (Open(native), Open(native));
        var to = other.LocalEndPoint.ToPeerAddress();
        Assert.Equal(SendOutcome.TooLarge, one.TrySend(new byte[65_530], 65_530, to));
        Assert.Equal(SendOutcome.Sent, one.TrySend([1], 1200, to));
        Assert.Equal([1], Assert.Single(ReceiveAll(other, 1)).Bytes);
    }

    [Theory]
    [MemberData(nameof(BothKinds))]
    public void A_port_where_nobody_listens_breaks_nothing(bool native)
    {
        var (one, other, third) = (Open(native), Open(native), Open(native));
        var nobody = third.LocalEndPoint.ToPeerAddress();
        third.Dispose();
        for (var i = 0; i < 10; i++) Assert.Equal(SendOutcome.Sent, one.TrySend([1], 1200, nobody));
        Assert.Equal(SendOutcome.Sent, one.TrySend([2], 1200, other.LocalEndPoint.ToPeerAddress()));
        Assert.Equal([2], Assert.Single(ReceiveAll(other, 1)).Bytes);
        Assert.False(one.TryReceive(buffer, out _));
    }

    [Theory]
    [MemberData(nameof(BothKinds))]
    public async Task A_wake_up_ends_a_wait_also_one_that_comes_before_it(bool native)
    {
        var socket = Open(native);
        socket.Wake();
        socket.Wait(TimeSpan.FromMinutes(10), forRoom: false);
        var waiting = Task.Run(() => socket.Wait(TimeSpan.FromMinutes(10), forRoom: false));
        socket.Wake();
        await waiting.WaitAsync(Long, TestContext.Current.CancellationToken);
    }

    [Theory]
    [MemberData(nameof(BothKinds))]
    public void A_socket_on_any_address_serves_both_families(bool native)
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "this machine has no IPv6");
        var both = Open(native, IPAddress.IPv6Any);
        var four = Open(native);
        four.TrySend([4], 1200, PeerAddress.From([127, 0, 0, 1], (ushort)both.LocalEndPoint.Port));
        var received = Assert.Single(ReceiveAll(both, 1));
        Assert.Equal(four.LocalEndPoint.ToPeerAddress(), received.From with { Local = default });
        Assert.Equal(SendOutcome.Sent, both.TrySend([5], 1200, received.From));
        Assert.Equal([5], Assert.Single(ReceiveAll(four, 1)).Bytes);
    }

    // What the system would choose for an answer is not always the address that was written to, and a firewall lets in no other. A
    // connected socket is as strict as one.
    [Theory]
    [InlineData("0.0.0.0", "127.0.0.2")]
    [InlineData("::", "127.0.0.2")]
    [InlineData("::", "::1")]
    public void An_answer_leaves_from_the_address_that_was_written_to(string on, string writtenTo)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the other systems choose");
        Assert.SkipUnless(Socket.OSSupportsIPv6, "this machine has no IPv6");
        var (server, address) = (Open(native: true, IPAddress.Parse(on)), IPAddress.Parse(writtenTo));
        using var client = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = (int)Long.TotalMilliseconds };
        client.Bind(new IPEndPoint(address.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback, 0));
        client.Connect(new IPEndPoint(address, server.LocalEndPoint.Port));
        client.Send([1]);
        var from = Assert.Single(ReceiveAll(server, 1)).From;
        Assert.NotEqual(default, from.Local);
        Assert.Equal(SendOutcome.Sent, server.TrySend([2], 1200, from));
        Assert.Equal(1, client.Receive(buffer));
        // And where several leave at once.
        Assert.Equal(SendOutcome.Sent, server.TrySend(new byte[3_000], 1000, from));
        for (var i = 0; i < 3; i++) Assert.Equal(1_000, client.Receive(buffer));
    }

    public void Dispose() => open.ForEach(socket => socket.Dispose());

    DatagramSocket Open(bool native, IPAddress? address = null)
    {
        var socket = native ? DatagramSocket.Bind(new IPEndPoint(address ?? IPAddress.Loopback, 0)) : Portable(address ?? IPAddress.Loopback);
        open.Add(socket);
        return socket;
    }

    static PortableDatagramSocket Portable(IPAddress address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
        if (address.AddressFamily == AddressFamily.InterNetworkV6) socket.DualMode = true;
        socket.Bind(new IPEndPoint(address, 0));
        return new PortableDatagramSocket(socket);
    }

    List<(byte[] Bytes, PeerAddress From)> ReceiveAll(DatagramSocket socket, int bytes)
    {
        List<(byte[], PeerAddress)> all = [];
        while (bytes > 0)
        {
            socket.Wait(Long, forRoom: false);
            Assert.True(socket.TryReceive(buffer, out var received), "nothing came");
            for (var at = 0; at < received.Bytes; at += received.SegmentSize)
                all.Add((buffer[at..Math.Min(at + received.SegmentSize, received.Bytes)], received.From));
            bytes -= received.Bytes;
        }

        return all;
    }
}
