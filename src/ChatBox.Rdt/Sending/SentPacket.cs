using System.Runtime.InteropServices;
using ChatBox.Rdt.Congestion;

namespace ChatBox.Rdt.Sending;

/// <summary>What must be said again when the packet that said it is lost.</summary>
[Flags]
enum Control : byte
{
    None = 0,
    Request = 1,
    FileInfo = 2,
    MaxOffset = 4,
    Pause = 8,
    Done = 16,
    Ping = 32,
    SizeProbe = 64,
}

/// <summary>
/// What is remembered of a packet until it is settled. No copy of its bytes: those are in the file. 96 bytes: there may be
/// <see cref="SentPackets.MaxSpan"/> of them.
/// </summary>
[StructLayout(LayoutKind.Auto)]
struct SentPacket
{
    // No datagram is larger than Wire.MaxDatagramSize.
    ushort dataLength;
    ushort size;

    public SentStamp Stamp;
    public long Number;
    public TimeSpan LostAt;
    public long Offset;

    /// <summary>The highest number that its ACK told, -1 without one.</summary>
    public long LargestAcked;
    public Control Control;

    /// <summary>Bytes of the file that it carried.</summary>
    public int DataLength
    {
        readonly get => dataLength;
        set => dataLength = (ushort)value;
    }

    /// <summary>Bytes of its UDP payload.</summary>
    public int Size
    {
        readonly get => size;
        set => size = (ushort)value;
    }

    public readonly TimeSpan SentAt => Stamp.SentAt;

    public readonly bool IsSizeProbe => (Control & Control.SizeProbe) != 0;
}
