namespace ChatBox.Rdt.Packets;

/// <summary>How a HELLO shows that it may ask.</summary>
enum CredentialKind : byte
{
    Ticket = 0,
    Cookie = 1,
}

/// <summary>
/// What stands in clear at the front of a datagram. Reading it never throws, and says nothing about whether the packet is true: only its
/// seal does.
/// </summary>
readonly ref struct PacketHeader
{
    readonly ReadOnlySpan<byte> datagram;

    PacketHeader(ReadOnlySpan<byte> datagram, int length)
    {
        this.datagram = datagram;
        Length = length;
    }

    public PacketType Type => (PacketType)datagram[0];

    /// <summary>Bytes of the header; what is sealed follows, or for packets without a seal nothing that matters.</summary>
    public int Length { get; }

    public ReadOnlySpan<byte> Bytes => datagram[..Length];

    public byte Version => datagram[1];

    public ReadOnlySpan<byte> Random => datagram.Slice(2, Wire.RandomSize);

    public AeadAlgorithm Aead => (AeadAlgorithm)datagram[Wire.LongStart];

    public CredentialKind Kind => (CredentialKind)datagram[Wire.LongStart + 1];

    public ReadOnlySpan<byte> Credential => datagram.Slice(Wire.CredentialAt, Kind == CredentialKind.Ticket ? Wire.TicketSize : Wire.CookieSize);

    public ReadOnlySpan<byte> ClientPoint => datagram.Slice(Wire.CredentialAt + Wire.CookieSize, Wire.PointSize);

    /// <summary>Of UP it stands in the packet; of HELLO it is the beginning of the credential.</summary>
    public ulong ConnectionId => BinaryPrimitives.ReadUInt64BigEndian(datagram[(Type == PacketType.Up ? 1 : Wire.CredentialAt)..]);

    public long Number => Wire.ReadNumber(datagram.Slice(Length - Wire.NumberSize, Wire.NumberSize));

    /// <summary>A packet of version 1 that a client sends.</summary>
    public static bool TryReadFromClient(ReadOnlySpan<byte> datagram, out PacketHeader header)
    {
        var length = datagram.Length < Wire.DownHeaderSize || datagram.Length > Wire.MaxDatagramSize ? 0 : (PacketType)datagram[0] switch
        {
            PacketType.Knock => datagram.Length >= Wire.BaseDatagramSize ? Wire.LongStart : 0,
            PacketType.Hello => datagram.Length >= Wire.BaseDatagramSize ? HelloLength(datagram) : 0,
            PacketType.Up => datagram.Length > Wire.UpHeaderSize + Wire.TagSize ? Wire.UpHeaderSize : 0,
            _ => 0,
        };
        header = new PacketHeader(datagram, length);
        return length > 0;
    }

    /// <summary>A packet that a server sends.</summary>
    public static bool TryReadFromServer(ReadOnlySpan<byte> datagram, out PacketHeader header)
    {
        var length = datagram.Length < Wire.DownHeaderSize || datagram.Length > Wire.MaxDatagramSize ? 0 : (PacketType)datagram[0] switch
        {
            PacketType.Retry => datagram.Length == Wire.RetrySize && datagram[1] == Wire.Version ? Wire.RetrySize : 0,
            PacketType.Versions => datagram.Length > Wire.LongStart && datagram[1] == 0 ? Wire.LongStart : 0,
            PacketType.Reset => datagram.Length == Wire.ResetSize ? Wire.ResetSize : 0,
            PacketType.Down or PacketType.Refusal => datagram.Length > Wire.DownHeaderSize + Wire.TagSize ? Wire.DownHeaderSize : 0,
            _ => 0,
        };
        header = new PacketHeader(datagram, length);
        return length > 0;
    }

    /// <summary>KNOCK or HELLO of any version: enough to answer which versions there are.</summary>
    public static bool TryReadOtherVersion(ReadOnlySpan<byte> datagram, out PacketHeader header)
    {
        header = new PacketHeader(datagram, Wire.LongStart);
        return datagram.Length is >= Wire.BaseDatagramSize and <= Wire.MaxDatagramSize
            && (PacketType)datagram[0] is PacketType.Knock or PacketType.Hello && datagram[1] != Wire.Version;
    }

    static int HelloLength(ReadOnlySpan<byte> datagram) => datagram[Wire.LongStart + 1] switch
    {
        (byte)CredentialKind.Ticket => Wire.TicketHelloHeaderSize,
        (byte)CredentialKind.Cookie => Wire.CookieHelloHeaderSize,
        _ => 0,
    };
}
