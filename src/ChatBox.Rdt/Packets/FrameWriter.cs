namespace ChatBox.Rdt.Packets;

/// <summary>
/// Writes frames into the room of one packet. Whether a frame fits is asked before it is written; DATA takes what room there is.
/// </summary>
ref struct FrameWriter(Span<byte> room)
{
    readonly Span<byte> room = room;

    public int Length { get; private set; }

    public readonly int Left => room.Length - Length;

    public void Type(FrameType type) => room[Length++] = (byte)type;

    public void Number(long value) => Length += VarInt.Write(room[Length..], (ulong)value);

    public void Bytes(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(room[Length..]);
        Length += bytes.Length;
    }

    public void Text(scoped ReadOnlySpan<byte> utf8)
    {
        Number(utf8.Length);
        Bytes(utf8);
    }

    public void Ping() => Type(FrameType.Ping);

    /// <summary>Writes the ranges that fit, the newest first.</summary>
    /// <returns>How many; 0, with nothing written, where not even one does.</returns>
    public int Ack(in AckRanges ranges, TimeSpan delay)
    {
        const int head = 1 + 8 + 8 + 1 + 8;
        if (Left < head) return 0;
        // Each further range takes at most two numbers of 8 bytes; the count must be known before they are written.
        var more = Math.Min(ranges.Count - 1, (Left - head) / 16);
        Type(FrameType.Ack);
        Number(ranges.Largest);
        Number((long)delay.TotalMicroseconds / Wire.AckDelayUnitMicroseconds);
        Number(more);
        Number(ranges[0].Last - ranges[0].First);
        for (var i = 1; i <= more; i++)
        {
            Number(ranges[i - 1].First - ranges[i].Last - 2);
            Number(ranges[i].Last - ranges[i].First);
        }

        return more + 1;
    }

    public void Request(long start, long limit, scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> file)
    {
        Type(FrameType.Request);
        Number(start);
        Number(limit);
        Text(name);
        Text(file);
    }

    public void FileInfo(long length, scoped ReadOnlySpan<byte> hash, scoped ReadOnlySpan<byte> token, scoped ReadOnlySpan<byte> name)
    {
        Type(FrameType.FileInfo);
        Number(length);
        Bytes(hash);
        Bytes(token);
        Text(name);
    }

    /// <summary>
    /// Begins DATA and gives the room behind it, up to the end of the packet; <see cref="DataWritten"/> says how much was used.
    /// </summary>
    public Span<byte> Data(long offset)
    {
        Type(FrameType.Data);
        Number(offset);
        return room[Length..];
    }

    public void DataWritten(int count) => Length += count;

    public static int DataOverhead(long offset) => 1 + VarInt.Length((ulong)offset);

    public void Single(FrameType type, long number)
    {
        Type(type);
        Number(number);
    }

    public void Pause(long sequence, long offset)
    {
        Type(FrameType.Pause);
        Number(sequence);
        Number(offset);
    }

    public void Sent(long packets, long again)
    {
        Type(FrameType.Sent);
        Number(packets);
        Number(again);
    }

    public void Eight(FrameType type, ulong value)
    {
        Type(type);
        BinaryPrimitives.WriteUInt64BigEndian(room[Length..], value);
        Length += 8;
    }

    public void Done(scoped ReadOnlySpan<byte> hash)
    {
        Type(FrameType.Done);
        Bytes(hash);
    }

    public void Close(CloseCode code, scoped ReadOnlySpan<byte> reason)
    {
        Type(FrameType.Close);
        Number((long)code);
        Text(reason);
    }

    public void Pad(int length)
    {
        if (length <= Length) return;
        room[Length..length].Clear();
        Length = length;
    }
}
