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

/// <summary>What is remembered of a packet until it is settled. No copy of its bytes: those are in the file.</summary>
struct SentPacket
{
    public SentStamp Stamp;
    public long Number;
    public TimeSpan LostAt;
    public long Offset;

    /// <summary>The highest number that its ACK told, -1 without one.</summary>
    public long LargestAcked;
    public int DataLength;
    public int Size;
    public Control Control;

    public readonly TimeSpan SentAt => Stamp.SentAt;

    public readonly bool IsSizeProbe => (Control & Control.SizeProbe) != 0;
}
