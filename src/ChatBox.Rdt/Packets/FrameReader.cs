namespace ChatBox.Rdt.Packets;

/// <summary>
/// Reads the frames of an opened packet, one at a time. Never throws: <see cref="TryRead"/> is false at the end and at what is malformed, which
/// <see cref="IsMalformed"/> tells apart.
/// </summary>
ref struct FrameReader(ReadOnlySpan<byte> payload)
{
    ReadOnlySpan<byte> rest = payload;

    public bool IsMalformed { get; private set; }

    public FrameType Type { get; private set; }

    /// <summary>The one number of a frame: offset, code or largest acknowledged.</summary>
    public long Number { get; private set; }

    /// <summary>The sequence of PAUSE and PROCEED; the limit of REQUEST; what SENT says was sent again.</summary>
    public long Second { get; private set; }

    /// <summary>Bytes of DATA, of a challenge or response, a hash, the token of FILE_INFO behind its hash.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>Name of REQUEST and FILE_INFO, reason of CLOSE; UTF-8.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    public ReadOnlySpan<byte> File { get; private set; }

    public AckRanges Ranges { get; private set; }

    /// <summary>The delay of an ACK, in its own units, not yet clamped.</summary>
    public ulong AckDelay { get; private set; }

    public bool TryRead()
    {
        while (!rest.IsEmpty && rest[0] == (byte)FrameType.Padding)
        {
            var next = rest.IndexOfAnyExcept((byte)FrameType.Padding);
            rest = next < 0 ? [] : rest[next..];
        }

        if (rest.IsEmpty || IsMalformed) return false;
        Type = (FrameType)rest[0];
        rest = rest[1..];
        if (TryReadBody()) return true;
        IsMalformed = true;
        return false;
    }

    bool TryReadBody() => Type switch
    {
        FrameType.Ping => true,
        FrameType.Ack => TryReadAck(),
        FrameType.Request => TryReadNumber(out var start) && Set(start) && TryReadNumber(out var limit) && SetSecond(limit) && TryReadName() && TryReadFile(),
        FrameType.FileInfo => TryReadNumber(out var length) && Set(length) && TryReadBytes(Wire.HashSize + Wire.TokenSize) && TryReadName(),
        FrameType.Data => TryReadNumber(out var offset) && Set(offset) && TryReadBytes(rest.Length) && Bytes.Length > 0 && offset <= (long)VarInt.Max - Bytes.Length,
        FrameType.MaxOffset => TryReadNumber(out var offset) && Set(offset),
        FrameType.Pause => TryReadNumber(out var sequence) && SetSecond(sequence) && TryReadNumber(out var offset) && Set(offset),
        FrameType.Proceed => TryReadNumber(out var sequence) && SetSecond(sequence),
        FrameType.PathChallenge or FrameType.PathResponse => TryReadBytes(8),
        FrameType.Done => TryReadBytes(Wire.HashSize),
        FrameType.Close => TryReadNumber(out var code) && Set(code) && TryReadText(Wire.MaxReasonBytes, out var reason) && SetName(reason),
        FrameType.Sent => TryReadNumber(out var packets) && Set(packets) && TryReadNumber(out var again) && SetSecond(again),
        _ => false,
    };

    // largest, delay, further ranges, first length; then gap and length each (RFC 9000, section 19.3.1).
    bool TryReadAck()
    {
        if (!TryReadNumber(out var largest) || !VarInt.TryRead(ref rest, out var delay) || !VarInt.TryRead(ref rest, out var more)
            || !TryReadNumber(out var length) || more >= Wire.MaxAckRanges || length > largest || largest >= Wire.MaxPacketNumber)
            return false;
        (Number, AckDelay) = (largest, delay);
        AckRanges ranges = default;
        ranges.Add(new NumberRange(largest - length, largest));
        var smallest = largest - length;
        for (; more > 0; more--)
        {
            if (!TryReadNumber(out var gap) || !TryReadNumber(out length) || gap > smallest - 2 || length > smallest - gap - 2) return false;
            var last = smallest - gap - 2;
            smallest = last - length;
            ranges.Add(new NumberRange(smallest, last));
        }

        Ranges = ranges;
        return true;
    }

    bool TryReadName() => TryReadText(Wire.MaxNameBytes, out var text) && SetName(text);

    bool TryReadFile()
    {
        if (!TryReadText(Wire.MaxNameBytes, out var text)) return false;
        File = text;
        return true;
    }

    bool TryReadText(int max, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (!TryReadNumber(out var length) || length > max || length > rest.Length) return false;
        text = rest[..(int)length];
        rest = rest[(int)length..];
        return Utf8.IsValid(text);
    }

    bool TryReadBytes(int length)
    {
        if (rest.Length < length) return false;
        Bytes = rest[..length];
        rest = rest[length..];
        return true;
    }

    bool TryReadNumber(out long number)
    {
        var read = VarInt.TryRead(ref rest, out var value);
        number = (long)value;
        return read;
    }

    bool Set(long number)
    {
        Number = number;
        return true;
    }

    bool SetSecond(long number)
    {
        Second = number;
        return true;
    }

    bool SetName(ReadOnlySpan<byte> name)
    {
        Name = name;
        return true;
    }
}
