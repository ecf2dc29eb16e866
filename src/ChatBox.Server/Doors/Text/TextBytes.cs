using System.Buffers;
using ChatBox.Protocol.Text;

namespace ChatBox.Server.Doors.Text;

enum TextKind : byte
{
    /// <summary>Counted in the backlog; left out where the session ends.</summary>
    News,

    /// <summary>Somebody waits for it, and until it is written is read no further.</summary>
    Answer,

    /// <summary>The server's own word: what is missing, why it ends.</summary>
    Notice,
}

/// <summary>A message as it waits for its socket: one byte for its kind, then what goes on the wire, without its newline.</summary>
static class TextBytes
{
    public static ReadOnlyMemory<byte> Encode(TextKind kind, TextMessage message, TextSpelling spelling)
    {
        var output = new ArrayBufferWriter<byte>(64 + (message.Message?.Length ?? 0));
        output.Write([(byte)kind]);
        TextFrameWriter.Write(message, spelling, output);
        return output.WrittenMemory;
    }

    public static TextKind KindOf(ReadOnlyMemory<byte> frame) => (TextKind)frame.Span[0];

    public static ReadOnlyMemory<byte> Wire(ReadOnlyMemory<byte> frame) => frame[1..];
}
