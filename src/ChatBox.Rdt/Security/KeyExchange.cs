using System.Security.Cryptography;
using ChatBox.Rdt.Packets;

namespace ChatBox.Rdt.Security;

/// <summary>An ephemeral key on P-256, which every platform of .NET has (X25519 is missing on some). The platform makes it.</summary>
sealed class KeyExchange : IDisposable
{
    readonly ECDiffieHellman key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);

    public KeyExchange()
    {
        var q = key.ExportParameters(includePrivateParameters: false).Q;
        PublicPoint = [.. q.X!, .. q.Y!];
    }

    /// <summary>X and Y, 32 bytes each.</summary>
    public byte[] PublicPoint { get; }

    /// <summary>The shared X coordinate; false where the other point does not lie on the curve.</summary>
    public bool TryAgree(ReadOnlySpan<byte> point, Span<byte> secret)
    {
        try
        {
            using var other = ECDiffieHellman.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = point[..(Wire.PointSize / 2)].ToArray(), Y = point[(Wire.PointSize / 2)..].ToArray() },
            });
            using var publicKey = other.PublicKey;
            key.DeriveRawSecretAgreement(publicKey).CopyTo(secret);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    public void Dispose() => key.Dispose();
}
