using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace ChatBox.Server.Tests.Calls.Relay;

/// <summary>A STUN message (RFC 8489, section 5): as much of it as a test of a relay needs.</summary>
sealed class StunMessage(ushort type, byte[] transaction)
{
    public const ushort Allocate = 0x0003;
    public const ushort CreatePermission = 0x0008;
    public const ushort SendIndication = 0x0016;
    public const ushort DataIndication = 0x0017;

    public const ushort Username = 0x0006;
    public const ushort ErrorCode = 0x0009;
    public const ushort PeerAddress = 0x0012;
    public const ushort Data = 0x0013;
    public const ushort Realm = 0x0014;
    public const ushort Nonce = 0x0015;
    public const ushort RelayedAddress = 0x0016;
    public const ushort AddressFamily = 0x0017;
    public const ushort RequestedTransport = 0x0019;

    const int HeaderBytes = 20;
    const uint Cookie = 0x2112A442;
    const ushort Integrity = 0x0008;
    const int IntegrityBytes = 24;

    readonly List<(ushort Type, byte[] Value)> attributes = [];

    public StunMessage(ushort type)
        : this(type, RandomNumberGenerator.GetBytes(12))
    {
    }

    public ushort Type { get; } = type;

    public byte[] Transaction { get; } = transaction;

    /// <summary>The code of an error, 0 where it is none.</summary>
    public int Error => Find(ErrorCode) is { } value ? (value[2] & 7) * 100 + value[3] : 0;

    public byte[]? Find(ushort type)
    {
        var found = attributes.FindIndex(attribute => attribute.Type == type);
        return found < 0 ? null : attributes[found].Value;
    }

    public string? FindText(ushort type) => Find(type) is { } value ? Encoding.UTF8.GetString(value) : null;

    public StunMessage With(ushort type, params byte[] value)
    {
        attributes.Add((type, value));
        return this;
    }

    public StunMessage With(ushort type, string text) => With(type, Encoding.UTF8.GetBytes(text));

    /// <summary>XOR-PEER-ADDRESS (RFC 8656, section 18.3; RFC 8489, section 14.2)</summary>
    public StunMessage WithPeer(IPEndPoint peer)
    {
        var address = peer.Address.GetAddressBytes();
        var value = new byte[4 + address.Length];
        value[1] = (byte)(address.Length == 4 ? 1 : 2);
        BinaryPrimitives.WriteUInt16BigEndian(value.AsSpan(2), (ushort)(peer.Port ^ (Cookie >> 16)));
        Xor(address).CopyTo(value, 4);
        return With(PeerAddress, value);
    }

    public IPEndPoint Address(ushort type)
    {
        var value = Find(type)!;
        return new IPEndPoint(new IPAddress(Xor(value[4..])), BinaryPrimitives.ReadUInt16BigEndian(value.AsSpan(2)) ^ (int)(Cookie >> 16));
    }

    /// <param name="key">Signs the message with MESSAGE-INTEGRITY (RFC 8489, section 14.5); null for none.</param>
    public byte[] Encode(byte[]? key = null)
    {
        var body = new MemoryStream();
        foreach (var (type, value) in attributes) Write(body, type, value);
        if (key is null) return [.. Header((int)body.Length), .. body.ToArray()];
        byte[] signed = [.. Header((int)body.Length + IntegrityBytes), .. body.ToArray()];
#pragma warning disable CA5350 // As the RFC has it.
        Write(body, Integrity, HMACSHA1.HashData(key, signed));
#pragma warning restore CA5350
        return [.. Header((int)body.Length), .. body.ToArray()];
    }

    public static StunMessage Decode(ReadOnlySpan<byte> bytes)
    {
        var message = new StunMessage(BinaryPrimitives.ReadUInt16BigEndian(bytes), bytes[8..HeaderBytes].ToArray());
        for (var rest = bytes[HeaderBytes..]; rest.Length >= 4;)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            message.With(BinaryPrimitives.ReadUInt16BigEndian(rest), rest.Slice(4, length).ToArray());
            rest = rest[Math.Min(rest.Length, 4 + ((length + 3) & ~3))..];
        }

        return message;
    }

    byte[] Header(int length)
    {
        var header = new byte[HeaderBytes];
        BinaryPrimitives.WriteUInt16BigEndian(header, Type);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), (ushort)length);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), Cookie);
        Transaction.CopyTo(header, 8);
        return header;
    }

    byte[] Xor(byte[] address)
    {
        var mask = Header(0)[4..];
        return [.. address.Select((one, i) => (byte)(one ^ mask[i]))];
    }

    static void Write(MemoryStream body, ushort type, byte[] value)
    {
        Span<byte> head = stackalloc byte[4];
        BinaryPrimitives.WriteUInt16BigEndian(head, type);
        BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)value.Length);
        body.Write(head);
        body.Write(value);
        while (body.Length % 4 != 0) body.WriteByte(0);
    }
}
