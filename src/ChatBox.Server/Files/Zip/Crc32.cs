using System.Buffers.Binary;

namespace ChatBox.Server.Files.Zip;

/// <summary>
/// The CRC-32 of zip (polynomial 0x04C11DB7, reflected), eight bytes at a time by tables: Kounavis and Berry, "Novel table lookup-based
/// algorithms for high-performance CRC generation", 2008. .NET has it only in a package of its own.
/// </summary>
static class Crc32
{
    const uint Polynomial = 0xEDB88320;

    static readonly uint[][] Tables = MakeTables();

    /// <param name="crc">Of what came before; 0 at the beginning.</param>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        crc = ~crc;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = Tables[7][low & 0xFF] ^ Tables[6][(low >> 8) & 0xFF] ^ Tables[5][(low >> 16) & 0xFF] ^ Tables[4][low >> 24]
                ^ Tables[3][high & 0xFF] ^ Tables[2][(high >> 8) & 0xFF] ^ Tables[1][(high >> 16) & 0xFF] ^ Tables[0][high >> 24];
        }

        foreach (var one in bytes) crc = (crc >> 8) ^ Tables[0][(crc ^ one) & 0xFF];
        return ~crc;
    }

    static uint[][] MakeTables()
    {
        var tables = new uint[8][];
        for (var table = 0; table < 8; table++)
        {
            tables[table] = new uint[256];
            for (var i = 0; i < 256; i++)
            {
                var crc = table == 0 ? (uint)i : tables[table - 1][i];
                for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ Polynomial : crc >> 1;
                tables[table][i] = crc;
            }
        }

        return tables;
    }
}
