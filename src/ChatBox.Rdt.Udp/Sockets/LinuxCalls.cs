using System.Runtime.InteropServices;

namespace ChatBox.Rdt.Udp.Sockets;

/// <summary>
/// The system calls of Linux that .NET does not offer, with the layouts of its 64-bit systems (udp(7), recvmsg(2), ppoll(2), eventfd(2)).
/// </summary>
static unsafe partial class LinuxCalls
{
    const string C = "libc";

    public const int IPv4 = 2;
    public const int IPv6 = 10;
    public const int SocketLevel = 1;
    public const int ForceSendBuffer = 32;
    public const int ForceReceiveBuffer = 33;
    public const int IPv4Level = 0;
    public const int IPv4PacketInfo = 8;
    public const int IPv4MtuDiscover = 10;
    public const int IPv6Level = 41;
    public const int IPv6MtuDiscover = 23;
    public const int IPv6ReceivePacketInfo = 49;
    public const int IPv6PacketInfo = 50;
    public const int MtuProbe = 3;
    public const int UdpLevel = 17;
    public const int Segment = 103;
    public const int Gro = 104;
    public const int DontWait = 0x40;
    public const int NonBlocking = 0x800;
    public const short Readable = 1;
    public const short ReadableOrWritable = 5;

    [LibraryImport(C, EntryPoint = "recvmsg", SetLastError = true)]
    public static partial nint ReceiveMessage(int descriptor, MessageHeader* message, int flags);

    [LibraryImport(C, EntryPoint = "sendmsg", SetLastError = true)]
    public static partial nint SendMessage(int descriptor, MessageHeader* message, int flags);

    [LibraryImport(C, EntryPoint = "setsockopt", SetLastError = true)]
    public static partial int SetOption(int descriptor, int level, int option, void* value, int length);

    [LibraryImport(C, EntryPoint = "ppoll", SetLastError = true)]
    public static partial int Poll(Polled* polled, nuint count, TimeSpec* timeout, void* signals);

    [LibraryImport(C, EntryPoint = "eventfd", SetLastError = true)]
    public static partial int EventFd(uint initial, int flags);

    [LibraryImport(C, EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int descriptor, void* bytes, nuint count);

    [LibraryImport(C, EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int descriptor, void* bytes, nuint count);

    [LibraryImport(C, EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    public struct IoVector
    {
        public byte* Base;
        public nuint Length;
    }

    public struct MessageHeader
    {
        public byte* Name;
        public uint NameLength;
        public IoVector* Vectors;
        public nuint VectorCount;
        public byte* Control;
        public nuint ControlLength;
        public int Flags;
    }

    public struct ControlHeader
    {
        public nuint Length;
        public int Level;
        public int Type;
    }

    public struct Polled
    {
        public int Descriptor;
        public short Events;
        public short Happened;
    }

    public struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
