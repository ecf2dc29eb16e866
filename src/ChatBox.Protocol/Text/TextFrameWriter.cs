using System.Buffers;

namespace ChatBox.Protocol.Text;

/// <summary>Writes messages as a run of fields in the order m, s, r, t, p, q.</summary>
/// <remarks>Thread-safe; never throws. What it writes, <see cref="TextFrameReader"/> reads as an equal message.</remarks>
public static class TextFrameWriter
{
    /// <summary>Appends a message, without a newline behind it.</summary>
    // message = *field ; field = "<" key ":" value ">" / "<<" key ":" value ">>"
    public static void Write(TextMessage message, TextSpelling spelling, IBufferWriter<byte> output)
    {
        Write((byte)'m', message.Message, spelling, output);
        Write((byte)'s', message.Sender, spelling, output);
        Write((byte)'r', message.Recipient, spelling, output);
        Write((byte)'t', message.Request, spelling, output);
        Write((byte)'p', message.Response, spelling, output);
        Write((byte)'q', message.Sequence, spelling, output);
    }

    static void Write(byte key, string? value, TextSpelling spelling, IBufferWriter<byte> output)
    {
        if (value is null) return;
        var doubled = spelling == TextSpelling.Doubled;
        output.Write(doubled ? "<<"u8 : "<"u8);
        output.Write([key, (byte)':']);
        TextValue.Encode(value, output);
        output.Write(doubled ? ">>"u8 : ">"u8);
    }
}
