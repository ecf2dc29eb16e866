using ChatBox.Server.Files.Share;
using ChatBox.Server.Files.Zip;

namespace ChatBox.Server.Doors.Web.Files;

/// <summary>
/// Files of the share as one zip, made while it is sent. Its length was promised, so a file that is another by then ends the connection.
/// </summary>
sealed class ZipSending(HttpContext context, string root, IReadOnlyList<(ZipEntry Entry, ShareEntry File)> files)
{
    public long Length { get; } = ZipFormat.LengthOf([.. files.Select(file => file.Entry)]);

    public async Task CopyAsync()
    {
        var (offset, central) = (0L, new MemoryStream());
        foreach (var (entry, shared) in files)
        {
            var start = offset;
            offset += await WriteAsync(ZipFormat.LocalHeader(entry));
            var crc = await CopyAsync(shared);
            offset += entry.Size + await WriteAsync(ZipFormat.Descriptor(entry, crc));
            // At most 10,000 files with paths of some hundred bytes: these are kept, the files are not.
            central.Write(ZipFormat.CentralHeader(entry, crc, start));
        }

        var length = await WriteAsync(central.GetBuffer().AsMemory(0, (int)central.Length));
        await WriteAsync(ZipFormat.End(files.Count, offset, length));
    }

    async Task<uint> CopyAsync(ShareEntry shared)
    {
        using var file = ShareFile.TryOpen(shared, root) ?? throw new FileChangedException();
        var crc = 0u;
        await FileSending.CopyAsync(context, file, shared.Identity, 0, shared.Size, bytes => crc = Crc32.Append(crc, bytes.Span));
        return crc;
    }

    async Task<int> WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
        return bytes.Length;
    }
}
