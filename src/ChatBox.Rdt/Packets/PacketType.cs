namespace ChatBox.Rdt.Packets;

/// <summary>The first byte of a datagram (docs/rdt.md, Packets). No kind goes both ways.</summary>
enum PacketType : byte
{
    Knock = 0xD0,
    Retry = 0xD1,
    Hello = 0xD2,
    Versions = 0xD3,
    Reset = 0xD4,
    Up = 0xD8,
    Down = 0xD9,
    Refusal = 0xDA,
}
