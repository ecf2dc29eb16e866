using System.Net;
using System.Net.Sockets;

namespace ChatBox.Rdt.Udp.Sockets;

/// <summary>Plain sends and receives, for systems whose batches we do not know.</summary>
sealed class PortableDatagramSocket : DatagramSocket
{
    /// <summary>How long a wait sleeps at a stretch: a wake-up is seen within this.</summary>
    static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(5);

    readonly SocketAddress address;
    volatile bool woken;

    public PortableDatagramSocket(Socket socket)
        : base(socket)
    {
        address = new SocketAddress(socket.AddressFamily);
        if (socket.AddressFamily == AddressFamily.InterNetwork || socket.DualMode) socket.DontFragment = true;
        // Windows tells of an unreachable peer by failing the next receive of everybody's socket: SIO_UDP_CONNRESET, off.
        if (OperatingSystem.IsWindows()) socket.IOControl(unchecked((int)0x9800000C), [0, 0, 0, 0], null);
    }

    public override int MaxSegments => 1;

    public override bool TryReceive(Span<byte> buffer, out ReceivedDatagrams received)
    {
        received = default;
        try
        {
            if (Socket.Available == 0) return false;
            var bytes = Socket.ReceiveFrom(buffer, SocketFlags.None, address);
            received = new ReceivedDatagrams(bytes, bytes, SocketAddresses.Read(address.Buffer.Span[..address.Size], address.Family));
            return true;
        }
        catch (SocketException exception) when (exception.SocketErrorCode is not (SocketError.OperationAborted or SocketError.NotSocket))
        {
            // Nothing waits, or an ICMP message about what somebody was sent (refused, unreachable, its time exceeded): any host on the way
            // can make one up, so it ends nothing.
            return false;
        }
    }

    public override SendOutcome TrySend(ReadOnlySpan<byte> bytes, int segmentSize, PeerAddress to)
    {
        address.Size = SocketAddresses.Write(to, Socket.AddressFamily, address.Buffer.Span);
        try
        {
            Socket.SendTo(bytes, SocketFlags.None, address);
            return SendOutcome.Sent;
        }
        catch (SocketException exception)
        {
            if (exception.SocketErrorCode is SocketError.WouldBlock or SocketError.NoBufferSpaceAvailable) return SendOutcome.NoRoom;
            if (exception.SocketErrorCode is SocketError.OperationAborted or SocketError.NotSocket) throw;
            return exception.SocketErrorCode == SocketError.MessageSize ? SendOutcome.TooLarge : SendOutcome.Sent;
        }
    }

    public override void Wait(TimeSpan timeout, bool forRoom)
    {
        while (!woken && timeout > TimeSpan.Zero)
        {
            var slice = timeout < Slice ? timeout : Slice;
            if (Socket.Poll(slice, forRoom ? SelectMode.SelectWrite : SelectMode.SelectRead)) break;
            timeout -= slice;
        }

        woken = false;
    }

    public override void Wake() => woken = true;
}
