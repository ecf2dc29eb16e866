using ChatBox.Rdt.Packets;

namespace ChatBox.Rdt.Tests.Packets;

public class PacketHeaderTests
{
    [Theory]
    [InlineData(PacketType.Knock, 1_200)]
    [InlineData(PacketType.Hello, 1_200)]
    [InlineData(PacketType.Up, 31)]
    public void A_packet_that_is_too_short_for_its_kind_is_none(object type, int least)
    {
        var datagram = new byte[least];
        (datagram[0], datagram[1]) = ((byte)(PacketType)type, Wire.Version);
        Assert.True(PacketHeader.TryReadFromClient(datagram, out _));
        for (var length = 0; length < least; length++) Assert.False(PacketHeader.TryReadFromClient(datagram.AsSpan(0, length), out _));
    }

    [Fact]
    public void Only_packets_of_the_right_direction_are_read()
    {
        for (var type = 0; type < 256; type++)
        {
            foreach (var length in (int[])[Wire.ResetSize, Wire.RetrySize, 1_200])
            {
                var datagram = new byte[length];
                datagram[0] = (byte)type;
                datagram[1] = Wire.Version;
                var (up, down) = (PacketHeader.TryReadFromClient(datagram, out _), PacketHeader.TryReadFromServer(datagram, out _));
                Assert.False(up && down);
                Assert.True(Enum.IsDefined((PacketType)type) || !(up || down));
            }
        }
    }

    [Fact]
    public void A_number_of_40_bits_survives_its_round_trip()
    {
        var bytes = new byte[5];
        foreach (var number in (long[])[0, 1, 255, 1L << 32, Wire.MaxPacketNumber - 1, (1L << 40) - 1])
        {
            Wire.WriteNumber(bytes, number);
            Assert.Equal(number, Wire.ReadNumber(bytes));
        }
    }

    [Fact]
    public void Datagrams_beyond_16_KiB_are_none()
    {
        var (largest, tooLarge) = (new byte[Wire.MaxDatagramSize], new byte[Wire.MaxDatagramSize + 1]);
        largest[0] = tooLarge[0] = (byte)PacketType.Up;
        Assert.True(PacketHeader.TryReadFromClient(largest, out _));
        Assert.False(PacketHeader.TryReadFromClient(tooLarge, out _));
    }
}
