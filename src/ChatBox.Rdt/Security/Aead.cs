using System.Security.Cryptography;

namespace ChatBox.Rdt.Security;

/// <summary>One key of one direction and epoch. Seals and opens in place. Not thread-safe.</summary>
sealed class Aead : IDisposable
{
    readonly AeadCipher cipher;
    readonly byte[] iv;
    readonly byte[] nonce = new byte[AeadCipher.NonceSize];

    public Aead(AeadAlgorithm algorithm, ReadOnlySpan<byte> secret)
    {
        Span<byte> key = stackalloc byte[AeadCipher.KeySizeOf(algorithm)];
        HKDF.Expand(HashAlgorithmName.SHA256, secret, key, "rdt1 key"u8);
        cipher = AeadCipher.Create(algorithm, key, LibCrypto.Local);
        CryptographicOperations.ZeroMemory(key);
        iv = new byte[AeadCipher.NonceSize];
        HKDF.Expand(HashAlgorithmName.SHA256, secret, iv, "rdt1 iv"u8);
    }

    public void Seal(long number, ReadOnlySpan<byte> header, Span<byte> payload, Span<byte> tag)
    {
        SetNonce(number);
        cipher.Seal(nonce, header, payload, tag);
    }

    public bool TryOpen(long number, ReadOnlySpan<byte> header, Span<byte> payload, ReadOnlySpan<byte> tag)
    {
        SetNonce(number);
        return cipher.TryOpen(nonce, header, payload, tag);
    }

    public void Dispose() => cipher.Dispose();

    void SetNonce(long number)
    {
        iv.CopyTo(nonce, 0);
        var tail = nonce.AsSpan(AeadCipher.NonceSize - 8);
        BinaryPrimitives.WriteUInt64BigEndian(tail, BinaryPrimitives.ReadUInt64BigEndian(tail) ^ (ulong)number);
    }
}
