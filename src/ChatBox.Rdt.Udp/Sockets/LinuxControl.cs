using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ChatBox.Rdt.Udp.Sockets;

/// <summary>
/// What goes beside the bytes of a message (cmsg(3)): the size of the datagrams of a batch, and our own address that they are from or for.
/// </summary>
static class LinuxControl
{
    /// <summary>Room for both, and for some more that a later kernel might tell.</summary>
    public const int MaxLength = 128;

    const int HeaderLength = 16;

    /// <summary>Behind the interface, and before the address of the datagram itself, which may be a broadcast.</summary>
    const int IPv4LocalAt = 4;

    const ulong MappedPrefix = 0x0000_FFFF_0000_0000;

    /// <param name="segmentSize">Bytes of each datagram but the last; 0 where that was not told.</param>
    /// <param name="local">Which of our addresses they were sent to; 0 where that was not told.</param>
    public static void Read(ReadOnlySpan<byte> control, out int segmentSize, out UInt128 local)
    {
        (segmentSize, local) = (0, default);
        while (control.Length >= HeaderLength)
        {
            var header = MemoryMarshal.Read<LinuxCalls.ControlHeader>(control);
            if (header.Length < HeaderLength || header.Length > (nuint)control.Length) return;
            var data = control[HeaderLength..(int)header.Length];
            switch (header.Level, header.Type)
            {
                case (LinuxCalls.UdpLevel, LinuxCalls.Gro):
                    segmentSize = MemoryMarshal.Read<int>(data);
                    break;
                case (LinuxCalls.IPv6Level, LinuxCalls.IPv6PacketInfo):
                    local = BinaryPrimitives.ReadUInt128BigEndian(data);
                    break;
                case (LinuxCalls.IPv4Level, LinuxCalls.IPv4PacketInfo):
                    local = new UInt128(0, MappedPrefix | BinaryPrimitives.ReadUInt32BigEndian(data[IPv4LocalAt..]));
                    break;
            }

            control = control[Math.Min(control.Length, Aligned((int)header.Length))..];
        }
    }

    /// <param name="to">Zeroed.</param>
    /// <param name="segmentSize">0 for a single datagram.</param>
    /// <returns>Bytes written; 0 where there is nothing to say.</returns>
    public static int Write(Span<byte> to, int segmentSize, PeerAddress address, ushort family)
    {
        var length = 0;
        if (segmentSize > 0)
        {
            var data = Begin(to, ref length, LinuxCalls.UdpLevel, LinuxCalls.Segment, sizeof(ushort));
            MemoryMarshal.Write(data, (ushort)segmentSize);
        }

        if (address.Local == default) return length;
        if (family == LinuxCalls.IPv6)
        {
            var data = Begin(to, ref length, LinuxCalls.IPv6Level, LinuxCalls.IPv6PacketInfo, 16 + sizeof(int));
            BinaryPrimitives.WriteUInt128BigEndian(data, address.Local);
            // Only a link-local address is ambiguous without its interface; elsewhere the routes decide.
            MemoryMarshal.Write(data[16..], address.Scope);
        }
        else
        {
            var data = Begin(to, ref length, LinuxCalls.IPv4Level, LinuxCalls.IPv4PacketInfo, 3 * sizeof(int));
            BinaryPrimitives.WriteUInt32BigEndian(data[IPv4LocalAt..], (uint)address.Local);
        }

        return length;
    }

    static Span<byte> Begin(Span<byte> to, ref int length, int level, int type, int bytes)
    {
        var at = to[length..];
        MemoryMarshal.Write(at, new LinuxCalls.ControlHeader { Length = (nuint)(HeaderLength + bytes), Level = level, Type = type });
        length += Aligned(HeaderLength + bytes);
        return at.Slice(HeaderLength, bytes);
    }

    static int Aligned(int length) => (length + 7) & ~7;
}
