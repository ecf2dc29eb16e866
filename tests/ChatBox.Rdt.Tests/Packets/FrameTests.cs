using System.Text;
using ChatBox.Rdt.Packets;
using ChatBox.Rdt.Tests.Attacks;

namespace ChatBox.Rdt.Tests.Packets;

public class FrameTests
{
    static readonly byte[] Hash = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    internal static readonly (FrameType Type, WriteFrames Write)[] All =
    [
        (FrameType.Ping, (ref FrameWriter frames) => frames.Ping()),
        (FrameType.Ack, (ref FrameWriter frames) => frames.Ack(RawClient.Ranges((900, 1_000), (500, 700), (3, 3)), TimeSpan.FromMilliseconds(3))),
        (FrameType.Request, (ref FrameWriter frames) => frames.Request(70_000, 1L << 33, "alice"u8, "film.bin"u8)),
        (FrameType.FileInfo, (ref FrameWriter frames) => frames.FileInfo(1L << 40, Hash, Hash.AsSpan(0, 16), "füm.bin"u8)),
        (FrameType.MaxOffset, (ref FrameWriter frames) => frames.Single(FrameType.MaxOffset, 1L << 35)),
        (FrameType.Pause, (ref FrameWriter frames) => frames.Pause(3, 1_000_000)),
        (FrameType.Proceed, (ref FrameWriter frames) => frames.Single(FrameType.Proceed, 4)),
        (FrameType.PathChallenge, (ref FrameWriter frames) => frames.Eight(FrameType.PathChallenge, ulong.MaxValue)),
        (FrameType.PathResponse, (ref FrameWriter frames) => frames.Eight(FrameType.PathResponse, 0)),
        (FrameType.Done, (ref FrameWriter frames) => frames.Done(Hash)),
        (FrameType.Close, (ref FrameWriter frames) => frames.Close(CloseCode.Stalled, "why not"u8)),
        (FrameType.Sent, (ref FrameWriter frames) => frames.Sent(12_345, 1L << 32)),
        (FrameType.Data, (ref FrameWriter frames) =>
        {
            Hash.CopyTo(frames.Data(99_999));
            frames.DataWritten(Hash.Length);
        }),
    ];

    internal static byte[] Encode(WriteFrames write)
    {
        var room = new byte[1_500];
        var frames = new FrameWriter(room);
        write(ref frames);
        return room[..frames.Length];
    }

    [Fact]
    public void Every_frame_survives_its_round_trip()
    {
        // Every type of the protocol is in the list, and DATA, which takes the rest of the packet, is last.
        Assert.Equal(Enum.GetValues<FrameType>().Except([FrameType.Padding]).Order(), All.Select(frame => frame.Type).Order());
        byte[] packet = [.. All.SelectMany(frame => Encode(frame.Write))];
        var reader = new FrameReader(packet);
        foreach (var (type, _) in All)
        {
            Assert.True(reader.TryRead(), $"{type}");
            Assert.Equal(type, reader.Type);
            switch (type)
            {
                case FrameType.Ack:
                    Assert.Equal([new NumberRange(900, 1_000), new NumberRange(500, 700), new NumberRange(3, 3)],
                        [reader.Ranges[0], reader.Ranges[1], reader.Ranges[2]]);
                    Assert.Equal(375u, reader.AckDelay);
                    break;
                case FrameType.Request:
                    Assert.Equal((70_000, 1L << 33), (reader.Number, reader.Second));
                    Assert.Equal(("alice", "film.bin"), (Encoding.UTF8.GetString(reader.Name), Encoding.UTF8.GetString(reader.File)));
                    break;
                case FrameType.FileInfo:
                    Assert.Equal(1L << 40, reader.Number);
                    Assert.Equal([.. Hash, .. Hash[..16]], reader.Bytes.ToArray());
                    Assert.Equal("füm.bin", Encoding.UTF8.GetString(reader.Name));
                    break;
                case FrameType.Pause:
                    Assert.Equal((1_000_000, 3), (reader.Number, reader.Second));
                    break;
                case FrameType.Proceed:
                    Assert.Equal(4, reader.Second);
                    break;
                case FrameType.Close:
                    Assert.Equal((13, "why not"), (reader.Number, Encoding.UTF8.GetString(reader.Name)));
                    break;
                case FrameType.Data:
                    Assert.Equal(99_999, reader.Number);
                    Assert.Equal(Hash, reader.Bytes.ToArray());
                    break;
            }
        }

        Assert.False(reader.TryRead());
        Assert.False(reader.IsMalformed);
    }

    [Fact]
    public void A_frame_cut_anywhere_is_malformed()
    {
        foreach (var (type, write) in All)
        {
            var whole = Encode(write);
            // DATA has no end of its own: it needs its offset and one byte.
            var needed = type == FrameType.Data ? 6 : whole.Length;
            for (var length = 1; length < needed; length++)
            {
                var reader = new FrameReader(whole.AsSpan(0, length));
                Assert.False(reader.TryRead(), $"{type} cut at {length}");
                Assert.True(reader.IsMalformed);
            }
        }
    }

    [Fact]
    public void Padding_between_frames_says_nothing()
    {
        var reader = new FrameReader([0, 0, 1, 0, 0, 0, 1, 0]);
        Assert.True(reader.TryRead());
        Assert.True(reader.TryRead());
        Assert.False(reader.TryRead());
        Assert.False(reader.IsMalformed);
    }

    [Fact]
    public void U9_an_ack_of_33_ranges_is_malformed()
    {
        static byte[] Ack(int ranges)
        {
            var bytes = new byte[30_000];
            bytes[0] = (byte)FrameType.Ack;
            var at = 1;
            foreach (var value in (ulong[])[1_000, 0, (ulong)ranges - 1, 0]) at += VarInt.Write(bytes.AsSpan(at), value);
            for (var i = 1; i < ranges; i++)
            {
                at += VarInt.Write(bytes.AsSpan(at), 0);
                at += VarInt.Write(bytes.AsSpan(at), 0);
            }

            return bytes[..at];
        }

        var reader = new FrameReader(Ack(32));
        Assert.True(reader.TryRead());
        Assert.Equal(32, reader.Ranges.Count);
        Assert.Equal(new NumberRange(938, 938), reader.Ranges[31]);
        reader = new FrameReader(Ack(33));
        Assert.False(reader.TryRead());
        Assert.True(reader.IsMalformed);
        reader = new FrameReader(Ack(10_000));
        Assert.False(reader.TryRead());
    }

    [Theory]
    [InlineData(new byte[] { 2, 5, 0, 0, 6 })] // the first range runs below 0
    [InlineData(new byte[] { 2, 5, 0, 1, 0, 4, 0 })] // the gap leads below 0
    [InlineData(new byte[] { 2, 5, 0, 1, 0, 2, 2 })] // the second range runs below 0
    [InlineData(new byte[] { 2, 0, 0, 1, 0, 0, 0 })] // nothing can follow 0
    public void U9_ranges_below_zero_are_malformed(byte[] ack)
    {
        var reader = new FrameReader(ack);
        Assert.False(reader.TryRead());
        Assert.True(reader.IsMalformed);
    }

    [Theory]
    [InlineData("film.bin", true)]
    [InlineData("мой фильм (2).mkv", true)]
    [InlineData("..a", true)]
    [InlineData("", false)]
    [InlineData(".", false)]
    [InlineData("..", false)]
    [InlineData("../x", false)]
    [InlineData("a/b", false)]
    [InlineData("a\\b", false)]
    [InlineData("C:x", false)]
    [InlineData("a\0b", false)]
    [InlineData("a\nb", false)]
    [InlineData("a\u0085b", false)]
    public void Names_that_could_be_paths_are_malformed(string name, bool isPlain)
    {
        Assert.Equal(isPlain, FileNames.IsPlain(Encoding.UTF8.GetBytes(name)));
        Assert.True(FileNames.IsPlain(Encoding.UTF8.GetBytes(new string('x', 255))));
        Assert.False(FileNames.IsPlain(Encoding.UTF8.GetBytes(new string('x', 256))));
        Assert.False(FileNames.IsPlain([0xC0, 0x80]));
    }

    [Theory]
    [InlineData(0UL, 1)]
    [InlineData(63UL, 1)]
    [InlineData(64UL, 2)]
    [InlineData(16_383UL, 2)]
    [InlineData(16_384UL, 4)]
    [InlineData(1_073_741_823UL, 4)]
    [InlineData(1_073_741_824UL, 8)]
    [InlineData(VarInt.Max, 8)]
    public void Numbers_take_as_many_bytes_as_they_need(ulong value, int length)
    {
        var bytes = new byte[8];
        Assert.Equal(length, VarInt.Write(bytes, value));
        ReadOnlySpan<byte> rest = bytes.AsSpan(0, length);
        Assert.True(VarInt.TryRead(ref rest, out var read));
        Assert.Equal(value, read);
        Assert.True(rest.IsEmpty);
    }
}
