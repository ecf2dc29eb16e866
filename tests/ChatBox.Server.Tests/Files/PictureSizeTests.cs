using System.Buffers.Binary;
using ChatBox.Server.Files;

namespace ChatBox.Server.Tests.Files;

public sealed class PictureSizeTests
{
    /// <summary>The beginning of a PNG that says to be so large.</summary>
    public static byte[] Png(uint width, uint height)
    {
        var bytes = Convert.FromHexString("89504E470D0A1A0A0000000D49484452" + "0000000000000000" + "0806000000");
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(16), width);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(20), height);
        return bytes;
    }

    [Theory]
    // Beginnings of pictures that Chromium, libjpeg and cwebp have made.
    [InlineData("89504E470D0A1A0A0000000D494844520000000400000003080200000012345678", 4, 3)]
    [InlineData("FFD8FFE000104A46494600010100000100010000FFC0000B080003000401011100", 4, 3)]
    [InlineData("FFD8FFFFE00004ABCDFFC2000B08040002800101110000", 640, 1024)]
    [InlineData("524946461C000000574542505650382010000000300100" + "9D012A" + "0400" + "0300" + "0000", 4, 3)]
    [InlineData("524946461C000000574542505650384C10000000" + "2F" + "03800000" + "0000000000", 4, 3)]
    [InlineData("524946461C00000057454250565038580A00000000000000" + "FF0300" + "7F0200", 1024, 640)]
    public void A_picture_says_how_large_it_is(string hex, long width, long height) =>
        Assert.Equal((width, height), PictureSize.Of(Convert.FromHexString(hex)));

    [Theory]
    [InlineData("")]
    [InlineData("FFD8")]
    [InlineData("FFD8FFDA0008010100003F00AABB")]
    [InlineData("FFD8FFE0FFFF4A46494600010100")]
    [InlineData("89504E470D0A1A0A0000000D49444154000000040000000308")]
    [InlineData("524946461C00000057454250414C5048100000003001009D012A040003000000")]
    public void What_does_not_tell_has_no_size(string hex) => Assert.Null(PictureSize.Of(Convert.FromHexString(hex)));

    [Fact]
    public void No_bytes_make_it_fail()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        byte[][] beginnings =
            [Png(4, 3), [0xFF, 0xD8, 0xFF], [.. "RIFF1234WEBPVP8X"u8], [.. "RIFF1234WEBPVP8L"u8], [.. "RIFF1234WEBPVP8 "u8], []];
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[random.Next(64)];
            random.NextBytes(bytes);
            byte[] all = [.. beginnings[random.Next(beginnings.Length)], .. bytes];
            try
            {
                PictureSize.Of(all.AsSpan(0, random.Next(all.Length + 1)));
            }
            catch (Exception e)
            {
                Assert.Fail($"Seed {seed}: {Convert.ToHexString(all)}: {e}");
            }
        }
    }
}
