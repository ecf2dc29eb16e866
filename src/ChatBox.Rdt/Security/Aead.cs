using System.Security.Cryptography;

namespace ChatBox.Rdt.Security;

/// <summary>One key of one direction and epoch. Seals and opens in place. Not thread-safe.</summary>
sealed class Aead : IDisposable
{
    const int NonceSize = 12;

    readonly AesGcm? aes;
    readonly ChaCha20Poly1305? chaCha;
    readonly byte[] iv;
    readonly byte[] nonce = new byte[NonceSize];

    public Aead(AeadAlgorithm algorithm, ReadOnlySpan<byte> secret)
    {
        Span<byte> key = stackalloc byte[algorithm == AeadAlgorithm.Aes128Gcm ? 16 : 32];
        HKDF.Expand(HashAlgorithmName.SHA256, secret, key, "rdt1 key"u8);
        if (algorithm == AeadAlgorithm.ChaCha20Poly1305) chaCha = new ChaCha20Poly1305(key);
        else aes = new AesGcm(key, Packets.Wire.TagSize);
        CryptographicOperations.ZeroMemory(key);
        iv = new byte[NonceSize];
        HKDF.Expand(HashAlgorithmName.SHA256, secret, iv, "rdt1 iv"u8);
    }

    public void Seal(long number, ReadOnlySpan<byte> header, Span<byte> payload, Span<byte> tag)
    {
        SetNonce(number);
        if (aes is not null) aes.Encrypt(nonce, payload, payload, tag, header);
        else chaCha!.Encrypt(nonce, payload, payload, tag, header);
    }

    public bool TryOpen(long number, ReadOnlySpan<byte> header, Span<byte> payload, ReadOnlySpan<byte> tag)
    {
        SetNonce(number);
        try
        {
            if (aes is not null) aes.Decrypt(nonce, payload, tag, payload, header);
            else chaCha!.Decrypt(nonce, payload, tag, payload, header);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        aes?.Dispose();
        chaCha?.Dispose();
    }

    void SetNonce(long number)
    {
        iv.CopyTo(nonce, 0);
        var tail = nonce.AsSpan(NonceSize - 8);
        BinaryPrimitives.WriteUInt64BigEndian(tail, BinaryPrimitives.ReadUInt64BigEndian(tail) ^ (ulong)number);
    }
}
