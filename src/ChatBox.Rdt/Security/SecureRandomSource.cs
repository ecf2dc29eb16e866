using System.Security.Cryptography;

namespace ChatBox.Rdt.Security;

/// <summary>The platform's generator; nothing else is good enough for tickets, secrets and challenges. Thread-safe.</summary>
public sealed class SecureRandomSource : IRandomSource
{
    /// <summary>The only one.</summary>
    public static SecureRandomSource Instance { get; } = new();

    public void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
}
