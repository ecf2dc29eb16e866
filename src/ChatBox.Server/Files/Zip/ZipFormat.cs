using System.Buffers.Binary;
using System.Text;

namespace ChatBox.Server.Files.Zip;

/// <summary>A file as it stands in a zip.</summary>
/// <param name="Name">With slashes.</param>
readonly record struct ZipEntry(string Name, long Size, DateTimeOffset Modified);

/// <summary>
/// The structures of a zip whose files are stored as they are, one after the other: APPNOTE.TXT of PKWARE, version 6.3.10, sections 4.3 and
/// 4.5. The sizes are known before the bytes and the checksums only behind them, so each file has a data descriptor, and the length of the
/// whole is known before it is made. Pure.
/// </summary>
static class ZipFormat
{
    const uint LocalSignature = 0x04034b50;
    const uint DescriptorSignature = 0x08074b50;
    const uint CentralSignature = 0x02014b50;
    const uint End64Signature = 0x06064b50;
    const uint Locator64Signature = 0x07064b50;
    const uint EndSignature = 0x06054b50;

    // A data descriptor follows (bit 3); names are UTF-8 (bit 11).
    const ushort Flags = (1 << 3) | (1 << 11);

    // 2.0 for folders; 4.5 for files of 4 GiB and more. Made on Unix (3), so that the mode below counts.
    const ushort Version = 20;
    const ushort Version64 = 45;
    const ushort MadeBy = (3 << 8) | Version64;

    // A regular file that its owner may write and all may read.
    const uint Mode = 0x81A4u << 16;

    const uint Full = uint.MaxValue;

    public static byte[] LocalHeader(ZipEntry entry)
    {
        var name = Encoding.UTF8.GetBytes(entry.Name);
        var is64 = IsLarge(entry.Size);
        var writer = new Writer(30 + name.Length + (is64 ? 20 : 0));
        writer.Four(LocalSignature);
        writer.Common(entry, is64, crc: 0, name.Length, extraLength: is64 ? 20 : 0);
        writer.Bytes(name);
        if (is64)
        {
            writer.Extra64(16);
            writer.Eight(entry.Size);
            writer.Eight(entry.Size);
        }

        return writer.Done;
    }

    public static byte[] Descriptor(ZipEntry entry, uint crc)
    {
        var is64 = IsLarge(entry.Size);
        var writer = new Writer(is64 ? 24 : 16);
        writer.Four(DescriptorSignature);
        writer.Four(crc);
        for (var both = 0; both < 2; both++)
        {
            if (is64) writer.Eight(entry.Size);
            else writer.Four((uint)entry.Size);
        }

        return writer.Done;
    }

    /// <param name="offset">Of its local header.</param>
    public static byte[] CentralHeader(ZipEntry entry, uint crc, long offset)
    {
        var name = Encoding.UTF8.GetBytes(entry.Name);
        var (is64, isFar) = (IsLarge(entry.Size), IsLarge(offset));
        var extra = (is64 ? 16 : 0) + (isFar ? 8 : 0);
        var writer = new Writer(46 + name.Length + (extra > 0 ? extra + 4 : 0));
        writer.Four(CentralSignature);
        writer.Two(MadeBy);
        writer.Common(entry, is64 || isFar, crc, name.Length, extra > 0 ? extra + 4 : 0, is64);
        // No comment, the first disk, no inner attributes.
        writer.Two(0);
        writer.Two(0);
        writer.Two(0);
        writer.Four(Mode);
        writer.Four(isFar ? Full : (uint)offset);
        writer.Bytes(name);
        if (extra == 0) return writer.Done;
        writer.Extra64((ushort)extra);
        if (is64)
        {
            writer.Eight(entry.Size);
            writer.Eight(entry.Size);
        }

        if (isFar) writer.Eight(offset);
        return writer.Done;
    }

    /// <param name="offset">Of the first central header; <paramref name="length"/> is that of all of them.</param>
    public static byte[] End(int count, long offset, long length)
    {
        var is64 = count >= ushort.MaxValue || IsLarge(offset) || IsLarge(length);
        var writer = new Writer(22 + (is64 ? 76 : 0));
        if (is64)
        {
            writer.Four(End64Signature);
            writer.Eight(44);
            writer.Two(MadeBy);
            writer.Two(Version64);
            writer.Four(0);
            writer.Four(0);
            writer.Eight(count);
            writer.Eight(count);
            writer.Eight(length);
            writer.Eight(offset);
            writer.Four(Locator64Signature);
            writer.Four(0);
            writer.Eight(offset + length);
            writer.Four(1);
        }

        writer.Four(EndSignature);
        writer.Two(0);
        writer.Two(0);
        writer.Two((ushort)Math.Min(count, ushort.MaxValue));
        writer.Two((ushort)Math.Min(count, ushort.MaxValue));
        writer.Four(IsLarge(length) ? Full : (uint)length);
        writer.Four(IsLarge(offset) ? Full : (uint)offset);
        writer.Two(0);
        return writer.Done;
    }

    /// <summary>Bytes of the whole zip.</summary>
    public static long LengthOf(IReadOnlyList<ZipEntry> entries)
    {
        var (offset, central) = (0L, 0L);
        foreach (var entry in entries)
        {
            central += CentralHeader(entry, 0, offset).Length;
            offset += LocalHeader(entry).Length + entry.Size + Descriptor(entry, 0).Length;
        }

        return offset + central + End(entries.Count, offset, central).Length;
    }

    static bool IsLarge(long number) => number >= Full;

    /// <summary>Little endian numbers, one after the other.</summary>
    sealed class Writer(int length)
    {
        int position;

        public byte[] Done { get; } = new byte[length];

        // Version, flags, method 0 (stored), time, date, crc, both sizes, lengths of name and extra: the same in both headers.
        public void Common(ZipEntry entry, bool needs64, uint crc, int nameLength, int extraLength, bool? is64 = null)
        {
            Two(needs64 ? Version64 : Version);
            Two(Flags);
            Two(0);
            var time = entry.Modified.UtcDateTime;
            // The epoch of DOS is 1980, and its seconds are even.
            if (time.Year is < 1980 or > 2107) time = new DateTime(1980, 1, 1, 0, 0, 0, DateTimeKind.Utc);
            Two((ushort)((time.Hour << 11) | (time.Minute << 5) | (time.Second / 2)));
            Two((ushort)(((time.Year - 1980) << 9) | (time.Month << 5) | time.Day));
            Four(crc);
            var size = is64 ?? needs64 ? Full : (uint)entry.Size;
            Four(size);
            Four(size);
            Two((ushort)nameLength);
            Two((ushort)extraLength);
        }

        // Zip64 extended information, section 4.5.3.
        public void Extra64(ushort bytes)
        {
            Two(1);
            Two(bytes);
        }

        public void Two(ushort value)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(Done.AsSpan(position), value);
            position += 2;
        }

        public void Four(uint value)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(Done.AsSpan(position), value);
            position += 4;
        }

        public void Eight(long value)
        {
            BinaryPrimitives.WriteInt64LittleEndian(Done.AsSpan(position), value);
            position += 8;
        }

        public void Bytes(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(Done.AsSpan(position));
            position += bytes.Length;
        }
    }
}
