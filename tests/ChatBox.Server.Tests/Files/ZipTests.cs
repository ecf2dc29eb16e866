using System.IO.Compression;
using System.Text;
using ChatBox.Server.Files.Zip;
using ChatBox.Server.Tests.Support;

namespace ChatBox.Server.Tests.Files;

/// <summary>Zips that are made while they are sent.</summary>
public sealed class ZipTests
{
    static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 30, 14, TimeSpan.Zero);

    [Fact]
    public void The_checksum_is_that_of_zip_however_the_bytes_come()
    {
        Assert.Equal(0xCBF43926u, Crc32.Append(0, "123456789"u8));
        Assert.Equal(0u, Crc32.Append(0, []));
        Seeded.Run(200, random =>
        {
            var bytes = random.Bytes(random.Next(100));
            var cut = random.Next(bytes.Length + 1);
            Assert.Equal(Crc32.Append(0, bytes), Crc32.Append(Crc32.Append(0, bytes.AsSpan(0, cut)), bytes.AsSpan(cut)));
        });
    }

    [Fact]
    public void What_is_made_others_can_read_and_its_length_was_known() => Seeded.Run(50, random =>
    {
        var files = Enumerable.Range(0, random.Next(1, 20)).Select(i => (Name: $"föl{i}/名 {i}.txt", Bytes: random.Bytes(random.Pick(0, 1, 1000, 70_000)))).ToList();
        var entries = files.Select(file => new ZipEntry(file.Name, file.Bytes.Length, Noon)).ToList();
        var zip = new MemoryStream();
        var central = new MemoryStream();
        for (var i = 0; i < files.Count; i++)
        {
            var (offset, crc) = (zip.Length, Crc32.Append(0, files[i].Bytes));
            zip.Write(ZipFormat.LocalHeader(entries[i]));
            zip.Write(files[i].Bytes);
            zip.Write(ZipFormat.Descriptor(entries[i], crc));
            central.Write(ZipFormat.CentralHeader(entries[i], crc, offset));
        }

        var start = zip.Length;
        zip.Write(central.ToArray());
        zip.Write(ZipFormat.End(files.Count, start, central.Length));
        Assert.Equal(ZipFormat.LengthOf(entries), zip.Length);

        using var archive = new ZipArchive(zip, ZipArchiveMode.Read);
        Assert.Equal(files.Select(file => file.Name), archive.Entries.Select(entry => entry.FullName));
        foreach (var (entry, file) in archive.Entries.Zip(files))
        {
            Assert.Equal(Noon.DateTime, entry.LastWriteTime.DateTime);
            using var content = entry.Open();
            var read = new MemoryStream();
            content.CopyTo(read);
            Assert.Equal(file.Bytes, read.ToArray());
        }
    });

    [Theory]
    [InlineData(0xFFFF_FFFEL, 0)]
    [InlineData(0xFFFF_FFFFL, 20)]
    [InlineData(5_000_000_000L, 20)]
    public void A_file_of_4_GiB_has_its_size_in_eight_bytes(long size, int extra)
    {
        var entry = new ZipEntry("a", size, Noon);
        Assert.Equal(31 + extra, ZipFormat.LocalHeader(entry).Length);
        Assert.Equal(extra > 0 ? 24 : 16, ZipFormat.Descriptor(entry, 0).Length);
        Assert.Equal(47 + extra, ZipFormat.CentralHeader(entry, 0, 0).Length);
    }

    [Fact]
    public void Beyond_4_GiB_the_places_are_in_eight_bytes_too()
    {
        var entry = new ZipEntry("a", 1, Noon);
        Assert.Equal(47 + 12, ZipFormat.CentralHeader(entry, 0, 0xFFFF_FFFF).Length);
        Assert.Equal(22, ZipFormat.End(65_534, 0, 0).Length);
        Assert.Equal(98, ZipFormat.End(65_535, 0, 0).Length);
        Assert.Equal(98, ZipFormat.End(1, 0xFFFF_FFFF, 0).Length);
        Assert.StartsWith("PK\u0006\u0006", Encoding.Latin1.GetString(ZipFormat.End(1, 0xFFFF_FFFF, 0)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1970)]
    [InlineData(2200)]
    public void A_time_that_DOS_cannot_say_is_the_first_that_it_can(int year)
    {
        var header = ZipFormat.LocalHeader(new ZipEntry("a", 1, new DateTimeOffset(year, 5, 6, 7, 8, 9, TimeSpan.Zero)));
        Assert.Equal(new byte[] { 0, 0, 0x21, 0 }, header[10..14]);
    }
}
