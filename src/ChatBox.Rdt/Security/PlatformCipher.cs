using System.Security.Cryptography;

namespace ChatBox.Rdt.Security;

/// <summary>By .NET's own classes, which call what the system has.</summary>
sealed class PlatformCipher : AeadCipher
{
    readonly AesGcm? aes;
    readonly ChaCha20Poly1305? chaCha;

    public PlatformCipher(AeadAlgorithm algorithm, ReadOnlySpan<byte> key)
    {
        if (algorithm == AeadAlgorithm.ChaCha20Poly1305) chaCha = new ChaCha20Poly1305(key);
        else aes = new AesGcm(key, Packets.Wire.TagSize);
    }

    public override void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> header, Span<byte> payload, Span<byte> tag)
    {
        if (aes is not null) aes.Encrypt(nonce, payload, payload, tag, header);
        else chaCha!.Encrypt(nonce, payload, payload, tag, header);
    }

    public override bool TryOpen(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> header, Span<byte> payload, ReadOnlySpan<byte> tag)
    {
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

    public override void Dispose()
    {
        aes?.Dispose();
        chaCha?.Dispose();
    }
}
