using System.Security.Cryptography;

namespace ChatBox.Rdt.Security;

/// <summary>
/// A key, and what seals and opens with it, in place. The library behind it differs by system, the bytes do not. Not thread-safe; to be
/// disposed by the thread that uses it, which wipes the key.
/// </summary>
abstract class AeadCipher : IDisposable
{
    /// <summary>Bytes of a nonce, for all algorithms (RFC 5116, sections 5.1 and 5.2; RFC 8439, section 2.8).</summary>
    public const int NonceSize = 12;

    /// <summary>The cipher of this machine.</summary>
    /// <param name="library">OpenSSL's library, called directly for AES-GCM; null where .NET is to call what the system has.</param>
    /// <exception cref="ArgumentOutOfRangeException">The key has not as many bytes as the algorithm wants.</exception>
    /// <exception cref="CryptographicException">The system refuses the algorithm.</exception>
    public static AeadCipher Create(AeadAlgorithm algorithm, ReadOnlySpan<byte> key, LibCrypto? library)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, KeySizeOf(algorithm));
        return library is not null && algorithm != AeadAlgorithm.ChaCha20Poly1305 ? new LibCryptoCipher(library, key) : new PlatformCipher(algorithm, key);
    }

    /// <summary>Bytes of the key of an algorithm.</summary>
    public static int KeySizeOf(AeadAlgorithm algorithm) => algorithm == AeadAlgorithm.Aes128Gcm ? 16 : 32;

    /// <param name="payload">Plain text before, cipher text after.</param>
    /// <exception cref="CryptographicException">The system failed; what is in the payload then must not be sent.</exception>
    public abstract void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> header, Span<byte> payload, Span<byte> tag);

    /// <param name="payload">Cipher text before; after, plain text where the seal held, and zeros where it did not.</param>
    /// <returns>False where the seal does not hold.</returns>
    public abstract bool TryOpen(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> header, Span<byte> payload, ReadOnlySpan<byte> tag);

    public abstract void Dispose();
}
