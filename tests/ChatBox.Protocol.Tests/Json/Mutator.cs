namespace ChatBox.Protocol.Tests.Json;

/// <summary>Spoils good frames: bits flipped, pieces cut, doubled, moved from one frame into another, and hard words put in.</summary>
sealed class Mutator(byte[][] corpus)
{
    static readonly byte[][] Words =
    [
        "\""u8.ToArray(), "\\"u8.ToArray(), "{"u8.ToArray(), "}"u8.ToArray(), "["u8.ToArray(), ","u8.ToArray(), ":"u8.ToArray(),
        "null"u8.ToArray(), "true"u8.ToArray(),
        "-"u8.ToArray(), "1e999"u8.ToArray(), "9223372036854775808"u8.ToArray(), "NaN"u8.ToArray(), "\\ud800"u8.ToArray(),
        "\\udc00"u8.ToArray(), "\\u0000"u8.ToArray(),
        "\\uFFFE"u8.ToArray(), "\\uFDFA"u8.ToArray(), [0], [0xFF], [0xED, 0xA0, 0x80], [0xF0, 0x9F, 0x98, 0x80],
        "\"type\":\"ping\","u8.ToArray(), "\"id\":\"8\","u8.ToArray(),
    ];

    public byte[] Next(Random random)
    {
        List<byte> bytes = [.. Any(random)];
        for (var changes = random.Next(1, 6); changes > 0; changes--) Change(bytes, random);
        return [.. bytes];
    }

    void Change(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count + 1);
        var length = Math.Min(random.Next(1, 24), bytes.Count - at);
        switch (random.Next(6))
        {
            case 0 when length > 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes.RemoveRange(at, length);
                break;
            case 2:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 3:
                var other = Any(random);
                var from = random.Next(other.Length);
                bytes.InsertRange(at, other[from..Math.Min(other.Length, from + random.Next(40))]);
                break;
            case 4:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            default:
                bytes.InsertRange(at, Words[random.Next(Words.Length)]);
                break;
        }
    }

    byte[] Any(Random random) => corpus[random.Next(corpus.Length)];
}
