using System.Security.Cryptography;
using ChatBox.Rdt.Packets;

namespace ChatBox.Rdt.Security;

/// <summary>Both directions of one transfer, from its secret and its HELLO (docs/rdt.md, Security).</summary>
sealed class TransferKeys(PacketKeys up, PacketKeys down) : IDisposable
{
    public PacketKeys Up { get; } = up;

    public PacketKeys Down { get; } = down;

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
        var keys = new TransferKeys(Direction(algorithm, prk, "rdt1 up"u8, transcript), Direction(algorithm, prk, "rdt1 down"u8, transcript));
        CryptographicOperations.ZeroMemory(prk);
        return keys;
    }

    public void Dispose()
    {
        Up.Dispose();
        Down.Dispose();
    }

    static PacketKeys Direction(AeadAlgorithm algorithm, ReadOnlySpan<byte> prk, ReadOnlySpan<byte> label, ReadOnlySpan<byte> transcript)
    {
        Span<byte> info = stackalloc byte[label.Length + SHA256.HashSizeInBytes];
        label.CopyTo(info);
        SHA256.HashData(transcript, info[label.Length..]);
        Span<byte> secret = stackalloc byte[Wire.SecretSize];
        HKDF.Expand(HashAlgorithmName.SHA256, prk, secret, info);
        var keys = new PacketKeys(algorithm, secret);
        CryptographicOperations.ZeroMemory(secret);
        return keys;
    }
}
