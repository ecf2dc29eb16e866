using System.Buffers.Binary;

namespace ChatBox.Server.Doors.Web;

/// <summary>
/// Frames from server to client, RFC 6455, section 5.2: not masked, never fragmented. Made here rather than by WebSocket.SendAsync, so that
/// news is framed once for all its receivers and many frames go out in one write.
/// </summary>
static class WebSocketFrame
{
    const byte FinalText = 0x81;

    public static byte[] OfText(ReadOnlySpan<byte> payload)
    {
        var header = payload.Length switch
        {
            < 126 => 2,
            <= ushort.MaxValue => 4,
            _ => 10,
        };
        var frame = new byte[header + payload.Length];
        frame[0] = FinalText;
        switch (header)
        {
            case 2:
                frame[1] = (byte)payload.Length;
                break;
            case 4:
                frame[1] = 126;
                BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)payload.Length);
                break;
            default:
                frame[1] = 127;
                BinaryPrimitives.WriteUInt64BigEndian(frame.AsSpan(2), (ulong)payload.Length);
                break;
        }

        payload.CopyTo(frame.AsSpan(header));
        return frame;
    }
}
