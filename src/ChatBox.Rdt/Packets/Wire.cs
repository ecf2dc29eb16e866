namespace ChatBox.Rdt.Packets;

/// <summary>Sizes and numbers of the wire format, each in this one place.</summary>
static class Wire
{
    public const byte Version = 1;

    /// <summary>The least that a path must carry, and the size of a client's first packets (RFC 9000, section 14).</summary>
    public const int BaseDatagramSize = 1_200;

    /// <summary>The largest UDP payload that is ever sent or looked at.</summary>
    public const int MaxDatagramSize = 16_384;

    public const int RandomSize = 16;
    public const int TicketSize = 16;
    public const int SecretSize = 32;
    public const int PointSize = 64;
    public const int CookieMacSize = 16;
    public const int CookieSize = CookieMacSize + 8 + 1;
    public const int ConnectionIdSize = 8;
    public const int NumberSize = 5;
    public const int TagSize = 16;
    public const int TokenSize = 16;
    public const int HashSize = 32;
    public const int MaxNameBytes = 255;
    public const int MaxReasonBytes = 200;
    public const int MaxAckRanges = 32;

    /// <summary>Type, version and the client's random: how every packet of a handshake begins.</summary>
    public const int LongStart = 2 + RandomSize;
    public const int RetrySize = LongStart + 1 + PointSize + CookieSize;
    public const int ResetSize = 1 + TokenSize;
    public const int UpHeaderSize = 1 + ConnectionIdSize + NumberSize;
    public const int DownHeaderSize = 1 + NumberSize;

    /// <summary>The aead, the kind of credential, then the credential.</summary>
    public const int CredentialAt = LongStart + 2;
    public const int TicketHelloHeaderSize = CredentialAt + TicketSize + NumberSize;
    public const int CookieHelloHeaderSize = CredentialAt + CookieSize + PointSize + NumberSize;

    /// <summary>How far the exponent of an ACK's delay counts: 8 µs.</summary>
    public const int AckDelayUnitMicroseconds = 8;

    public static readonly TimeSpan MaxAckDelay = TimeSpan.FromMilliseconds(25);

    /// <summary>Numbers end here (docs/rdt.md, RDT-5).</summary>
    public const long MaxPacketNumber = 1L << 36;

    public static void WriteNumber(Span<byte> to, long number)
    {
        to[0] = (byte)(number >> 32);
        BinaryPrimitives.WriteUInt32BigEndian(to[1..], (uint)number);
    }

    public static long ReadNumber(ReadOnlySpan<byte> from) => ((long)from[0] << 32) | BinaryPrimitives.ReadUInt32BigEndian(from[1..]);
}
