using System.Net;
using System.Net.Sockets;

namespace ChatBox.Rdt.Udp.Sockets;

/// <summary>
/// A UDP socket that moves several datagrams of one peer in one call of the system where the system can. It never blocks but in
/// <see cref="Wait"/>. One thread uses it at a time; only <see cref="Wake"/> may be called from any.
/// </summary>
public abstract class DatagramSocket : IDisposable
{
    /// <summary>Bytes of the largest receive: what one UDP_GRO batch, or one datagram, can have.</summary>
    public const int MaxReceive = 65_535;

    /// <summary>
    /// Bytes of the largest send. One UDP datagram could have 65,507, but Linux passes on a batch in one piece only while it is, with all
    /// headers, below 65,536 (gso_max_size); else it cuts it up at once, which costs both ends as much as single datagrams.
    /// </summary>
    public const int MaxSend = 65_000;

    /// <summary>
    /// Asked of the system, which may give less: room for what a fast line brings while the thread is away for some milliseconds.
    /// </summary>
    protected const int SystemBuffer = 8 * 1024 * 1024;

    protected DatagramSocket(Socket socket) => Socket = socket;

    protected Socket Socket { get; }

    /// <summary>Where it is bound, with the port that the system chose where none was given.</summary>
    public IPEndPoint LocalEndPoint => (IPEndPoint)Socket.LocalEndPoint!;

    /// <summary>Datagrams of one size that one <see cref="TrySend"/> may carry; 1 where the system takes them one by one.</summary>
    public abstract int MaxSegments { get; }

    /// <summary>Opens a socket on the address; port 0 takes any free one. The IPv6 "any" address takes IPv4 as well.</summary>
    /// <exception cref="SocketException">The address is not ours, or the port is in use.</exception>
    public static DatagramSocket Bind(IPEndPoint address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            if (address.Address.Equals(IPAddress.IPv6Any)) socket.DualMode = true;
            socket.Blocking = false;
            socket.ReceiveBufferSize = SystemBuffer;
            socket.SendBufferSize = SystemBuffer;
            socket.Bind(address);
            return OperatingSystem.IsLinux() && Environment.Is64BitProcess ? new LinuxDatagramSocket(socket) : new PortableDatagramSocket(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Takes what has come: one datagram, or several of <see cref="ReceivedDatagrams.SegmentSize"/> side by side from one peer.
    /// </summary>
    /// <param name="buffer">At least <see cref="MaxReceive"/> bytes.</param>
    /// <returns>False where nothing waits.</returns>
    public abstract bool TryReceive(Span<byte> buffer, out ReceivedDatagrams received);

    /// <summary>
    /// Hands datagrams to the system. What it cannot send for another reason than its size (no route, a closed port) counts as sent: it is
    /// lost like any other, and the machine above knows what to do about that.
    /// </summary>
    /// <param name="bytes">Datagrams side by side, each of <paramref name="segmentSize"/> bytes but the last, which may be shorter.</param>
    public abstract SendOutcome TrySend(ReadOnlySpan<byte> bytes, int segmentSize, PeerAddress to);

    /// <summary>Returns when something has come, when there is room to send (if asked for), when woken, or when the time is up.</summary>
    public abstract void Wait(TimeSpan timeout, bool forRoom);

    /// <summary>Ends the wait of the thread that uses the socket, also one that begins only now.</summary>
    public abstract void Wake();

    public void Dispose()
    {
        Close();
        Socket.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the system gave beside the socket; called once.</summary>
    protected virtual void Close()
    {
    }
}

/// <param name="Bytes">Bytes of all datagrams together.</param>
/// <param name="SegmentSize">Bytes of each but the last; equal to <paramref name="Bytes"/> where there is one.</param>
public readonly record struct ReceivedDatagrams(int Bytes, int SegmentSize, PeerAddress From);
