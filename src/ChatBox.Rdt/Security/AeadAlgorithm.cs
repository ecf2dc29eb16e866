using System.Security.Cryptography;
using ArmAes = System.Runtime.Intrinsics.Arm.Aes;
using X86Aes = System.Runtime.Intrinsics.X86.Aes;

namespace ChatBox.Rdt.Security;

/// <summary>How packets are sealed.</summary>
public enum AeadAlgorithm : byte
{
    Aes128Gcm = 1,
    Aes256Gcm = 2,
    ChaCha20Poly1305 = 3,
}

/// <summary>What a side can do, as RETRY and grants carry it.</summary>
[Flags]
public enum AeadSupport
{
    None = 0,

    /// <summary>AES-128-GCM in hardware. Without this bit it still works, in software.</summary>
    FastAes = 1,
    Aes256 = 2,
    ChaCha20 = 4,
}

/// <summary>The choice between them (docs/rdt.md, RDT-11).</summary>
public static class Aeads
{
    /// <summary>What this machine can do.</summary>
    public static AeadSupport Local { get; } =
        (AesGcm.IsSupported && (X86Aes.IsSupported || ArmAes.IsSupported) ? AeadSupport.FastAes : AeadSupport.None)
        | (AesGcm.IsSupported ? AeadSupport.Aes256 : AeadSupport.None)
        | (ChaCha20Poly1305.IsSupported ? AeadSupport.ChaCha20 : AeadSupport.None);

    public static AeadAlgorithm Choose(AeadSupport one, AeadSupport other)
    {
        var both = one & other;
        return both.HasFlag(AeadSupport.FastAes) || !both.HasFlag(AeadSupport.ChaCha20) ? AeadAlgorithm.Aes128Gcm : AeadAlgorithm.ChaCha20Poly1305;
    }

    public static bool IsKnown(AeadAlgorithm algorithm) => algorithm is AeadAlgorithm.Aes128Gcm or AeadAlgorithm.Aes256Gcm
        || (algorithm is AeadAlgorithm.ChaCha20Poly1305 && ChaCha20Poly1305.IsSupported);
}
