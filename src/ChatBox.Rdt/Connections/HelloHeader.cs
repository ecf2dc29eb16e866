using ChatBox.Rdt.Packets;

namespace ChatBox.Rdt.Connections;

/// <summary>HELLO from its first byte up to its number, as a client writes it.</summary>
static class HelloHeader
{
    public static byte[] ForTicket(ReadOnlySpan<byte> random, AeadAlgorithm aead, ReadOnlySpan<byte> ticket) =>
        Build(random, aead, CredentialKind.Ticket, ticket, []);

    public static byte[] ForCookie(ReadOnlySpan<byte> random, AeadAlgorithm aead, ReadOnlySpan<byte> cookie, ReadOnlySpan<byte> point) =>
        Build(random, aead, CredentialKind.Cookie, cookie, point);

    static byte[] Build(ReadOnlySpan<byte> random, AeadAlgorithm aead, CredentialKind kind, ReadOnlySpan<byte> credential, ReadOnlySpan<byte> point) =>
        [(byte)PacketType.Hello, Wire.Version, .. random, (byte)aead, (byte)kind, .. credential, .. point];
}
