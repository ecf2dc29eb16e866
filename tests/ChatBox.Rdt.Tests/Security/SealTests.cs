using ChatBox.Rdt.Packets;
using ChatBox.Rdt.Security;

namespace ChatBox.Rdt.Tests.Security;

public class SealTests
{
    static readonly byte[] Secret = new byte[32];

    public static TheoryData<AeadAlgorithm> Algorithms => [.. Enum.GetValues<AeadAlgorithm>().Where(Aeads.IsKnown)];

    static byte[] Sealed(PacketKeys keys, long number, int length = 40)
    {
        var datagram = new byte[Wire.DownHeaderSize + length + Wire.TagSize];
        datagram[0] = (byte)PacketType.Down;
        Wire.WriteNumber(datagram.AsSpan(1), number);
        datagram.AsSpan(Wire.DownHeaderSize, length).Fill(0x41);
        var header = datagram.AsSpan(0, Wire.DownHeaderSize);
        keys.Seal(number, header, datagram.AsSpan(Wire.DownHeaderSize, length), datagram.AsSpan(Wire.DownHeaderSize + length));
        return datagram;
    }

    static bool Opens(PacketKeys keys, byte[] datagram)
    {
        if (!PacketHeader.TryReadFromServer(datagram, out var header)) return false;
        var copy = datagram.ToArray();
        return keys.TryOpen(header.Number, copy.AsSpan(0, header.Length), copy.AsSpan(header.Length..^Wire.TagSize), copy.AsSpan()[^Wire.TagSize..]);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void U5_every_flipped_bit_and_every_cut_breaks_the_seal(AeadAlgorithm algorithm)
    {
        using var sealing = new PacketKeys(algorithm, Secret);
        using var opening = new PacketKeys(algorithm, Secret);
        var datagram = Sealed(sealing, 77);
        Assert.True(Opens(opening, datagram));
        for (var bit = 0; bit < datagram.Length * 8; bit++)
        {
            datagram[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(Opens(opening, datagram), $"bit {bit}");
            datagram[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        for (var length = 0; length < datagram.Length; length++) Assert.False(Opens(opening, datagram[..length]), $"length {length}");
        Assert.True(Opens(opening, datagram));
    }

    [Fact]
    public void Keys_change_every_2_to_the_20_packets()
    {
        using var sealing = new PacketKeys(AeadAlgorithm.Aes128Gcm, Secret);
        using var opening = new PacketKeys(AeadAlgorithm.Aes128Gcm, Secret);
        using var first = new PacketKeys(AeadAlgorithm.Aes128Gcm, Secret);
        var last = Sealed(sealing, PacketKeys.EpochSize - 1);
        var next = Sealed(sealing, PacketKeys.EpochSize);
        Assert.True(Opens(opening, last));
        Assert.True(Opens(opening, next));
        // With the key of the first epoch the second is not to be opened.
        using var firstKey = new Aead(AeadAlgorithm.Aes128Gcm, Secret);
        var copy = next.ToArray();
        Assert.False(firstKey.TryOpen(PacketKeys.EpochSize, copy.AsSpan(0, 6), copy.AsSpan(6..^16), copy.AsSpan()[^16..]));
        copy = last.ToArray();
        Assert.True(firstKey.TryOpen(PacketKeys.EpochSize - 1, copy.AsSpan(0, 6), copy.AsSpan(6..^16), copy.AsSpan()[^16..]));
        // Two epochs ahead nothing is opened: it would cost an attacker nothing to make us derive keys.
        sealing.Seal(PacketKeys.EpochSize * 2, [], [], new byte[16]);
        Assert.False(Opens(first, Sealed(sealing, (PacketKeys.EpochSize * 2) + 1)));
    }

    [Fact]
    public void A_late_packet_of_the_last_epoch_is_still_opened()
    {
        using var sealing = new PacketKeys(AeadAlgorithm.Aes128Gcm, Secret);
        using var opening = new PacketKeys(AeadAlgorithm.Aes128Gcm, Secret);
        var late = Sealed(sealing, PacketKeys.EpochSize - 2);
        Assert.True(Opens(opening, Sealed(sealing, PacketKeys.EpochSize)));
        Assert.True(Opens(opening, late));
        Assert.True(Opens(opening, Sealed(sealing, PacketKeys.EpochSize + 1)));
    }

    [Fact]
    public void A_forged_packet_of_the_next_epoch_does_not_move_the_keys()
    {
        using var sealing = new PacketKeys(AeadAlgorithm.Aes128Gcm, Secret);
        using var opening = new PacketKeys(AeadAlgorithm.Aes128Gcm, Secret);
        var good = Sealed(sealing, 5);
        var forged = good.ToArray();
        Wire.WriteNumber(forged.AsSpan(1), PacketKeys.EpochSize + 5);
        Assert.False(Opens(opening, forged));
        Assert.True(Opens(opening, good));
    }
}
