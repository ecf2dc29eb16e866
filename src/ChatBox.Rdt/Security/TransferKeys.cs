using System.Security.Cryptography;
using ChatBox.Rdt.Packets;

namespace ChatBox.Rdt.Security;

/// <summary>Both directions of one transfer, from its secret and its HELLO (docs/rdt.md, Security).</summary>
sealed class TransferKeys(AeadAlgorithm algorithm, byte[] refusal, PacketKeys up, PacketKeys down) : IDisposable
{
    // Made only when it is needed: most transfers are not refused.
    Aead? refusalKey;

    public PacketKeys Up { get; } = up;

    public PacketKeys Down { get; } = down;

    /// <summary>A refusal is no part of a transfer: it has a key of its own, and its number is drawn by lot.</summary>
    public Aead Refusal => refusalKey ??= new Aead(algorithm, refusal);

    /// <param name="secret">The ticket's secret, or what the key exchange gave.</param>
    /// <param name="hello">HELLO from its first byte up to its number.</param>
    /// <param name="serverPoint">The server's public key; empty where there is a ticket.</param>
    public static TransferKeys Derive(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> hello, ReadOnlySpan<byte> serverPoint)
    {
        Span<byte> transcript = stackalloc byte[hello.Length + serverPoint.Length];
        hello.CopyTo(transcript);
        serverPoint.CopyTo(transcript[hello.Length..]);
        Span<byte> prk = stackalloc byte[Wire.SecretSize];
        HKDF.Extract(HashAlgorithmName.SHA256, secret, hello.Slice(2, Wire.RandomSize), prk);
        var algorithm = (AeadAlgorithm)hello[Wire.LongStart];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(transcript, hash);
        var (up, down) = (Expand(prk, "rdt1 up"u8, hash), Expand(prk, "rdt1 down"u8, hash));
        var keys = new TransferKeys(algorithm, Expand(prk, "rdt1 no"u8, hash), new PacketKeys(algorithm, up), new PacketKeys(algorithm, down));
        CryptographicOperations.ZeroMemory(prk);
        CryptographicOperations.ZeroMemory(up);
        CryptographicOperations.ZeroMemory(down);
        return keys;
    }

    public void Dispose()
    {
        Up.Dispose();
        Down.Dispose();
        refusalKey?.Dispose();
        CryptographicOperations.ZeroMemory(refusal);
    }

    static byte[] Expand(ReadOnlySpan<byte> prk, ReadOnlySpan<byte> label, ReadOnlySpan<byte> hash)
    {
        Span<byte> info = stackalloc byte[label.Length + hash.Length];
        label.CopyTo(info);
        hash.CopyTo(info[label.Length..]);
        var secret = new byte[Wire.SecretSize];
        HKDF.Expand(HashAlgorithmName.SHA256, prk, secret, info);
        return secret;
    }
}
