namespace ChatBox.Rdt.Packets;

/// <summary>docs/rdt.md, Frames.</summary>
enum FrameType : byte
{
    Padding = 0x00,
    Ping = 0x01,
    Ack = 0x02,
    Request = 0x03,
    FileInfo = 0x04,
    Data = 0x05,
    MaxOffset = 0x06,
    Pause = 0x07,
    Proceed = 0x08,
    PathChallenge = 0x09,
    PathResponse = 0x0A,
    Done = 0x0B,
    Close = 0x0C,
    Sent = 0x0D,
}
