namespace ChatBox.Rdt.Packets;

/// <summary>Integers of 1, 2, 4 or 8 bytes; the first two bits tell how many (RFC 9000, section 16).</summary>
static class VarInt
{
    public const ulong Max = (1UL << 62) - 1;

    public static int Length(ulong value) => value switch
    {
        < 1UL << 6 => 1,
        < 1UL << 14 => 2,
        < 1UL << 30 => 4,
        _ => 8,
    };

    /// <summary>Writes a value of at most <see cref="Max"/>; returns its length.</summary>
    public static int Write(Span<byte> to, ulong value)
    {
        switch (Length(value))
        {
            case 1:
                to[0] = (byte)value;
                return 1;
            case 2:
                BinaryPrimitives.WriteUInt16BigEndian(to, (ushort)(value | 0x4000));
                return 2;
            case 4:
                BinaryPrimitives.WriteUInt32BigEndian(to, (uint)value | 0x8000_0000);
                return 4;
            default:
                BinaryPrimitives.WriteUInt64BigEndian(to, value | 0xC000_0000_0000_0000);
                return 8;
        }
    }

    public static bool TryRead(ref ReadOnlySpan<byte> from, out ulong value)
    {
        value = 0;
        if (from.IsEmpty) return false;
        var length = 1 << (from[0] >> 6);
        if (from.Length < length) return false;
        value = length switch
        {
            1 => from[0],
            2 => BinaryPrimitives.ReadUInt16BigEndian(from) & 0x3FFFu,
            4 => BinaryPrimitives.ReadUInt32BigEndian(from) & 0x3FFF_FFFFu,
            _ => BinaryPrimitives.ReadUInt64BigEndian(from) & Max,
        };
        from = from[length..];
        return true;
    }
}
