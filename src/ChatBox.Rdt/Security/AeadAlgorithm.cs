using System.Security.Cryptography;
using ArmAes = System.Runtime.Intrinsics.Arm.Aes;
using X86Aes = System.Runtime.Intrinsics.X86.Aes;

namespace ChatBox.Rdt.Security;

/// <summary>How packets are sealed.</summary>
public enum AeadAlgorithm : byte
{
    /// <summary>The default where both sides have AES in hardware.</summary>
    Aes128Gcm = 1,

    /// <summary>For clients that must; ours never chooses it.</summary>
    Aes256Gcm = 2,

    /// <summary>Where one side has no AES in hardware.</summary>
    ChaCha20Poly1305 = 3,
}

/// <summary>What a side can do, as RETRY and grants carry it.</summary>
[Flags]
public enum AeadSupport
{
    /// <summary>AES-128-GCM in software, which everybody has.</summary>
    None = 0,

    /// <summary>AES-128-GCM in hardware. Without this bit it still works, in software.</summary>
    FastAes = 1,

    /// <summary>AES-256-GCM.</summary>
    Aes256 = 2,

    /// <summary>ChaCha20-Poly1305.</summary>
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

    /// <summary>What a client chooses, from what both sides can do.</summary>
    public static AeadAlgorithm Choose(AeadSupport one, AeadSupport other)
    {
        var both = one & other;
        return both.HasFlag(AeadSupport.FastAes) || !both.HasFlag(AeadSupport.ChaCha20) ? AeadAlgorithm.Aes128Gcm : AeadAlgorithm.ChaCha20Poly1305;
    }

    /// <summary>This machine can open what is sealed so.</summary>
    public static bool IsKnown(AeadAlgorithm algorithm) => algorithm is AeadAlgorithm.Aes128Gcm or AeadAlgorithm.Aes256Gcm
        || (algorithm is AeadAlgorithm.ChaCha20Poly1305 && ChaCha20Poly1305.IsSupported);
}
