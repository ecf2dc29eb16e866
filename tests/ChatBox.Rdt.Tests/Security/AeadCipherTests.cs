using System.Runtime.InteropServices;
using ChatBox.Rdt.Packets;
using ChatBox.Rdt.Security;
using ChatBox.Rdt.Simulation.Transfers;

namespace ChatBox.Rdt.Tests.Security;

// The same seal by two ways: OpenSSL's library called directly, and .NET's classes.
public class AeadCipherTests
{
    const ulong Seed = 20_261_122;

    readonly SeededRandom random = new(Seed);

    public static TheoryData<AeadAlgorithm> AesGcm => [AeadAlgorithm.Aes128Gcm, AeadAlgorithm.Aes256Gcm];

    static LibCrypto Library
    {
        get
        {
            Assert.SkipUnless(OperatingSystem.IsLinux(), "There is OpenSSL's library on Linux only.");
            // Asked of the system and not of our code: where the library is there and not found by it, that is a fault.
            Assert.SkipUnless(NativeLibrary.TryLoad("libcrypto.so.3", out _), "This system has no libcrypto.so.3.");
            Assert.NotNull(LibCrypto.Local);
            return LibCrypto.Local;
        }
    }

    byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        random.Fill(bytes);
        return bytes;
    }

    (AeadCipher Direct, AeadCipher Platform) Both(AeadAlgorithm algorithm)
    {
        var key = Bytes(AeadCipher.KeySizeOf(algorithm));
        var (direct, platform) = (AeadCipher.Create(algorithm, key, Library), AeadCipher.Create(algorithm, key, null));
        Assert.IsType<LibCryptoCipher>(direct);
        Assert.IsType<PlatformCipher>(platform);
        return (direct, platform);
    }

    [Theory]
    [MemberData(nameof(AesGcm))]
    public void Both_ways_give_the_same_bytes_and_open_what_the_other_sealed(AeadAlgorithm algorithm)
    {
        var (direct, platform) = Both(algorithm);
        using (direct)
        using (platform)
        {
            // Every length up to some blocks, then some that packets have; one context seals and opens in turn.
            foreach (var length in (int[])[.. Enumerable.Range(0, 300), 1_172, 1_200, 1_444, 8_924, 16_362])
            {
                var (nonce, header, plain) = (Bytes(AeadCipher.NonceSize), Bytes(length % 48), Bytes(length));
                var (one, other) = (plain.ToArray(), plain.ToArray());
                var (oneTag, otherTag) = (new byte[Wire.TagSize], new byte[Wire.TagSize]);
                direct.Seal(nonce, header, one, oneTag);
                platform.Seal(nonce, header, other, otherTag);
                Assert.True(one.SequenceEqual(other) && oneTag.SequenceEqual(otherTag), $"seed {Seed}, length {length}");
                Assert.True(direct.TryOpen(nonce, header, other, otherTag), $"seed {Seed}, length {length}");
                Assert.True(platform.TryOpen(nonce, header, one, oneTag), $"seed {Seed}, length {length}");
                Assert.True(plain.SequenceEqual(one) && plain.SequenceEqual(other), $"seed {Seed}, length {length}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(AesGcm))]
    public void Both_ways_refuse_every_flipped_bit_and_show_nothing_of_the_text(AeadAlgorithm algorithm)
    {
        var (direct, platform) = Both(algorithm);
        using (direct)
        using (platform)
        {
            var (nonce, header, text, tag) = (Bytes(AeadCipher.NonceSize), Bytes(14), Bytes(70), new byte[Wire.TagSize]);
            var plain = text.ToArray();
            direct.Seal(nonce, header, text, tag);
            byte[][] parts = [nonce, header, text, tag];
            foreach (var part in parts)
            {
                for (var bit = 0; bit < part.Length * 8; bit++)
                {
                    part[bit / 8] ^= (byte)(1 << (bit % 8));
                    foreach (var cipher in (AeadCipher[])[direct, platform])
                    {
                        var opened = text.ToArray();
                        Assert.False(cipher.TryOpen(nonce, header, opened, tag), $"seed {Seed}, part {Array.IndexOf(parts, part)}, bit {bit}");
                        Assert.All(opened, value => Assert.Equal(0, value));
                    }

                    part[bit / 8] ^= (byte)(1 << (bit % 8));
                }
            }

            Assert.True(direct.TryOpen(nonce, header, text, tag));
            Assert.Equal(plain, text);
        }
    }

    // Test cases 4 and 16 of "The Galois/Counter Mode of Operation" (McGrew and Viega).
    [Theory]
    [InlineData(
        "feffe9928665731c6d6a8f9467308308",
        "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091",
        "5bc94fbc3221a5db94fae95ae7121a47")]
    [InlineData(
        "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
        "76fc6ece0f4e1768cddf8853bb2d551b")]
    public void The_known_answers_of_gcm_come_out(string key, string sealedText, string expectedTag)
    {
        var algorithm = key.Length == 32 ? AeadAlgorithm.Aes128Gcm : AeadAlgorithm.Aes256Gcm;
        foreach (var library in (LibCrypto?[])[Library, null])
        {
            using var cipher = AeadCipher.Create(algorithm, Convert.FromHexString(key), library);
            var text = Convert.FromHexString(
                "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
            var tag = new byte[Wire.TagSize];
            cipher.Seal(
                Convert.FromHexString("cafebabefacedbaddecaf888"), Convert.FromHexString("feedfacedeadbeeffeedfacedeadbeefabaddad2"), text, tag);
            Assert.Equal(sealedText, Convert.ToHexStringLower(text));
            Assert.Equal(expectedTag, Convert.ToHexStringLower(tag));
        }
    }

    [Fact]
    public void A_nonce_or_a_tag_of_another_length_is_not_taken()
    {
        using var cipher = AeadCipher.Create(AeadAlgorithm.Aes128Gcm, new byte[16], Library);
        Assert.Throws<ArgumentOutOfRangeException>(() => cipher.Seal(new byte[11], [], [], new byte[16]));
        Assert.Throws<ArgumentOutOfRangeException>(() => cipher.Seal(new byte[12], [], [], new byte[15]));
        Assert.Throws<ArgumentOutOfRangeException>(() => cipher.TryOpen(new byte[13], [], [], new byte[16]));
        Assert.Throws<ArgumentOutOfRangeException>(() => cipher.TryOpen(new byte[12], [], [], new byte[17]));
    }

    [Fact]
    public void A_key_of_another_length_is_not_taken() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => AeadCipher.Create(AeadAlgorithm.Aes128Gcm, new byte[17], Library));

    [Fact]
    public void A_cipher_that_is_gone_seals_and_opens_nothing()
    {
        var cipher = AeadCipher.Create(AeadAlgorithm.Aes128Gcm, new byte[16], Library);
        cipher.Dispose();
        Assert.Throws<ObjectDisposedException>(() => cipher.Seal(new byte[12], [], new byte[5], new byte[16]));
        Assert.Throws<ObjectDisposedException>(() => cipher.TryOpen(new byte[12], [], new byte[5], new byte[16]));
        cipher.Dispose();
    }

    [Fact]
    public void Where_the_library_is_not_there_or_is_another_the_platform_seals()
    {
        var absent = LibCrypto.TryLoad("libcrypto.so.of-nobody");
        Assert.Null(absent);
        // One that is there, and has none of the functions.
        if (OperatingSystem.IsLinux()) Assert.Null(LibCrypto.TryLoad("libc.so.6"));
        foreach (var algorithm in Enum.GetValues<AeadAlgorithm>().Where(Aeads.IsKnown))
        {
            using var cipher = AeadCipher.Create(algorithm, new byte[AeadCipher.KeySizeOf(algorithm)], absent);
            Assert.IsType<PlatformCipher>(cipher);
        }
    }

    [Fact]
    public void ChaCha20_is_always_the_platform_s()
    {
        Assert.SkipUnless(Aeads.IsKnown(AeadAlgorithm.ChaCha20Poly1305), "This system has no ChaCha20-Poly1305.");
        using var cipher = AeadCipher.Create(AeadAlgorithm.ChaCha20Poly1305, new byte[32], LibCrypto.Local);
        Assert.IsType<PlatformCipher>(cipher);
    }
}
