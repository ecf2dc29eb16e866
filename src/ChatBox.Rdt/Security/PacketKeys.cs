using System.Security.Cryptography;

namespace ChatBox.Rdt.Security;

/// <summary>
/// The keys of one direction, which change every <see cref="EpochSize"/> packets: the epoch follows from a packet's number. Holds the epochs
/// before, at and behind the newest packet. Not thread-safe.
/// </summary>
sealed class PacketKeys : IDisposable
{
    /// <summary>An eighth of what AES-GCM bears under one key (RFC 9001, section 6.6).</summary>
    public const int EpochBits = 20;
    public const long EpochSize = 1L << EpochBits;

    readonly AeadAlgorithm algorithm;
    readonly byte[] nextSecret;
    Aead? previous;
    Aead current;
    Aead next;
    long epoch;

    public PacketKeys(AeadAlgorithm algorithm, ReadOnlySpan<byte> secret)
    {
        this.algorithm = algorithm;
        current = new Aead(algorithm, secret);
        nextSecret = Following(secret);
        next = new Aead(algorithm, nextSecret);
    }

    public void Seal(long number, ReadOnlySpan<byte> header, Span<byte> payload, Span<byte> tag)
    {
        if (number >> EpochBits > epoch) Advance();
        current.Seal(number, header, payload, tag);
    }

    /// <summary>A packet that opens in the next epoch moves the keys on; one that does not moves nothing.</summary>
    public bool TryOpen(long number, ReadOnlySpan<byte> header, Span<byte> payload, ReadOnlySpan<byte> tag)
    {
        var ahead = (number >> EpochBits) - epoch;
        var key = ahead switch { 0 => current, 1 => next, -1 => previous, _ => null };
        if (key is null || !key.TryOpen(number, header, payload, tag)) return false;
        if (ahead == 1) Advance();
        return true;
    }

    public void Dispose()
    {
        previous?.Dispose();
        current.Dispose();
        next.Dispose();
        CryptographicOperations.ZeroMemory(nextSecret);
    }

    void Advance()
    {
        previous?.Dispose();
        (previous, current) = (current, next);
        Following(nextSecret).CopyTo(nextSecret, 0);
        next = new Aead(algorithm, nextSecret);
        epoch++;
    }

    static byte[] Following(ReadOnlySpan<byte> secret)
    {
        var following = new byte[Packets.Wire.SecretSize];
        HKDF.Expand(HashAlgorithmName.SHA256, secret, following, "rdt1 next"u8);
        return following;
    }
}
