using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ChatBox.Rdt.Udp.Sockets;

/// <summary>
/// Linux: up to 64 datagrams leave by one <c>sendmsg</c> with UDP_SEGMENT, and as many arrive by one <c>recvmsg</c> with UDP_GRO; waits are
/// as exact as pacing needs (<c>ppoll</c>). Where a device cannot segment, datagrams go one by one. A socket on all addresses tells which
/// of them was written to, and answers from it (IP_PKTINFO, IPV6_PKTINFO).
/// </summary>
sealed unsafe class LinuxDatagramSocket : DatagramSocket
{
    /// <summary>UDP_MAX_SEGMENTS of kernels before 6.9; newer ones take 128.</summary>
    const int SystemMaxSegments = 64;

    const int InvalidArgument = 22;
    const int InputOutput = 5;
    const int TryAgain = 11;
    const int NoBuffers = 105;
    const int Interrupted = 4;
    const int BadDescriptor = 9;
    const int NotSocket = 88;
    const int MessageSize = 90;

    int wakeUp;
    readonly ushort family;
    bool canSegment = true;

    public LinuxDatagramSocket(Socket socket)
        : base(socket)
    {
        wakeUp = LinuxCalls.EventFd(0, LinuxCalls.NonBlocking);
        if (wakeUp < 0) throw new SocketException(Marshal.GetLastPInvokeError());
        family = (ushort)(socket.AddressFamily == AddressFamily.InterNetwork ? LinuxCalls.IPv4 : LinuxCalls.IPv6);
        // As an administrator a server may have more than the system gives to everybody; without, it has what it got.
        Set(LinuxCalls.SocketLevel, LinuxCalls.ForceReceiveBuffer, SystemBuffer);
        Set(LinuxCalls.SocketLevel, LinuxCalls.ForceSendBuffer, SystemBuffer);
        Set(LinuxCalls.UdpLevel, LinuxCalls.Gro, 1);
        // The bit that forbids fragments, and no opinion of the kernel about the path: finding its size is the machine's work (RFC 8899).
        if (family == LinuxCalls.IPv6) Set(LinuxCalls.IPv6Level, LinuxCalls.IPv6MtuDiscover, LinuxCalls.MtuProbe);
        if (family == LinuxCalls.IPv4 || socket.DualMode) Set(LinuxCalls.IPv4Level, LinuxCalls.IPv4MtuDiscover, LinuxCalls.MtuProbe);
        var address = LocalEndPoint.Address;
        if (address.Equals(IPAddress.Any)) Set(LinuxCalls.IPv4Level, LinuxCalls.IPv4PacketInfo, 1);
        if (address.Equals(IPAddress.IPv6Any)) Set(LinuxCalls.IPv6Level, LinuxCalls.IPv6ReceivePacketInfo, 1);
    }

    public override int MaxSegments => canSegment ? SystemMaxSegments : 1;

    int Descriptor => (int)Socket.SafeHandle.DangerousGetHandle();

    public override bool TryReceive(Span<byte> buffer, out ReceivedDatagrams received)
    {
        received = default;
        var name = stackalloc byte[SocketAddresses.MaxLength];
        var control = stackalloc byte[LinuxControl.MaxLength];
        fixed (byte* bytes = buffer)
        {
            var vector = new LinuxCalls.IoVector { Base = bytes, Length = (nuint)buffer.Length };
            var header = new LinuxCalls.MessageHeader
            {
                Name = name,
                NameLength = SocketAddresses.MaxLength,
                Vectors = &vector,
                VectorCount = 1,
                Control = control,
                ControlLength = LinuxControl.MaxLength,
            };
            nint count;
            do count = LinuxCalls.ReceiveMessage(Descriptor, &header, LinuxCalls.DontWait);
            while (count < 0 && Marshal.GetLastPInvokeError() == Interrupted);
            if (count < 0)
            {
                ThrowIfClosed(Marshal.GetLastPInvokeError());
                return false;
            }

            var peer = SocketAddresses.Read(new ReadOnlySpan<byte>(name, SocketAddresses.MaxLength), Socket.AddressFamily);
            LinuxControl.Read(new ReadOnlySpan<byte>(control, (int)header.ControlLength), out var size, out var local);
            received = new ReceivedDatagrams((int)count, size > 0 ? size : (int)count, peer with { Local = local });
            return true;
        }
    }

    public override SendOutcome TrySend(ReadOnlySpan<byte> bytes, int segmentSize, PeerAddress to)
    {
        if (bytes.Length <= segmentSize) return OutcomeOf(SendOne(bytes, segmentSize: 0, to));
        if (canSegment && SendOne(bytes, segmentSize, to) is not Sent.NotSegmented and var sent) return OutcomeOf(sent);

        // Only the first may say that there is no room: what follows it would otherwise be sent twice.
        var first = SendOutcome.Sent;
        for (var at = 0; at < bytes.Length; at += segmentSize)
        {
            var one = OutcomeOf(SendOne(bytes.Slice(at, Math.Min(segmentSize, bytes.Length - at)), segmentSize: 0, to));
            if (at == 0) first = one;
            if (first == SendOutcome.NoRoom) return first;
        }

        return first;
    }

    public override void Wait(TimeSpan timeout, bool forRoom)
    {
        if (timeout < TimeSpan.Zero) timeout = TimeSpan.Zero;
        var polled = stackalloc LinuxCalls.Polled[2];
        polled[0] = new LinuxCalls.Polled { Descriptor = Descriptor, Events = forRoom ? LinuxCalls.ReadableOrWritable : LinuxCalls.Readable };
        polled[1] = new LinuxCalls.Polled { Descriptor = wakeUp, Events = LinuxCalls.Readable };
        var limit = new LinuxCalls.TimeSpec { Seconds = timeout.Ticks / TimeSpan.TicksPerSecond, Nanoseconds = timeout.Ticks % TimeSpan.TicksPerSecond * 100 };
        if (LinuxCalls.Poll(polled, 2, &limit, null) > 0 && polled[1].Happened != 0)
        {
            ulong count;
            LinuxCalls.Read(wakeUp, &count, sizeof(ulong));
        }
    }

    public override void Wake()
    {
        var one = 1UL;
        LinuxCalls.Write(wakeUp, &one, sizeof(ulong));
    }

    protected override void Close()
    {
        if (wakeUp >= 0) LinuxCalls.Close(wakeUp);
        wakeUp = -1;
    }

    Sent SendOne(ReadOnlySpan<byte> bytes, int segmentSize, PeerAddress to)
    {
        Span<byte> name = stackalloc byte[SocketAddresses.MaxLength];
        var nameLength = SocketAddresses.Write(to, Socket.AddressFamily, name);
        MemoryMarshal.Write(name, family);
        var control = stackalloc byte[LinuxControl.MaxLength];
        var controlLength = LinuxControl.Write(new Span<byte>(control, LinuxControl.MaxLength), segmentSize, to, family);
        fixed (byte* payload = bytes, address = name)
        {
            var vector = new LinuxCalls.IoVector { Base = payload, Length = (nuint)bytes.Length };
            var header = new LinuxCalls.MessageHeader { Name = address, NameLength = (uint)nameLength, Vectors = &vector, VectorCount = 1 };
            if (controlLength > 0)
            {
                header.Control = control;
                header.ControlLength = (nuint)controlLength;
            }

            nint count;
            do count = LinuxCalls.SendMessage(Descriptor, &header, LinuxCalls.DontWait);
            while (count < 0 && Marshal.GetLastPInvokeError() == Interrupted);
            if (count >= 0) return Sent.Yes;
            var error = Marshal.GetLastPInvokeError();
            ThrowIfClosed(error);
            if (error is TryAgain or NoBuffers) return Sent.NoRoom;
            if (error == MessageSize) return Sent.TooLarge;
            // EIO: the device cannot compute checksums, now and for ever. EINVAL: the path has become too narrow for this size.
            if (segmentSize == 0 || error is not (InputOutput or InvalidArgument)) return Sent.Yes;
            if (error == InputOutput) canSegment = false;
            return Sent.NotSegmented;
        }
    }

    static SendOutcome OutcomeOf(Sent sent) => sent switch
    {
        Sent.NoRoom => SendOutcome.NoRoom,
        Sent.TooLarge => SendOutcome.TooLarge,
        _ => SendOutcome.Sent,
    };

    void Set(int level, int option, int value) => LinuxCalls.SetOption(Descriptor, level, option, &value, sizeof(int));

    void ThrowIfClosed(int error) => ObjectDisposedException.ThrowIf(error is BadDescriptor or NotSocket, this);

    enum Sent
    {
        Yes,
        NoRoom,
        TooLarge,
        NotSegmented,
    }
}
