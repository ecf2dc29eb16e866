using System.Security.Cryptography;
using ChatBox.Rdt.Packets;

namespace ChatBox.Rdt.Security;

/// <summary>The token by which a server that has forgotten a transfer can still end it (RFC 9000, section 10.3).</summary>
sealed class ResetTokens(byte[] key)
{
    public void Write(ulong connectionId, Span<byte> token)
    {
        Span<byte> id = stackalloc byte[Wire.ConnectionIdSize];
        BinaryPrimitives.WriteUInt64BigEndian(id, connectionId);
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, id, whole);
        whole[..Wire.TokenSize].CopyTo(token);
    }
}
