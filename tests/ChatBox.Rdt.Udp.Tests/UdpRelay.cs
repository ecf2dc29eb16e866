using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace ChatBox.Rdt.Udp.Tests;

/// <summary>
/// What stands between a client and a server on a real network: it passes datagrams on, from an address that may change as a NAT's does, and
/// only those that fit its way, without a word about the others. What it cannot take at once is lost, as everywhere.
/// </summary>
sealed class UdpRelay : IDisposable
{
    const int MaxDatagram = 65_535;

    readonly IPEndPoint server;
    readonly Socket inside = Bound(IPAddress.Loopback);
    readonly ConcurrentBag<Socket> sockets = [];
    readonly ConcurrentBag<Task> pumps = [];
    volatile Socket outside;
    volatile EndPoint? client;
    volatile int largestThatPasses = MaxDatagram;
    volatile int largestPassed;
    volatile bool isHole;
    long bytesHere;

    public UdpRelay(IPEndPoint server)
    {
        this.server = server;
        outside = Open(IPAddress.Loopback);
        sockets.Add(inside);
        pumps.Add(Pump(inside, (datagram, from) =>
        {
            client = from;
            outside.SendTo(datagram, this.server);
        }));
    }

    /// <summary>Where the client is to send to.</summary>
    public IPEndPoint LocalEndPoint => (IPEndPoint)inside.LocalEndPoint!;

    /// <summary>Bytes of the largest datagram that reached the client since the way was last made narrower.</summary>
    public int LargestPassed => largestPassed;

    /// <summary>Bytes that the server has sent to where the relay is now.</summary>
    public long BytesHere => Volatile.Read(ref bytesHere);

    /// <summary>From now on only datagrams of at most so many bytes pass.</summary>
    public void Narrow(int largest) => (largestThatPasses, largestPassed) = (largest, 0);

    /// <summary>Whether nothing passes at all.</summary>
    public void SetHole(bool isThere) => isHole = isThere;

    /// <summary>From now on it speaks to the server from another port, of this address; what is sent to the old one goes nowhere.</summary>
    public void MoveTo(IPAddress address)
    {
        Volatile.Write(ref bytesHere, 0);
        outside = Open(address);
    }

    public void Dispose()
    {
        foreach (var socket in sockets) socket.Dispose();
        Task.WaitAll([.. pumps]);
    }

    static Socket Bound(IPAddress address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 4 << 20 };
        socket.Bind(new IPEndPoint(address, 0));
        return socket;
    }

    Socket Open(IPAddress address)
    {
        var socket = Bound(address);
        sockets.Add(socket);
        pumps.Add(Pump(socket, (datagram, _) =>
        {
            if (socket != outside || client is not { } to) return;
            Interlocked.Add(ref bytesHere, datagram.Length);
            largestPassed = Math.Max(largestPassed, datagram.Length);
            inside.SendTo(datagram, to);
        }));
        return socket;
    }

    Task Pump(Socket from, PassOn passOn) => Task.Factory.StartNew(
        () =>
        {
            var buffer = new byte[MaxDatagram];
            EndPoint sender = new IPEndPoint(IPAddress.Any, 0);
            try
            {
                while (true)
                {
                    var length = from.ReceiveFrom(buffer, ref sender);
                    if (length <= largestThatPasses && !isHole) passOn(buffer.AsSpan(0, length), sender);
                }
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    delegate void PassOn(ReadOnlySpan<byte> datagram, EndPoint from);
}
