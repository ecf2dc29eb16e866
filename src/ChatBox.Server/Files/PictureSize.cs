using System.Buffers.Binary;

namespace ChatBox.Server.Files;

/// <summary>
/// How large a picture says it is, read from its first bytes without decoding anything: a few KiB can claim pixels that fill the memory of
/// everybody who looks at them. PNG (third edition, 11.2.1), JPEG (ITU-T T.81, B.2.2) and WebP (RFC 9649). Pure.
/// </summary>
static class PictureSize
{
    const byte JpegMarker = 0xFF;
    const byte StartOfScan = 0xDA;

    /// <returns>Width and height in pixels; null where the bytes do not tell.</returns>
    public static (long Width, long Height)? Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= 24 && bytes[12..16].SequenceEqual("IHDR"u8))
            return (BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]), BinaryPrimitives.ReadUInt32BigEndian(bytes[20..]));
        if (bytes is [JpegMarker, 0xD8, ..]) return OfJpeg(bytes[2..]);
        return bytes.Length >= 30 && bytes[8..12].SequenceEqual("WEBP"u8) ? OfWebp(bytes[12..]) : null;
    }

    // Segments, each with its length, up to the one that begins a frame.
    static (long, long)? OfJpeg(ReadOnlySpan<byte> segments)
    {
        while (segments is [JpegMarker, var marker, ..] && marker != StartOfScan)
        {
            if (marker == JpegMarker)
            {
                segments = segments[1..];
                continue;
            }

            if (segments.Length < 9) return null;
            if (IsFrame(marker))
                return (BinaryPrimitives.ReadUInt16BigEndian(segments[7..]), BinaryPrimitives.ReadUInt16BigEndian(segments[5..]));
            var next = 2 + BinaryPrimitives.ReadUInt16BigEndian(segments[2..]);
            if (next > segments.Length) return null;
            segments = segments[next..];
        }

        return null;
    }

    // C4, C8 and CC are tables and an extension.
    static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    static (long, long)? OfWebp(ReadOnlySpan<byte> chunk)
    {
        if (chunk.StartsWith("VP8X"u8)) return (1 + UInt24(chunk[12..]), 1 + UInt24(chunk[15..]));
        if (chunk.StartsWith("VP8L"u8) && chunk[8] == 0x2F)
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(chunk[9..]);
            return (1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF));
        }

        if (!chunk.StartsWith("VP8 "u8) || !chunk[11..14].SequenceEqual<byte>([0x9D, 0x01, 0x2A])) return null;
        return (BinaryPrimitives.ReadUInt16LittleEndian(chunk[14..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(chunk[16..]) & 0x3FFF);
    }

    static long UInt24(ReadOnlySpan<byte> bytes) => bytes[0] | bytes[1] << 8 | bytes[2] << 16;
}
